import type { CompiledStatement } from '../statement.ts'
import type { PolicyVersion } from '../policy.ts'

/** A statement of either side; those that say the same are one, so that what did not change cancels out. */
export interface Unit {
  readonly bit: bigint
  readonly version: PolicyVersion
  readonly compiled: CompiledStatement
  /** No statement of the policies: what callers of a resource's own account are allowed by theirs. */
  readonly own?: true
}

/**
 * One value of one dimension of a request (its action, its resource, a condition key), which stands for
 * all that no statement tells from it.
 */
export interface Choice<Value> {
  /**
   * The statements that this value leaves standing. A statement applies to a request if all its values
   * do: where it cannot be told, a Deny stands and an Allow does not.
   */
  readonly mask: bigint
  readonly value: Value
  /** Whether the value itself was tried. If not, there may be no request like this, or not with this value. */
  readonly exact: boolean
}

/** Collects choices; of those with the same mask one is enough, and an exact one is better. */
export class Choices<Value> {
  readonly #found = new Map<bigint, Choice<Value>>()

  add(choice: Choice<Value>): void {
    const known = this.#found.get(choice.mask)
    if (known === undefined || (choice.exact && !known.exact)) this.#found.set(choice.mask, choice)
  }

  list(): readonly Choice<Value>[] {
    return [...this.#found.values()]
  }
}
