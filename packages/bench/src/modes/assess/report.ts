import type { Measurement } from '../../load/jobs.ts'
import { meanOf } from '../../report/mean.ts'
import { figure, markdownTable, median } from '../../report/table.ts'
import type { CheckKind } from '../../options.ts'
import type { Alone } from './alone.ts'
import { aftermathSeconds, type Run } from './by-turns.ts'
import { pairsOf, type Beside, type Pair } from './pairs.ts'

/** All runs of one kind. */
export interface Runs {
  readonly checks: CheckKind
  readonly runs: readonly Run[]
}

/** What counts as the beginning of a run, in seconds of activity. */
const firstSeconds = 8
/** Of the length that a stretch was meant to have: shorter ones are not compared. */
const leastShare = 0.6

/** Of each kind of assessment the time and the processor time, medians of its runs. */
export function aloneTable(alone: readonly Alone[]): string {
  const kinds = [true, false].filter((passive) => alone.some((run) => run.passive === passive))
  const rows = kinds.map((passive) => {
    const runs = alone.filter((run) => run.passive === passive)
    const of = (value: (run: Alone) => number): number | undefined => median(runs.map(value))
    return [
      passive ? 'passive' : 'active',
      figure(of(({ wallSeconds }) => wallSeconds)),
      figure(Math.max(...runs.map(({ wallSeconds }) => wallSeconds))),
      figure(of(({ commandSeconds }) => commandSeconds)),
      figure(of(({ serverSeconds }) => serverSeconds)),
      figure(of(({ serverSeconds, wallSeconds }) => (100 * serverSeconds) / wallSeconds)),
    ]
  })
  const head = ['checks', 'wall s', 'worst s', 'command CPU s', 'server CPU s', '% of a core']
  return markdownTable(head, rows)
}

/** What the load loses beside each, and by the method alone; `seconds` is how long stretches were meant to be. */
export function besideTable(kinds: readonly Runs[], seconds: number): string {
  const rows = kinds.map(({ checks, runs }) => {
    const pairs = runs.map(({ stretches }) => pairsOf(stretches, leastShare * seconds))
    const start = pairs.map((run) => run.filter((pair) => pair.activeBefore === 0))
    const first = pairs.map((run) => run.filter((pair) => pair.activeBefore < firstSeconds))
    const middle = (beside: Beside, value: (one: Measurement) => number | undefined): string =>
      figure(
        median(
          runs.flatMap(({ stretches }) =>
            stretches
              .filter((stretch) => stretch.beside === beside)
              .map(({ measured }) => value(measured)),
          ),
        ),
      )
    return [
      checks,
      String(pairs.flat().length),
      figure(median(runs.map(({ activeSeconds }) => activeSeconds))),
      middle('nothing', ({ perSecond }) => perSecond),
      lost(pairs, ({ logRatio }) => logRatio),
      lost(start, ({ logRatio }) => logRatio),
      lost(first, ({ logRatio }) => logRatio),
      lost(pairs, ({ logRatioAfter }) => logRatioAfter),
      middle('nothing', ({ cpuMicros }) => cpuMicros),
      more(pairs),
      middle('nothing', ({ latencies }) => latencies.p99),
      middle('command', ({ latencies }) => latencies.p99),
    ]
  })
  const beginning = [seconds, firstSeconds].map((length) => `first ${String(length)} s`)
  const lostIn = ['lost %', ...beginning, `${String(aftermathSeconds)} s after`]
  const micros = ['CPU µs/req', 'more']
  const head = ['checks', 'pairs', 'active s', 'req/s', ...lostIn, ...micros, 'p99 ms', 'beside']
  return markdownTable(head, rows)
}

/** In per cent, with its standard error. */
function lost(pairs: readonly (readonly Pair[])[], logRatio: (pair: Pair) => number): string {
  const of = meanOf(pairs.map((run) => run.map(logRatio)))
  if (of === undefined) return '-'
  const left = Math.exp(of.mean)
  return withError(100 * (1 - left), of.standardError && 100 * left * of.standardError)
}

function more(pairs: readonly (readonly Pair[])[]): string {
  const known = pairs.map((run) =>
    run.map(({ moreMicros }) => moreMicros).filter((micros) => micros !== undefined),
  )
  const of = meanOf(known)
  return of === undefined ? '-' : withError(of.mean, of.standardError)
}

function withError(value: number, standardError: number | undefined): string {
  return `${value.toFixed(1)} ± ${standardError === undefined ? '?' : standardError.toFixed(1)}`
}
