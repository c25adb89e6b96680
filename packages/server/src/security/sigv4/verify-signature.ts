import { timingSafeEqual } from 'node:crypto'
import { Secret } from '../../base/index.ts'
import { canonicalRequest, stringToSign } from './canonical-request.ts'
import { refuse, type Refused } from './refusal.ts'
import type { ParsedSignature } from './read-signature.ts'
import type { SignedRequest } from './signed-request.ts'
import type { SigningKeyCache } from './signing-keys.ts'

/** What verification needs of a credential. The caller's own type passes through. */
export interface SigningCredential {
  readonly secretAccessKey: Secret
  readonly sessionToken?: Secret
  readonly expiresAt?: number
}

export interface VerifyOptions {
  /** Wall time in milliseconds since 1970. */
  readonly now: number
  readonly keys: SigningKeyCache
  /** Adds the canonical request and the string to sign to the text of a mismatch. For debugging clients. */
  readonly explain?: boolean
}

export type VerifyOutcome<C> = { readonly ok: true; readonly credential: C } | Refused

/** Stands in for a credential that does not exist. Nothing signed with it is accepted. */
const nobody: SigningCredential = { secretAccessKey: new Secret('0'.repeat(40)) }

/**
 * Verifies what {@link readSignature} found, against the credential looked up for its access key
 * id. An unknown id goes the same way as a known one, with the signature computed and compared, so
 * that the two take the same time. The comparisons of signature and token take constant time.
 */
export function verifySignature<C extends SigningCredential>(
  parsed: ParsedSignature,
  credential: C | undefined,
  request: SignedRequest,
  options: VerifyOptions,
): VerifyOutcome<C> {
  const { secretAccessKey } = credential ?? nobody
  const cachedUnder = credential === undefined ? '' : parsed.accessKeyId
  const key = options.keys.signingKey(cachedUnder, parsed.scope, secretAccessKey)
  const text = stringToSign(parsed.timestamp, parsed.scope, canonicalRequest(request, parsed))
  const expected = key.hex(text)
  const matches = sameSignature(expected, parsed.signature)

  if (credential === undefined) {
    return refuse('unknown-key', 'The security token included in the request is invalid.')
  }
  if (!matches) {
    return refuse('invalid', options.explain === true ? explained(parsed, request) : mismatch)
  }
  if (!sameToken(credential.sessionToken, parsed.sessionToken)) {
    return refuse('bad-token', 'The security token included in the request is invalid')
  }
  if (credential.expiresAt !== undefined && options.now >= credential.expiresAt) {
    return refuse('expired-token', 'The security token included in the request is expired')
  }
  return { ok: true, credential }
}

/** Characters of a signature in hexadecimal. */
const signatureLength = 64
/** Where the two signatures of a comparison are put; nothing is awaited meanwhile. */
const expectedBytes = Buffer.alloc(signatureLength)
const presentedBytes = Buffer.alloc(signatureLength)

/** Constant time for texts of the right length, which is all that an attacker learns. */
function sameSignature(expected: string, presented: string): boolean {
  if (presented.length !== signatureLength) return false
  expectedBytes.write(expected, 'latin1')
  presentedBytes.write(presented, 'latin1')
  return timingSafeEqual(expectedBytes, presentedBytes)
}

/** A temporary key needs its token; a long-term key must come without one. */
function sameToken(issued: Secret | undefined, presented: string | undefined): boolean {
  if (issued === undefined || presented === undefined) return issued === presented
  return issued.equals(new Secret(Buffer.from(presented, 'latin1')))
}

const mismatch =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'

/** The service's long text. It repeats what the client sent, but for the session token. */
function explained(parsed: ParsedSignature, request: SignedRequest): string {
  const canonical = canonicalRequest(request, parsed)
  const shown = canonicalRequest(request, {
    signedHeaders: parsed.signedHeaders,
    headers: new Map(
      [...parsed.headers].map(([name, value]) => [
        name,
        name === 'x-amz-security-token' ? '[redacted]' : value,
      ]),
    ),
    query: parsed.query.map(({ name, value }) => ({
      name,
      value: name.toLowerCase() === 'x-amz-security-token' ? '[redacted]' : value,
    })),
  })
  return (
    `${mismatch}\n\nThe Canonical String for this request should have been\n'${shown}'\n\n` +
    `The String-to-Sign should have been\n'${stringToSign(parsed.timestamp, parsed.scope, canonical)}'\n`
  )
}
