import { HmacSha256, type Secret } from '../../base/index.ts'
import { algorithm, canonicalRequest, stringToSign } from './canonical-request.ts'
import { deriveSigningKey } from './signing-keys.ts'
import { formatBasicTimestamp } from './timestamp.ts'
import { parseQuery } from './uri.ts'

export interface ClientCredential {
  readonly accessKeyId: string
  readonly secretAccessKey: Secret
  readonly sessionToken?: Secret
}

export interface RequestToSign {
  readonly method: string
  readonly url: URL
  /** By lower-case name; all of them are signed. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface SigningOptions {
  readonly region: string
  readonly service: string
  readonly credential: ClientCredential
  /** Wall time in milliseconds since 1970. */
  readonly now: number
}

/** The headers with which the request is to be sent: those given, host, date, token and signature. */
export function signRequest(
  { method, url, headers, body }: RequestToSign,
  { region, service, credential, now }: SigningOptions,
): Record<string, string> {
  const timestamp = formatBasicTimestamp(now)
  const token = credential.sessionToken?.reveal().toString('latin1')
  const all: Record<string, string> = {
    ...headers,
    host: url.host,
    'x-amz-date': timestamp,
    ...(token === undefined ? {} : { 'x-amz-security-token': token }),
  }
  const names = Object.keys(all).sort()
  const signedHeaders = names.join(';')
  const canonical = canonicalRequest(
    { method, target: url.pathname, rawHeaders: [], body },
    {
      headers: new Map(Object.entries(all)),
      signedHeaders,
      query: parseQuery(url.search.slice(1), Infinity) ?? [],
    },
  )
  const scope = `${timestamp.slice(0, 8)}/${region}/${service}/aws4_request`
  const derived = deriveSigningKey(credential.secretAccessKey, scope)
  const key = new HmacSha256(derived)
  const signature = key.hex(stringToSign(timestamp, scope, canonical))
  key.erase()
  derived.fill(0)
  return {
    ...all,
    authorization: `${algorithm} Credential=${credential.accessKeyId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
  }
}
