import type { Case, Tier } from '../case.ts'
import { refused, type Refusal } from '../expect.ts'
import type { Target } from '../target.ts'

/** A request that the service refuses: name, operation, input, and the exact refusal. */
export type RefusalRow = readonly [
  name: string,
  operation: string,
  input: (target: Target) => object,
  message: Refusal['message'],
  error?: string,
]

/** A case for each row; all are refused before anything is stored. */
export function refusalCases(rows: readonly RefusalRow[], tier: Tier = 'strict'): Case[] {
  return rows.map(([name, operation, input, message, error]) => ({
    id: `${operation}/refuses-${name}`,
    tier,
    title: `${name.replaceAll('-', ' ')} is refused in the service's words`,
    run: (target) =>
      refused(target, operation, input(target), {
        ...(message === undefined ? {} : { message }),
        ...(error === undefined ? {} : { error }),
      }),
  }))
}
