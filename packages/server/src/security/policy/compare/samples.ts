import type { CompiledCondition } from '../condition.ts'
import type { Condition, PolicyVersion } from '../policy.ts'
import type { KnownKeys } from './known.ts'

/** A condition on the key in question. Conditions that are the same in several statements are one. */
export interface Reading {
  readonly condition: Condition
  readonly version: PolicyVersion
  readonly compiled: CompiledCondition
}

/** A value of a key that stands for all that the conditions of one family do not tell from it. */
export interface Sample {
  readonly text: string
  /** The open values that are taken to match; those that cannot, or must, are no choice. */
  readonly matching: ReadonlySet<string>
  /** Whether the choice among open values was none, so that the text itself decides. */
  readonly exact: boolean
}

export function plainSample(text: string): Sample {
  return { text, matching: nothing, exact: true }
}

const nothing: ReadonlySet<string> = new Set()

/** The values of a condition whose variables are open, or that are too intricate to tell apart. */
export interface OpenValue {
  /** Equal for values that match the same texts. */
  readonly id: string
  readonly value: string
}

/** All samples for the conditions of one family. */
export type Sampler = (readings: readonly Reading[], known: KnownKeys) => readonly Sample[]

/** Every choice among the open values that may match. */
export function choices(
  text: string,
  possible: readonly string[],
  spend: () => void,
): readonly Sample[] {
  let chosen: ReadonlySet<string>[] = [new Set()]
  for (const id of possible) {
    chosen = chosen.flatMap((set) => {
      spend()
      return [set, new Set([...set, id])]
    })
  }
  return chosen.map((matching) => ({ text, matching, exact: possible.length === 0 }))
}
