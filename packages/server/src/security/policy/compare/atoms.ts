import { compileCondition } from '../condition.ts'
import { not, type Truth } from '../operator.ts'
import type { Effort } from './effort.ts'
import { contextOf } from './key-readings.ts'
import type { KnownKeys } from './known.ts'
import { sampleDates, sampleNumbers } from './sample-ordered.ts'
import { openValues, sampleArns, sampleTexts } from './sample-texts.ts'
import { sampleAddresses, sampleBinaries, sampleBooleans } from './sample-values.ts'
import type { Reading, Sample } from './samples.ts'

/** A single value of a key, and what each condition on the key says of it. */
export interface Atom {
  readonly text: string
  readonly truths: readonly Truth[]
  readonly exact: boolean
}

type Family = (readings: readonly Reading[], known: KnownKeys, effort: Effort) => readonly Sample[]

const families: readonly (readonly [operators: RegExp, sample: Family])[] = [
  [/^String/, sampleTexts],
  [/^Arn/, sampleArns],
  [/^Numeric/, sampleNumbers],
  [/^Date/, sampleDates],
  [/^Bool/, sampleBooleans],
  [/^Binary/, sampleBinaries],
  [/Ip/, (readings, _known, effort) => sampleAddresses(readings, effort)],
]

/**
 * Values that stand for all values. Where operators of several types ask for one key, the types are
 * taken to be independent of each other, which makes for combinations that no value may have; all values
 * that were found are tried besides.
 */
export function atomsOf(
  readings: readonly Reading[],
  key: string,
  known: KnownKeys,
  effort: Effort,
): readonly Atom[] {
  const testers = readings.map((reading) => testerOf(reading, key, known))
  const sampled = families.flatMap(([operators, sample]) => {
    const mine = readings.filter(({ condition }) => operators.test(condition.operator))
    return mine.length === 0 ? [] : [{ operators, samples: sample(mine, known, effort) }]
  })
  const found = new Map<string, Atom>()
  const add = (text: string, truths: readonly Truth[], exact: boolean): void => {
    effort.spend(1 + readings.length)
    const id = truths.join(' ')
    const same = found.get(id)
    if (same === undefined || (exact && !same.exact)) found.set(id, { text, truths, exact })
  }
  const own = (sample: Sample): readonly Truth[] => testers.map((test) => test(sample))
  const [only] = sampled
  if (only === undefined || sampled.length === 1) {
    const samples = only?.samples ?? [{ text: 'example', matching: new Set<string>(), exact: true }]
    for (const sample of samples) add(sample.text, own(sample), sample.exact)
    return [...found.values()]
  }
  const decided = readings.every((reading) => openValues(reading, known).length === 0)
  for (const { samples } of sampled) {
    if (decided) for (const sample of samples) add(sample.text, own(sample), true)
  }
  const familyOf = readings.map(({ condition }) =>
    sampled.findIndex(({ operators }) => operators.test(condition.operator)),
  )
  for (const together of combinations(sampled.map(({ samples }) => samples))) {
    const [first] = together
    if (first === undefined) continue
    const truths = testers.map((test, index) => test(together[familyOf[index] ?? 0] ?? first))
    add(first.text, truths, false)
  }
  return [...found.values()]
}

function* combinations(lists: readonly (readonly Sample[])[]): Generator<readonly Sample[]> {
  const [first, ...rest] = lists
  if (first === undefined) yield []
  else for (const more of combinations(rest)) for (const one of first) yield [one, ...more]
}

/** What a condition says of a sample: the evaluator's word, but for the open values. */
function testerOf(reading: Reading, key: string, known: KnownKeys): (sample: Sample) => Truth {
  const { condition, version, compiled } = reading
  const open = openValues(reading, known)
  if (open.length === 0) return ({ text }) => compiled.holds(contextOf(known, key, text))
  const values = condition.values.filter((value) => !open.some((one) => one.value === value))
  const settled = compileCondition({ ...condition, values }, version)
  const negated = condition.operator.includes('Not')
  return ({ text, matching }) => {
    const told = settled.holds(contextOf(known, key, text))
    const matched = negated ? not(told) : told
    if (matched === undefined) return undefined
    const either = matched || open.some(({ id }) => matching.has(id))
    return negated ? !either : either
  }
}
