import type { Latencies, Measurement, Pacing } from '../load/jobs.ts'
import { operations, type OperationName } from '../load/operations.ts'
import { meanOf, type Mean } from './mean.ts'
import { figure, markdownTable, median, megabytes } from './table.ts'

/** The figures of one server for one load: each the median of the rounds; errors are sums. */
export interface Summary {
  readonly perSecond: number
  readonly latencies: Latencies
  readonly cpuMicros: number | undefined
  readonly generatorMicros: number
  readonly residentBytes: number | undefined
  readonly errors: Readonly<Record<string, number>>
}

export interface Row extends Summary {
  readonly server: string
  readonly operation: OperationName
  readonly pacing: Pacing
  /** Requests a second by those of this server in the same round, less one; undefined of this server itself. */
  readonly ofOurs: Mean | undefined
}

export interface ServerFacts {
  readonly name: string
  readonly terms: string
  readonly startMs: number
}

export function summaryOf(rounds: readonly Measurement[]): Summary {
  const middle = (pick: (round: Measurement) => number | undefined): number =>
    median(rounds.map(pick)) ?? Number.NaN
  const errors: Record<string, number> = {}
  for (const round of rounds) {
    for (const [type, count] of Object.entries(round.errors)) {
      errors[type] = (errors[type] ?? 0) + count
    }
  }
  return {
    perSecond: middle((round) => round.perSecond),
    latencies: {
      p50: middle((round) => round.latencies.p50),
      p99: middle((round) => round.latencies.p99),
      p999: middle((round) => round.latencies.p999),
      max: middle((round) => round.latencies.max),
    },
    cpuMicros: median(rounds.map((round) => round.cpuMicros)),
    generatorMicros: middle((round) => round.generatorMicros),
    residentBytes: median(rounds.map((round) => round.residentBytes)),
    errors,
  }
}

/** Both of the same rounds. */
export function paired(
  ours: readonly Measurement[],
  its: readonly Measurement[],
): Mean | undefined {
  const ratios = its.map(({ perSecond }, round) => perSecond / (ours[round]?.perSecond ?? 0) - 1)
  return meanOf([ratios])
}

const head = [
  'server',
  'req/s',
  'ours/its',
  'p50 ms',
  'p99 ms',
  'p99.9 ms',
  'CPU µs/req',
  'its/ours',
  'load µs/req',
  'RSS MB',
  'errors',
]

/**
 * One table for each load. `ours/its` is this server's throughput by that of the row's, `its/ours` the
 * processor time the other way round, so that in both more is better for this server.
 */
export function printComparison(servers: readonly ServerFacts[], rows: readonly Row[]): void {
  console.log('')
  for (const { name, terms, startMs } of servers) {
    console.log(`${name}: ${terms}; first answer ${figure(startMs)} ms after its start`)
  }
  for (const group of groupsOf(rows)) {
    const [first] = group
    if (first === undefined) continue
    const { operation, pacing } = first
    const how =
      pacing.kind === 'closed'
        ? `${String(pacing.concurrency)} connections, closed loop`
        : `${String(pacing.perSecond)} requests a second, open loop`
    console.log(`\n${operation} (${operations[operation].summary}), ${how}\n`)
    const ours = group.find(({ server }) => server === 'strongroom')
    console.log(
      markdownTable(
        head,
        group.map((row) => cells(row, ours)),
      ),
    )
    for (const { server, ofOurs } of group) {
      if (pacing.kind === 'closed' && ofOurs?.standardError !== undefined) {
        console.log(`\n${server} by strongroom, round by round: ${percentOf(ofOurs)}`)
      }
    }
  }
}

function percentOf({ mean, standardError = 0, count }: Mean): string {
  const [percent, error] = [mean, standardError].map((each) => (100 * each).toFixed(1))
  return `${String(percent)} % requests a second (${String(count)} rounds, standard error ${String(error)})`
}

function cells(row: Row, ours: Row | undefined): string[] {
  const other = ours !== undefined && ours !== row
  const ratio = other ? ours.perSecond / row.perSecond : undefined
  const cpuRatio =
    other && ours.cpuMicros !== undefined && row.cpuMicros !== undefined
      ? row.cpuMicros / ours.cpuMicros
      : undefined
  return [
    row.server,
    figure(row.perSecond),
    row.pacing.kind === 'open' ? '' : figure(ratio),
    figure(row.latencies.p50),
    figure(row.latencies.p99),
    figure(row.latencies.p999),
    figure(row.cpuMicros),
    figure(cpuRatio),
    figure(row.generatorMicros),
    megabytes(row.residentBytes),
    Object.entries(row.errors)
      .map(([type, count]) => `${String(count)} ${type}`)
      .join(', '),
  ]
}

/** Rows of the same load, in the order in which loads were measured. */
function groupsOf(rows: readonly Row[]): Row[][] {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const load = `${row.operation} ${JSON.stringify(row.pacing)}`
    const group = groups.get(load)
    if (group === undefined) groups.set(load, [row])
    else group.push(row)
  }
  return [...groups.values()]
}
