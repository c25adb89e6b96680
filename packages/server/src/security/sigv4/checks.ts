import { limits } from '../../base/index.ts'
import { namesOf, type Headers } from './headers.ts'
import { refuse, type Refused } from './refusal.ts'
import { formatBasicTimestamp, type Timestamp } from './timestamp.ts'

/** What a signature must be meant for. */
export interface ServerScope {
  readonly region: string
  /** A further region that is as good, for services that exist once for all regions. */
  readonly alsoRegion?: string | undefined
  /** The signing name: `dynamodb`. */
  readonly service: string
  /** Wall time in milliseconds since 1970. */
  readonly now: number
  /** Seconds by which the client's clock may differ: 900 for dynamodb, 300 for the other services. */
  readonly skewSeconds: number
}

/** Undefined: fresh. `expires`: seconds that a presigned request holds, instead of the skew. */
export function checkFreshness(
  signed: Timestamp,
  expires: number | undefined,
  server: ServerScope,
): Refused | undefined {
  // The texts show whole seconds, and so does a timestamp: compare what the texts show.
  const now = Math.floor(server.now / 1000) * 1000
  const lifetime = expires ?? server.skewSeconds
  const oldest = now - lifetime * 1000
  const youngest = now + server.skewSeconds * 1000
  if (signed.time < oldest) {
    return refuse(
      'skew',
      `Signature expired: ${signed.text} is now earlier than ${formatBasicTimestamp(oldest)}` +
        ` (${formatBasicTimestamp(now)} - ${span(lifetime)})`,
    )
  }
  if (signed.time > youngest) {
    return refuse(
      'skew',
      `Signature not yet current: ${signed.text} is still later than ${formatBasicTimestamp(youngest)}` +
        ` (${formatBasicTimestamp(now)} + ${span(server.skewSeconds)})`,
    )
  }
  return undefined
}

function span(seconds: number): string {
  return seconds % 60 === 0 ? `${seconds / 60} min.` : `${seconds} sec.`
}

/**
 * The `x-amz-` headers that may come unsigned. The token must equal the one that was issued with
 * the access key; the timestamp is a line of the string to sign; the hash of the body is computed
 * here and never read from the header; the last two mean nothing to this server, and are added on
 * the way by browsers' clients and by a content delivery network.
 */
const mayBeUnsigned: ReadonlySet<string> = new Set([
  'x-amz-security-token',
  'x-amz-date',
  'x-amz-content-sha256',
  'x-amz-user-agent',
  'x-amz-cf-id',
])

/**
 * Undefined: the signature covers what it must. The service is recorded to insist on Host; AWS's
 * signing guide adds every `x-amz-` header, and names X-Amz-Target for DynamoDB. What the service
 * does with an unsigned target is not recorded. Here it is refused, since whoever could change it
 * would turn one signed request into another operation; all stock clients sign it. Content-Type is
 * not insisted on: some stock clients leave it out, and no answer depends on which of the accepted
 * types it names.
 */
export function checkSignedHeaders(signedHeaders: string, headers: Headers): Refused | undefined {
  const names = namesOf(signedHeaders)
  if (names.length > limits.signedHeaders) {
    return refuse(
      'incomplete',
      `'SignedHeaders' must not name more than ${limits.signedHeaders} headers.`,
    )
  }
  if (!names.includes('host')) return notSigned('Host')
  for (const name of headers.keys()) {
    if (name.startsWith('x-amz-') && !mayBeUnsigned.has(name) && !names.includes(name)) {
      return notSigned(name)
    }
  }
  return undefined
}

function notSigned(name: string): Refused {
  return refuse('invalid', `'${name}' must be a 'SignedHeader' in the AWS Authorization.`)
}

let lastCredential = ''
let lastParts: readonly string[] = ['']

/** The parts of a credential. Those of the last are kept: a client's requests nearly all have the same. */
function partsOf(credential: string): readonly string[] {
  if (credential !== lastCredential) {
    lastParts = credential.split('/', 6)
    lastCredential = credential
  }
  return lastParts
}

/** Splits the credential and compares its scope with the server's. */
export function checkScope(
  credential: string,
  timestamp: Timestamp,
  server: ServerScope,
): { readonly accessKeyId: string; readonly scope: string } | Refused {
  const parts = partsOf(credential)
  const [accessKeyId, date, region, service, terminator] = parts
  if (parts.length !== 5 || accessKeyId === undefined) {
    return refuse(
      'incomplete',
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
    )
  }
  const today = timestamp.text.slice(0, 8)
  let text = ''
  if (region !== server.region && (region === undefined || region !== server.alsoRegion)) {
    text += `Credential should be scoped to a valid region, not '${region}'. `
  }
  if (service !== server.service) {
    text += `Credential should be scoped to correct service: '${server.service}'. `
  }
  if (terminator !== 'aws4_request') {
    text += `Credential should be scoped with a valid terminator: 'aws4_request', not '${terminator}'. `
  }
  if (date !== today) {
    text +=
      'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: ' +
      `'${date}' != '${today}', from '${timestamp.text}'.`
  }
  if (text !== '') return refuse('invalid', text)
  return { accessKeyId, scope: credential.slice(accessKeyId.length + 1) }
}
