export { deriveSigningKey, SigningKeyCache } from './signing-keys.ts'
export { signRequest, type ClientCredential } from './sign-request.ts'
export { parseQuery, type QueryParameter } from './uri.ts'
export { readSignature, type ParsedSignature, type ReadOutcome } from './read-signature.ts'
export type { Refusal, RefusalKind, Refused } from './refusal.ts'
export type { ServerScope } from './checks.ts'
export type { SignedRequest } from './signed-request.ts'
export {
  verifySignature,
  type SigningCredential,
  type VerifyOptions,
  type VerifyOutcome,
} from './verify-signature.ts'
