/**
 * The IAM policy engine: a document is parsed once ({@link parsePolicy}), compiled once for those whom
 * it applies to ({@link compilePolicies}), and then decides requests ({@link authorize}) with the
 * statements that were the reason. Pure: no I/O and no clock.
 */
export { authorize } from './authorize.ts'
export { compilePolicies, type CompiledPolicies, type NamedPolicy } from './compile.ts'
export {
  accessGranted,
  compareAccess,
  judgeOf,
  newAccess,
  type ComparableKind,
  type CompareOptions,
  type Comparison,
  type GrantedOutcome,
  type PolicyText,
  type PolicyTexts,
  type Side,
  type SoughtAccess,
  type Witness,
} from './compare/index.ts'
export { contextKeys } from './context-keys.ts'
export { ambiguous, requestContext, type ContextValue, type RequestContext } from './context.ts'
export type {
  AuthorizationRequest,
  CallerPolicies,
  Decision,
  FailedStatement,
  PolicySet,
  StatementReference,
} from './decision.ts'
export type { FaultCode } from './fault.ts'
export { denialMessage } from './message.ts'
export { parsePolicy, type ParseOutcome } from './parse.ts'
export type {
  Condition,
  Listed,
  Policy,
  PolicyKind,
  PolicyVersion,
  Position,
  PrincipalName,
  Statement,
} from './policy.ts'
export type { Principal } from './principal.ts'
export {
  findPrincipals,
  withPrincipalIds,
  type PrincipalDirectory,
  type PrincipalIds,
} from './principal-ids.ts'
export { grantsUnboundedAccess, unboundedStatements } from './unbounded-access.ts'
