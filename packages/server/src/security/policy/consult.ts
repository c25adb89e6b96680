import type { CompiledPolicies, PlacedStatement } from './compile.ts'
import type { FailedStatement, StatementReference } from './decision.ts'
import type { PolicyKind } from './policy.ts'
import type { Worth } from './principal.ts'
import { applies, failureOf, statementWorth, type Inquiry } from './statement.ts'

/** What the policies of one kind say of a request. */
export interface Answer {
  readonly kind: PolicyKind
  readonly denies: readonly StatementReference[]
  readonly allows: readonly StatementReference[]
  /** Of the Allow that names the caller most exactly; 0 if none applies. */
  readonly worth: Worth
  readonly failed: readonly FailedStatement[]
}

/**
 * Asks every statement that may concern the action. One that cannot be evaluated denies if it is a
 * Deny and does not allow if it is an Allow.
 */
export function consult(policies: CompiledPolicies, action: string, inquiry: Inquiry): Answer {
  const candidates = policies.candidates(action, inquiry)
  const { kind } = policies
  const denies: StatementReference[] = []
  const allows: StatementReference[] = []
  const failed: FailedStatement[] = []
  let worth: Worth = 0
  for (const placed of candidates.denies) {
    const { compiled } = placed
    if (statementWorth(compiled, inquiry) === 0) continue
    const truth = applies(compiled, inquiry)
    if (truth === false) continue
    denies.push(refer(kind, placed))
    if (truth === undefined) failed.push(fail(kind, placed, inquiry))
  }
  for (const placed of candidates.allows) {
    const { compiled } = placed
    const worthHere = statementWorth(compiled, inquiry)
    if (worthHere === 0) continue
    const truth = applies(compiled, inquiry)
    if (truth === true) {
      allows.push(refer(kind, placed))
      if (worthHere > worth) worth = worthHere
    } else if (truth === undefined) failed.push(fail(kind, placed, inquiry))
  }
  return { kind, denies, allows, worth, failed }
}

function refer(policyKind: PolicyKind, placed: PlacedStatement): StatementReference {
  const { sid } = placed.compiled.source
  const reference = { policyKind, policyId: placed.policyId, index: placed.index }
  return sid === undefined ? reference : { ...reference, sid }
}

function fail(kind: PolicyKind, placed: PlacedStatement, inquiry: Inquiry): FailedStatement {
  return { ...refer(kind, placed), reason: failureOf(placed.compiled, inquiry) }
}
