import { ApiError } from './api-error.ts'

/** What authentication refuses for: the kinds of `security/sigv4`, which knows no wire. */
type RefusalKind =
  'missing' | 'incomplete' | 'invalid' | 'skew' | 'unknown-key' | 'bad-token' | 'expired-token'

/**
 * Codes by protocol, one column for each. The Query protocol's differ in name and status
 * (`SignatureDoesNotMatch`, 403): they are to become a second column here.
 */
const codes: Readonly<Record<RefusalKind, { readonly json: string }>> = {
  missing: { json: 'MissingAuthenticationTokenException' },
  incomplete: { json: 'IncompleteSignatureException' },
  invalid: { json: 'InvalidSignatureException' },
  skew: { json: 'InvalidSignatureException' },
  'unknown-key': { json: 'UnrecognizedClientException' },
  'bad-token': { json: 'UnrecognizedClientException' },
  'expired-token': { json: 'ExpiredTokenException' },
}

/** A refused signature as the AWS JSON protocols answer it: status 400, lower-case `message`. */
export function authenticationFailed(refusal: {
  readonly kind: RefusalKind
  readonly message: string
}): ApiError {
  return new ApiError({
    code: codes[refusal.kind].json,
    namespace: 'com.amazon.coral.service',
    message: refusal.message,
    messageMember: 'message',
  })
}
