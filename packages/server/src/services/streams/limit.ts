import { validation } from '../../errors/index.ts'

/** A `Limit` parameter, which the model bounds below only. Throws a validation error above `most`. */
export function checkLimit(limit: number | undefined, most: number): number {
  if (limit !== undefined && limit > most) {
    throw validation(
      `1 validation error detected: Value '${String(limit)}' at 'limit' failed to satisfy constraint: Member must have value less than or equal to ${String(most)}`,
    )
  }
  return limit ?? most
}
