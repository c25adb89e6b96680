/** A mean with how far it is likely to be off. */
export interface Mean {
  readonly mean: number
  /** Undefined of fewer than two values. */
  readonly standardError: number | undefined
  readonly count: number
}

/**
 * Of all values of several runs. Neighbours in a run need not be independent: what they share counts for the error,
 * which is never less than that of independent values. Undefined of none.
 */
export function meanOf(runs: readonly (readonly number[])[]): Mean | undefined {
  const values = runs.flat()
  const count = values.length
  if (count === 0) return undefined
  const mean = sum(values) / count
  if (count === 1) return { mean, standardError: undefined, count }
  const squares = sum(values.map((value) => (value - mean) ** 2))
  const shared = sum(runs.flatMap((run) => products(run.map((value) => value - mean))))
  const variance = (squares + Math.max(0, 2 * shared)) / (count - 1)
  return { mean, standardError: Math.sqrt(variance / count), count }
}

/** Of each value and the next. */
function products(values: readonly number[]): number[] {
  return values.slice(1).map((value, index) => value * (values[index] ?? 0))
}

function sum(values: readonly number[]): number {
  return values.reduce((all, one) => all + one, 0)
}
