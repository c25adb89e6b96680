import { setTimeout as sleep } from 'node:timers/promises'
import { Generator } from '../load/generator.ts'
import type { Measurement, Pacing } from '../load/jobs.ts'
import type { Target } from '../load/operations.ts'
import { processorSeconds } from '../load/process-usage.ts'
import type { Options } from '../options.ts'
import { writeResults } from '../report/result-file.ts'
import { figure, markdownTable, median } from '../report/table.ts'
import { startAssessment, type Assessed } from '../servers/assessment.ts'
import { makeEstate } from '../servers/estate.ts'
import type { ServerProcess } from '../servers/server-process.ts'
import { scratchDirectory } from '../servers/servers.ts'
import { createTable } from '../servers/table-setup.ts'
import { serverUnderTest } from './contestants.ts'

/** Beside the table of the load, so that there are 50. */
const estate = { tables: 49, roles: 200 }
const idleMs = 2000

interface Alone extends Assessed {
  readonly passive: boolean
  /** Processor time of the server, less what it takes without requests. */
  readonly serverSeconds: number
}

interface Beside {
  readonly passive: boolean
  readonly pacing: Pacing
  readonly without: readonly Measurement[]
  readonly with: readonly Measurement[]
  readonly wallSeconds: readonly number[]
}

/** What an assessment takes, of itself and of the server, and what a load beside it loses. */
export async function assess(options: Options): Promise<void> {
  const scratch = scratchDirectory()
  const generator = new Generator()
  const target: Target = { table: 'bench', items: Math.min(options.items, 3000), indexed: false }
  const server = await serverUnderTest(options).start(scratch.path)
  try {
    await createTable(server.endpoint, target)
    await makeEstate(server.endpoint, estate)
    await generator.run({ kind: 'load', endpoint: server.endpoint, target })
    const alone = await measureAlone(options, server, scratch.path)
    const pacings: Pacing[] = [{ kind: 'closed', concurrency: options.concurrency }]
    for (const perSecond of options.rates) pacings.push({ kind: 'open', perSecond })
    const beside: Beside[] = []
    for (const passive of [true, false]) {
      for (const pacing of pacings) {
        beside.push(
          await measureBeside(options, generator, server, target, scratch.path, passive, pacing),
        )
      }
    }
    print(alone, beside)
    writeResults(options, { estate, alone, beside })
  } finally {
    generator.stop()
    await server.stop()
    scratch.dispose()
  }
}

async function measureAlone(
  options: Options,
  server: ServerProcess,
  folder: string,
): Promise<Alone[]> {
  const idleFrom = processorSeconds(server.pid)
  await sleep(idleMs)
  const idle = (processorSeconds(server.pid) - idleFrom) / (idleMs / 1000)
  const runs: Alone[] = []
  for (let round = 0; round < options.rounds; round++) {
    for (const passive of [true, false]) {
      const before = processorSeconds(server.pid)
      const assessed = await startAssessment(server.endpoint, folder, passive)
      const used = processorSeconds(server.pid) - before
      runs.push({ ...assessed, passive, serverSeconds: used - idle * assessed.wallSeconds })
    }
  }
  return runs
}

/** By turns: the load alone, and the same while an assessment is going on from beginning to end. */
async function measureBeside(
  options: Options,
  generator: Generator,
  server: ServerProcess,
  target: Target,
  folder: string,
  passive: boolean,
  pacing: Pacing,
): Promise<Beside> {
  const { endpoint, pid } = server
  const job = { kind: 'measure', endpoint, target, operation: 'GetItem', pacing, pid } as const
  const { seconds, warmSeconds } = options
  const measured = { without: [] as Measurement[], with: [] as Measurement[] }
  const wallSeconds: number[] = []
  for (let round = 0; round < options.rounds; round++) {
    const times = { seconds, warmSeconds, seed: 100 + round }
    const alone = async (): Promise<void> => {
      measured.without.push(await generator.measure({ ...job, ...times }))
    }
    // Each first as often as the other: a machine's speed drifts.
    if (round % 2 === 0) await alone()
    const assessment = startAssessment(endpoint, folder, passive)
    measured.with.push(await generator.measure({ ...job, ...times }))
    const { wallSeconds: took } = await assessment
    if (took < warmSeconds + seconds)
      console.log(`the assessment ended after ${figure(took)} s, before the measurement did`)
    wallSeconds.push(took)
    if (round % 2 !== 0) await alone()
  }
  return { passive, pacing, ...measured, wallSeconds }
}

function print(alone: readonly Alone[], beside: readonly Beside[]): void {
  const kind = (passive: boolean): string => (passive ? 'passive' : 'active')
  const kinds = [true, false].map((passive) => {
    const runs = alone.filter((run) => run.passive === passive)
    const of = (value: (run: Alone) => number): number | undefined => median(runs.map(value))
    return [
      kind(passive),
      figure(of(({ wallSeconds }) => wallSeconds)),
      figure(Math.max(...runs.map(({ wallSeconds }) => wallSeconds))),
      figure(of(({ commandSeconds }) => commandSeconds)),
      figure(of(({ serverSeconds }) => serverSeconds)),
      percent(of(({ serverSeconds, wallSeconds }) => serverSeconds / wallSeconds)),
    ]
  })
  console.log(
    `\nNothing else asks the server, of ${String(estate.tables + 1)} tables and ${String(estate.roles)} roles:`,
  )
  const head = ['checks', 'wall s', 'worst s', 'command CPU s', 'server CPU s', 'share of a core']
  console.log(markdownTable(head, kinds))

  const rows = beside.map((one) => {
    const of = (all: readonly Measurement[], value: (one: Measurement) => number | undefined) =>
      median(all.map(value))
    const rate = ({ perSecond }: Measurement): number => perSecond
    const without = of(one.without, rate)
    const during = of(one.with, rate)
    const lost = one.with
      .map((round, at) => 1 - rate(round) / (one.without[at]?.perSecond ?? NaN))
      .sort((a, b) => a - b)
    const quartile = (share: number): string => percent(lost[Math.floor(share * lost.length)])
    return [
      `${kind(one.passive)}, ${pacingText(one.pacing)}`,
      figure(without),
      figure(during),
      percent(median(lost)),
      `${quartile(0.25)} to ${quartile(0.75)}`,
      figure(of(one.without, ({ latencies }) => latencies.p99)),
      figure(of(one.with, ({ latencies }) => latencies.p99)),
      percent(of(one.without, busy)),
      percent(of(one.with, busy)),
      figure(median(one.wallSeconds)),
    ]
  })
  console.log(
    "\nGetItem beside it, requests a second, p99 in ms and the server's share of a processor, without and with an assessment:",
  )
  console.log(
    markdownTable(
      [
        'load',
        'without',
        'with',
        'lost',
        'quartiles',
        'p99',
        'p99 with',
        'CPU',
        'CPU with',
        'assessment s',
      ],
      rows,
    ),
  )
}

/** Processor time of the server while it was measured, as a share of one processor. */
function busy({ cpuMicros, perSecond }: Measurement): number | undefined {
  return cpuMicros === undefined ? undefined : (cpuMicros * perSecond) / 1e6
}

function percent(share: number | undefined): string {
  return share === undefined ? '-' : `${(100 * share).toFixed(1)} %`
}

function pacingText(pacing: Pacing): string {
  return pacing.kind === 'closed'
    ? `${String(pacing.concurrency)} connections`
    : `${String(pacing.perSecond)} a second`
}
