import type { PlacedStatement, StatementGroup } from './candidates.ts'
import type { CompiledPolicies } from './compile.ts'
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
  const denying: StatementGroup[] = []
  const allowing: StatementGroup[] = []
  const unknown: StatementGroup[] = []
  let worth: Worth = 0
  for (const group of candidates.denies) {
    if (statementWorth(group.asked, inquiry) === 0) continue
    const truth = applies(group.asked, inquiry)
    if (truth === false) continue
    denying.push(group)
    if (truth === undefined) unknown.push(group)
  }
  for (const group of candidates.allows) {
    const worthHere = statementWorth(group.asked, inquiry)
    if (worthHere === 0) continue
    const truth = applies(group.asked, inquiry)
    if (truth === true) {
      allowing.push(group)
      if (worthHere > worth) worth = worthHere
    } else if (truth === undefined) unknown.push(group)
  }
  return {
    kind,
    denies: placedOf(denying).map((placed) => refer(kind, placed)),
    allows: placedOf(allowing).map((placed) => refer(kind, placed)),
    worth,
    failed: placedOf(unknown).map((placed) => fail(kind, placed, inquiry)),
  }
}

/** Every statement of the groups, in the order of the policies. */
function placedOf(groups: readonly StatementGroup[]): readonly PlacedStatement[] {
  if (groups.length < 2) return groups[0]?.placed ?? []
  return groups.flatMap(({ placed }) => placed).sort((a, b) => a.order - b.order)
}

function refer(policyKind: PolicyKind, placed: PlacedStatement): StatementReference {
  const { sid } = placed.compiled.source
  const reference = { policyKind, policyId: placed.policyId, index: placed.index }
  return sid === undefined ? reference : { ...reference, sid }
}

function fail(kind: PolicyKind, placed: PlacedStatement, inquiry: Inquiry): FailedStatement {
  return { ...refer(kind, placed), reason: failureOf(placed.compiled, inquiry) }
}
