import type { Agent as HttpAgent } from 'node:http'
import type { Agent as HttpsAgent } from 'node:https'
import { SignatureV4 } from '@smithy/signature-v4'
import { send, Sha256, type Answer } from '../raw-call.ts'
import type { Credentials, Endpoint } from '../target.ts'

export interface SignedCall {
  readonly operation?: string
  readonly input?: object
  readonly credentials?: Credentials
  readonly region?: string
  readonly service?: string
  /** When it claims to be signed. */
  readonly at?: Date
  /** Headers that are signed too. */
  readonly headers?: Readonly<Record<string, string>>
  /** Changes the headers after they were signed. */
  readonly afterwards?: (headers: Record<string, string>) => Record<string, string>
  /** Sent in place of the body that was signed. */
  readonly body?: string
}

export type SignedSender = (call: SignedCall) => Promise<Answer>

/** Signs ListTables unless told otherwise, and sends what became of it. */
export function signedSender(endpoint: Endpoint, agent: HttpAgent | HttpsAgent): SignedSender {
  const url = new URL(endpoint.url)
  return async (call) => {
    const { operation = 'ListTables', input = {}, afterwards = (headers) => headers } = call
    const body = JSON.stringify(input)
    const signer = new SignatureV4({
      service: call.service ?? 'dynamodb',
      region: call.region ?? endpoint.region,
      credentials: call.credentials ?? endpoint.credentials,
      sha256: Sha256,
    })
    const request = {
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      path: '/',
      body,
      headers: {
        host: url.host,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        ...call.headers,
      },
    }
    const { headers } = await signer.sign(request, { signingDate: call.at ?? new Date() })
    return send(url, agent, afterwards({ ...headers }), call.body ?? body)
  }
}
