import { compileCondition } from '../condition.ts'
import type { ContextValue, RequestContext } from '../context.ts'
import type { Unit } from './choice.ts'
import type { KnownKeys } from './known.ts'
import type { Reading } from './samples.ts'

/** Undefined: the request has no value for the key. */
export type KeyValue = ContextValue | undefined

export interface KeyReadings {
  readonly readings: readonly Reading[]
  /** For each unit the numbers of its readings. */
  readonly uses: readonly (readonly number[])[]
}

/** The conditions on a key, given in lower case; those that are the same are one. */
export function readingsOf(units: readonly Unit[], key: string): KeyReadings {
  const numbers = new Map<string, number>()
  const readings: Reading[] = []
  const uses = units.map(({ compiled, version }) => {
    const mine: number[] = []
    for (const condition of compiled.source.conditions) {
      if (condition.key.toLowerCase() !== key) continue
      const { operator, qualifier, ifExists, values } = condition
      const id = JSON.stringify([operator, qualifier, ifExists, values, version])
      let number = numbers.get(id)
      if (number === undefined) {
        number = readings.length
        numbers.set(id, number)
        readings.push({ condition, version, compiled: compileCondition(condition, version) })
      }
      mine.push(number)
    }
    return mine
  })
  return { readings, uses }
}

export function contextOf(known: KnownKeys, key: string, value: KeyValue): RequestContext {
  const context = new Map<string, ContextValue>()
  for (const [name, settled] of known) if (settled !== undefined) context.set(name, settled)
  if (value !== undefined) context.set(key, value)
  return context
}
