/**
 * What policies allow, compared by meaning. Requests are told apart only as far as the statements of both
 * sides tell them apart; see docs/policy-comparison.md. Pure.
 */
export { compareAccess, type CompareOptions, type Comparison } from './compare-access.ts'
export { accessGranted, type GrantedOutcome, type SoughtAccess } from './granted.ts'
export { newAccess, type PolicyText, type PolicyTexts } from './new-access.ts'
export type { Witness } from './request.ts'
export type { Side } from './sides.ts'
export { judgeOf, type ComparableKind } from './verify.ts'
