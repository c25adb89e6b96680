import type { Choice } from './choice.ts'
import type { Effort } from './effort.ts'

/** A condition on a request: these statements apply, and none of those do. */
export interface Goal {
  readonly required: bigint
  readonly forbidden: bigint
}

/** One choice of every dimension, in their order. */
export interface Path<Value> {
  readonly choices: readonly Choice<Value>[]
  readonly exact: boolean
}

interface Partial<Value> extends Path<Value> {
  /** The forbidden statements that nothing has ruled out so far. */
  readonly standing: bigint
}

/**
 * Looks for a request of the goal; undefined if there is none. A statement applies if it stands in every
 * dimension, so of the beginnings of a request only those matter that leave a smallest set standing.
 */
export function findPath<Value>(
  dimensions: readonly (readonly Choice<Value>[])[],
  { required, forbidden }: Goal,
  effort: Effort,
): Path<Value> | undefined {
  let partial: readonly Partial<Value>[] = [{ choices: [], exact: true, standing: forbidden }]
  const usable = dimensions.map((choices) => {
    effort.spend(choices.length)
    return choices.filter(({ mask }) => (mask & required) === required)
  })
  for (const choices of usable) {
    const next = new Smallest<Value>(effort)
    for (const path of partial) {
      for (const choice of choices) {
        const standing = path.standing & choice.mask
        const exact = path.exact && choice.exact
        if (!next.has(standing, exact)) {
          next.add({ choices: [...path.choices, choice], exact, standing })
        }
      }
    }
    partial = next.list
    if (partial.length === 0) return undefined
  }
  const reached = partial.filter(({ standing }) => standing === 0n)
  return reached.find(({ exact }) => exact) ?? reached[0]
}

/** Keeps what no other is better than. What is exact is not given up for what is not. */
class Smallest<Value> {
  readonly #effort: Effort
  list: Partial<Value>[] = []

  constructor(effort: Effort) {
    this.#effort = effort
  }

  /** Whether one that is as good is there. */
  has(standing: bigint, exact: boolean): boolean {
    this.#effort.spend(1 + (this.list.length >> 2))
    return this.list.some(
      (one) => (one.standing & standing) === one.standing && (one.exact || !exact),
    )
  }

  add(path: Partial<Value>): void {
    const { standing, exact } = path
    this.list = this.list.filter(
      (one) => !((one.standing & standing) === standing && (exact || !one.exact)),
    )
    this.list.push(path)
  }
}
