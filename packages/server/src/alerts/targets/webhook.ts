import { createHmac } from 'node:crypto'
import { Agent, request } from 'node:https'
import { limits, type Clock, type Secret } from '../../base/index.ts'
import type { Alert, AlertTarget } from '../queue/index.ts'

export interface WebhookOptions {
  /** `https:` */
  readonly url: URL
  /** What requests are signed with. */
  readonly secret: Secret
  /** Certificates to trust, PEM; undefined: those that Node trusts. */
  readonly ca?: string | undefined
  readonly clock: Clock
}

/** The header that proves where a request comes from: `t=<seconds>,v1=<hex>`. */
export const signatureHeader = 'strongroom-signature'

/** HMAC-SHA-256 over the time, a full stop and the body. */
export function webhookSignature(secret: Secret, seconds: number, body: string): string {
  const mac = createHmac('sha256', secret.reveal()).update(`${String(seconds)}.${body}`)
  return `t=${String(seconds)},v1=${mac.digest('hex')}`
}

/** One POST for each alert. Any answer but 2xx is a failure, a redirect too. */
export function webhookTarget(options: WebhookOptions): AlertTarget {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: options.ca })
  return {
    name: 'webhook',
    async send(alerts) {
      const arrived: boolean[] = []
      let failure: Error | undefined
      let inARow = 0
      const begun = options.clock.monotonic()
      for (const alert of alerts) {
        try {
          await post(options, agent, alert)
          arrived.push(true)
          inARow = 0
        } catch (error) {
          arrived.push(false)
          failure = error instanceof Error ? error : new Error(String(error))
          // An answer about this alert says nothing of the others.
          if (!(error instanceof AlertRefused)) inARow++
        }
        // It may refuse one alert and take the next. It is away if it takes none.
        if (inARow === limits.alertFailures) break
        if (options.clock.monotonic() - begun >= limits.alertSendMs) break
      }
      return { arrived, failure }
    },
  }
}

/** Answers to what a request says, and not to where it goes or by whom it is. */
const refusals: ReadonlySet<number> = new Set([400, 409, 411, 413, 414, 415, 417, 422, 431])

class AlertRefused extends Error {}

function post({ url, secret, clock }: WebhookOptions, agent: Agent, alert: Alert): Promise<void> {
  const body = JSON.stringify(alert)
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'user-agent': 'strongroom',
    'strongroom-alert-id': alert.id,
    [signatureHeader]: webhookSignature(secret, Math.floor(clock.now() / 1000), body),
  }
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers, agent }, (response) => {
      const { statusCode = 0 } = response
      response.resume()
      response.on('error', reject)
      response.on('end', () => {
        if (statusCode >= 200 && statusCode < 300) resolve()
        else {
          const Failure = refusals.has(statusCode) ? AlertRefused : Error
          reject(new Failure(`the webhook answered ${String(statusCode)}`))
        }
      })
    })
    const cancel = clock.after(limits.alertSendMs, () => {
      sent.destroy(new Error('the webhook did not answer in time'))
    })
    sent.on('error', reject)
    sent.on('close', () => {
      cancel()
      reject(new Error('the webhook closed the connection'))
    })
    sent.end(body)
  })
}
