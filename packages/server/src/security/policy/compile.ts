import { limits } from '../../base/index.ts'
import { candidatesFor, candidatesOf, type Candidates, type PlacedStatement } from './candidates.ts'
import type { Policy, PolicyKind } from './policy.ts'
import { compileStatement, type CompiledStatement, type Inquiry } from './statement.ts'

/** A policy with the name that decisions call it by: the ARN of a managed one, or an inline name. */
export interface NamedPolicy {
  readonly id: string
  readonly policy: Policy
}

/**
 * Policies of one kind that act together, ready for decisions: those of a principal (its own and its
 * groups'), the boundary, the session policies, one level of SCPs. Immutable, so keep it for as long
 * as the policies are the same.
 */
export class CompiledPolicies {
  readonly kind: PolicyKind
  readonly #statements: readonly PlacedStatement[]
  readonly #byAction = new Map<string, Covering>()
  /** By action and resource; of sets in which that spares something. */
  readonly #narrowed = new Map<string, Map<string, Candidates>>()
  #narrowedSize = 0

  constructor(kind: PolicyKind, statements: readonly PlacedStatement[]) {
    this.kind = kind
    this.#statements = statements
  }

  /**
   * The statements that may say something of this action on this resource. Walks all statements for the
   * first request of an action, and those that cover it for the first of a resource.
   */
  candidates(action: string, inquiry: Inquiry): Candidates {
    const { statements, candidates } = this.#covering(action)
    if (statements.length <= fewStatements) return candidates
    let byResource = this.#narrowed.get(action)
    const known = byResource?.get(inquiry.resource)
    if (known !== undefined) return known
    const found = candidatesFor(statements, inquiry)
    if (this.#narrowedSize === limits.policyResources) {
      this.#narrowed.clear()
      this.#narrowedSize = 0
      byResource = undefined
    }
    this.#narrowedSize++
    if (byResource !== undefined) byResource.set(inquiry.resource, found)
    else this.#narrowed.set(action, new Map([[inquiry.resource, found]]))
    return found
  }

  #covering(action: string): Covering {
    const known = this.#byAction.get(action)
    if (known !== undefined) return known
    const name = action.toLowerCase()
    const statements = this.#statements.filter(({ compiled }) => compiled.coversAction(name))
    const found = { statements, candidates: candidatesOf(statements) }
    if (this.#byAction.size < limits.policyActions) this.#byAction.set(action, found)
    return found
  }
}

/** The statements that cover an action. */
interface Covering {
  readonly statements: readonly PlacedStatement[]
  readonly candidates: Candidates
}

/** So many are asked one by one as fast as they are looked up. */
const fewStatements = 4

/** Compiles policies that {@link parsePolicy} accepted; each statement is compiled only once. */
export function compilePolicies(
  kind: PolicyKind,
  policies: readonly NamedPolicy[],
): CompiledPolicies {
  const statements: PlacedStatement[] = []
  for (const { id, policy } of policies) {
    for (const [index, compiled] of statementsOf(policy).entries()) {
      statements.push({ policyId: id, index, order: statements.length, compiled })
    }
  }
  return new CompiledPolicies(kind, statements)
}

/** A managed policy is attached to many: what it compiles to lives as long as the policy itself. */
const compiledOnce = new WeakMap<Policy, readonly CompiledStatement[]>()

/** The statements of a policy, compiled once. */
export function statementsOf(policy: Policy): readonly CompiledStatement[] {
  const known = compiledOnce.get(policy)
  if (known !== undefined) return known
  const compiled = policy.statements.map((one) => compileStatement(one, policy.version))
  compiledOnce.set(policy, compiled)
  return compiled
}
