import { ApiError } from './api-error.ts'

/** What authentication refuses for: the kinds of `security/sigv4`, which knows no wire. */
type RefusalKind =
  'missing' | 'incomplete' | 'invalid' | 'skew' | 'unknown-key' | 'bad-token' | 'expired-token'

/** Codes by protocol, one column for each; the Query protocol's differ in name and status. */
const codes: Readonly<
  Record<RefusalKind, { readonly json: string; readonly query: string; readonly status?: number }>
> = {
  missing: { json: 'MissingAuthenticationTokenException', query: 'MissingAuthenticationToken' },
  incomplete: { json: 'IncompleteSignatureException', query: 'IncompleteSignature', status: 400 },
  invalid: { json: 'InvalidSignatureException', query: 'SignatureDoesNotMatch' },
  skew: { json: 'InvalidSignatureException', query: 'SignatureDoesNotMatch' },
  'unknown-key': { json: 'UnrecognizedClientException', query: 'InvalidClientTokenId' },
  'bad-token': { json: 'UnrecognizedClientException', query: 'InvalidClientTokenId' },
  'expired-token': { json: 'ExpiredTokenException', query: 'ExpiredToken' },
}

/** A refused signature; the AWS JSON protocols answer status 400 and a lower-case `message`. */
export function authenticationFailed(refusal: {
  readonly kind: RefusalKind
  readonly message: string
}): ApiError {
  const { json, query, status = 403 } = codes[refusal.kind]
  return new ApiError({
    code: json,
    query: { code: query, status },
    namespace: 'com.amazon.coral.service',
    message: refusal.message,
    messageMember: 'message',
  })
}
