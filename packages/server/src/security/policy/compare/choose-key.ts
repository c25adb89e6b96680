import type { Truth } from '../operator.ts'
import { ambiguous } from '../context.ts'
import { contextOf, readingsOf, type KeyReadings, type KeyValue } from './key-readings.ts'
import { Choices, type Choice, type Unit } from './choice.ts'
import type { Effort } from './effort.ts'
import { hasManyValues, mayBeAmbiguous } from './key-kinds.ts'
import { atomsOf, type Atom } from './atoms.ts'
import type { KnownKeys } from './known.ts'
import type { Reading } from './samples.ts'

/** Values of one condition key: none, one, several, and one that is ambiguous. */
export function chooseValues(
  units: readonly Unit[],
  key: string,
  known: KnownKeys,
  effort: Effort,
): readonly Choice<KeyValue>[] {
  const { readings, uses } = readingsOf(units, key)
  const found = new Choices<KeyValue>()
  const add = (value: KeyValue, truths: readonly Truth[], exact: boolean): void => {
    effort.spend(1 + uses.length)
    found.add({ mask: standing(units, uses, truths), value, exact })
  }
  const told = (value: KeyValue): readonly Truth[] =>
    readings.map(({ compiled }) => compiled.holds(contextOf(known, key, value)))
  if (known.has(key)) {
    const value = known.get(key)
    add(value, told(value), true)
    return found.list()
  }
  add(undefined, told(undefined), true)
  const atoms = atomsOf(readings, key, known, effort)
  for (const { text, truths, exact } of atoms) add(text, truths, exact)
  if (hasManyValues(key)) {
    for (const { texts, truths, exact } of listsOf(readings, atoms, effort))
      add(texts, truths, exact)
  }
  if (mayBeAmbiguous(key)) add(ambiguous, told(ambiguous), true)
  return found.list()
}

function standing(
  units: readonly Unit[],
  uses: KeyReadings['uses'],
  truths: readonly Truth[],
): bigint {
  let mask = 0n
  for (const [index, { bit, compiled }] of units.entries()) {
    const mine = (uses[index] ?? []).map((number) => truths[number])
    const { effect } = compiled.source
    const stands =
      effect === 'Allow' ? mine.every((truth) => truth === true) : !mine.includes(false)
    if (stands) mask |= bit
  }
  return mask
}

interface List {
  readonly texts: readonly string[]
  readonly truths: readonly Truth[]
  readonly exact: boolean
}

/**
 * Lists of values, until no further one is told from those that are known: what a condition says of a list
 * follows from what it says of the list without its last value, and of that value.
 */
function listsOf(
  readings: readonly Reading[],
  atoms: readonly Atom[],
  effort: Effort,
): readonly List[] {
  const found = new Map<string, List>()
  const lists: List[] = atoms.map(({ text, ...told }) => ({ texts: [text], ...told }))
  for (let at = 0; at < lists.length; at += 1) {
    for (const atom of atoms) {
      effort.spend(1 + readings.length)
      const list = lists[at]
      if (list === undefined) continue
      const truths = readings.map(({ condition }, index) =>
        join(condition.qualifier, list.truths[index], atom.truths[index]),
      )
      const exact = list.exact && atom.exact
      const id = truths.join(' ')
      const same = found.get(id)
      if (same !== undefined && (same.exact || !exact)) continue
      const longer = { texts: [...list.texts, atom.text], truths, exact }
      found.set(id, longer)
      lists.push(longer)
    }
  }
  return [...found.values()]
}

/** As the evaluator combines what it finds for the values of a list. */
function join(qualifier: 'ForAllValues' | 'ForAnyValue' | undefined, a: Truth, b: Truth): Truth {
  if (qualifier === undefined) return a === b ? a : undefined
  const decisive = qualifier === 'ForAnyValue'
  if (a === decisive || b === decisive) return decisive
  return a === undefined || b === undefined ? undefined : !decisive
}
