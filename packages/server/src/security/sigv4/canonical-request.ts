import { digests } from '../../base/index.ts'
import { foldSpaces, namesOf, type Headers } from './headers.ts'
import { canonicalPath, canonicalQuery, pathLength, type QueryParameter } from './uri.ts'
import type { SignedRequest } from './signed-request.ts'

/** The only algorithm accepted. */
export const algorithm = 'AWS4-HMAC-SHA256'

/** The parts of a canonical request that the signature's reader has split already. */
export interface CanonicalParts {
  readonly headers: Headers
  /** Names as sent, joined by `;`. */
  readonly signedHeaders: string
  /** Without X-Amz-Signature where the signature came in the query. */
  readonly query: readonly QueryParameter[]
}

/**
 * The text that is hashed into the string to sign, one character per byte. The last line is always
 * the hash of the body that arrived: a client that signed `UNSIGNED-PAYLOAD` or another claim about
 * its body does not verify. A header that is listed but was not sent gets no line, which no signer
 * produces, so that the absent and the empty header are not the same.
 */
export function canonicalRequest(request: SignedRequest, parts: CanonicalParts): string {
  let text =
    request.method +
    '\n' +
    canonicalPath(request.target.slice(0, pathLength(request.target))) +
    '\n' +
    canonicalQuery(parts.query) +
    '\n'
  for (const name of namesOf(parts.signedHeaders)) {
    const value = parts.headers.get(name)
    if (value !== undefined) text += name + ':' + foldSpaces(value) + '\n'
  }
  return text + '\n' + parts.signedHeaders + '\n' + digests.sha256Hex(request.body)
}

/** `scope`: `yyyymmdd/region/service/aws4_request`. */
export function stringToSign(timestamp: string, scope: string, canonical: string): string {
  return `${algorithm}\n${timestamp}\n${scope}\n${digests.sha256HexOfText(canonical)}`
}
