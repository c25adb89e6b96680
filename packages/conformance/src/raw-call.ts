import { createHash, createHmac } from 'node:crypto'
import { request as httpRequest, type Agent as HttpAgent } from 'node:http'
import { request as httpsRequest, type Agent as HttpsAgent } from 'node:https'
import { isIP } from 'node:net'
import { gunzipSync, inflateSync } from 'node:zlib'
import { SignatureV4 } from '@smithy/signature-v4'
import type { Endpoint } from './target.ts'

/** An answer as it came. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** The body as it came, in whatever coding. */
  readonly bytes: Buffer
  /** The body without its coding. */
  readonly text: string
  /** The text as JSON; `{}` when it is none. */
  readonly body: Record<string, unknown>
  /** The name after `#` of the error's `__type`; empty for a success. */
  readonly error: string
  /** The error's text; empty for a success. */
  readonly message: string
}

/** Signs and sends one request. `headers` replace or join those that a client would send. */
export type RawCaller = (
  operation: string,
  body: string | Buffer,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answer>

export function rawCaller(endpoint: Endpoint, agent: HttpAgent | HttpsAgent): RawCaller {
  const url = new URL(endpoint.url)
  const signer = new SignatureV4({
    service: 'dynamodb',
    region: endpoint.region,
    credentials: endpoint.credentials,
    sha256: Sha256,
  })
  return async (operation, body, headers = {}) => {
    const signed = await signer.sign({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      path: '/',
      body,
      headers: {
        host: url.host,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        ...headers,
      },
    })
    return send(url, agent, signed.headers, body)
  }
}

/** Sends a request as it is. */
export function send(
  url: URL,
  agent: HttpAgent | HttpsAgent,
  headers: Record<string, string>,
  body: string | Buffer,
): Promise<Answer> {
  const open = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    // The certificate is that of the endpoint, whatever the Host header says.
    const servername = isIP(url.hostname) === 0 ? url.hostname : ''
    const request = open(url, { method: 'POST', agent, headers, servername }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const bytes = Buffer.concat(chunks)
        const { statusCode: status = 0, headers: answered } = response
        try {
          const text = plain(bytes, answered['content-encoding']).toString('utf8')
          resolve({ status, headers: answered, bytes, ...read(text) })
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)))
        }
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}

function plain(bytes: Buffer, coding: string | undefined): Buffer {
  if (coding === undefined) return bytes
  return coding === 'gzip' ? gunzipSync(bytes) : inflateSync(bytes)
}

function read(text: string): Omit<Answer, 'status' | 'headers' | 'bytes'> {
  const body = parse(text)
  const type = typeof body['__type'] === 'string' ? body['__type'] : ''
  const message = body['message'] ?? body['Message']
  return {
    text,
    body,
    error: type.slice(type.indexOf('#') + 1),
    message: typeof message === 'string' ? message : '',
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

/** The hash that the signer wants, by Node's own. */
export class Sha256 {
  readonly #hash: ReturnType<typeof createHash | typeof createHmac>

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(secret))
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytes(data))
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest())
  }

  reset(): never {
    throw new Error('the signer makes a new hash for each use')
  }
}

function bytes(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === 'string') return Buffer.from(data, 'utf8')
  if (data instanceof ArrayBuffer) return Buffer.from(data)
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength)
}
