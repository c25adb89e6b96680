import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { limits, type Clock } from '../../base/index.ts'
import { ProviderAwayError } from './provider-away.ts'

export interface JsonRequest {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** PEM; absent: the certificate authorities that Node trusts. */
  readonly ca: string | undefined
}

export interface JsonAnswer {
  readonly status: number
  /** Undefined where it was no JSON object. */
  readonly body: Record<string, unknown> | undefined
}

/**
 * Sends one request to the provider of a master key, over a connection of its own. Redirections are
 * not followed: they would carry secrets to another host. Rejects with a ProviderAwayError.
 */
export async function postJson(
  { url, headers, body, ca }: JsonRequest,
  clock: Clock,
): Promise<JsonAnswer> {
  const text = await new Promise<{ status: number; body: string }>((resolve, reject) => {
    const options = { method: 'POST', headers, agent: false }
    const sent =
      url.protocol === 'https:'
        ? requestHttps(url, { ...options, minVersion: 'TLSv1.2', ...(ca && { ca }) })
        : requestHttp(url, options)
    const cancel = clock.after(limits.masterKeyProviderMs, () => {
      sent.destroy(new Error(`no answer within ${String(limits.masterKeyProviderMs / 1000)} s`))
    })
    const fail = (error: Error): void => {
      cancel()
      reject(new ProviderAwayError(away(url, error), { cause: error }))
    }
    sent.on('error', fail)
    sent.on('response', (answer) => {
      const chunks: Buffer[] = []
      let length = 0
      answer.on('error', fail)
      answer.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        length += chunk.length
        if (length > limits.masterKeyProviderBytes) sent.destroy(new Error('a far too long answer'))
      })
      answer.on('end', () => {
        cancel()
        const received = Buffer.concat(chunks)
        resolve({ status: answer.statusCode ?? 0, body: received.toString('utf8') })
        received.fill(0)
      })
    })
    sent.end(body)
  })
  return { status: text.status, body: parse(text.body) }
}

function away(url: URL, error: Error): string {
  const code = 'code' in error ? String(error.code) : ''
  const trust = /CERT|SIGNATURE|TLS|SSL/.test(code) ? '; check its certificate and the CA file' : ''
  return `${url.origin} does not answer (${code || error.message})${trust || '; check that it runs and can be reached'}`
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

/** What a provider gave as its reason, fit for a line of the log. */
export function shownReason(reason: unknown): string {
  const text = typeof reason === 'string' ? reason : 'no reason was given'
  return text.replaceAll(/[^\x20-\x7e]+/g, ' ').slice(0, 200)
}
