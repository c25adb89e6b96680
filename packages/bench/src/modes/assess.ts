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

/** GetItem before, during and after an assessment. */
interface Round {
  /** Before and after. */
  readonly without: readonly Measurement[]
  /** From the start of the command on, as long as `--seconds`. */
  readonly first: Measurement
  /** Until the command ended. */
  readonly then: Measurement
  readonly wallSeconds: number
}

interface Beside {
  readonly passive: boolean
  readonly pacing: Pacing
  readonly rounds: readonly Round[]
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
    for (const passive of passives(options)) {
      for (const pacing of pacings) {
        beside.push(
          await measureBeside(options, generator, server, target, scratch.path, passive, pacing),
        )
      }
    }
    print(alone, beside, options)
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
    for (const passive of passives(options)) {
      const before = processorSeconds(server.pid)
      const assessed = await startAssessment(server.endpoint, folder, passive)
      const used = processorSeconds(server.pid) - before
      runs.push({ ...assessed, passive, serverSeconds: used - idle * assessed.wallSeconds })
    }
  }
  return runs
}

/** The kinds of checks that are measured, each as whether it is the passive one. */
function passives({ checks }: Options): readonly boolean[] {
  return checks.map((kind) => kind === 'passive')
}

/** The load alone, then with an assessment from beginning to end, then alone again: a machine's speed drifts. */
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
  const { seconds, warmSeconds } = options
  const job = { kind: 'measure', endpoint, target, operation: 'GetItem', pacing, pid } as const
  const rounds: Round[] = []
  for (let round = 0; round < options.rounds; round++) {
    const phases = generator.measurePhases({ ...job, warmSeconds, seed: 100 + round })
    await sleep((warmSeconds + seconds) * 1000)
    generator.nextPhase(false)
    const assessment = startAssessment(endpoint, folder, passive)
    await sleep(seconds * 1000)
    generator.nextPhase(false)
    const { wallSeconds } = await assessment
    generator.nextPhase(false)
    await sleep(seconds * 1000)
    generator.nextPhase(true)
    const [before, first, then, after] = await phases
    if (!before || !first || !then || !after) throw new Error('the load ended too early')
    if (wallSeconds < seconds)
      console.log(`the assessment ended after ${figure(wallSeconds)} s, before its first phase did`)
    rounds.push({ without: [before, after], first, then, wallSeconds })
  }
  return { passive, pacing, rounds }
}

function print(alone: readonly Alone[], beside: readonly Beside[], options: Options): void {
  const kind = (passive: boolean): string => (passive ? 'passive' : 'active')
  const kinds = passives(options).map((passive) => {
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

  console.log(
    "\nGetItem beside it, requests a second, p99 in ms and the server's share of a processor, without and with an assessment:",
  )
  const first = `in its first ${figure(options.seconds)} s`
  const of = [first, 'quartiles', 'in all of it', 'quartiles', 'assessment s', 'worst s']
  const columns = ['without', 'p99', 'p99 with', 'CPU', 'CPU with', ...of]
  console.log(markdownTable(['load', ...columns], beside.map(rowOf)))
}

function rowOf({ passive, pacing, rounds }: Beside): string[] {
  const middle = (value: (round: Round) => number | undefined): number | undefined =>
    median(rounds.map(value))
  const without = (value: (one: Measurement) => number | undefined): number | undefined =>
    median(rounds.flatMap((round) => round.without.map(value)))
  const inFirst = rounds.map((round) => lost(round, [round.first]))
  const inAll = rounds.map((round) => lost(round, [round.first, round.then]))
  const seconds = rounds.map(({ wallSeconds }) => wallSeconds)
  return [
    `${passive ? 'passive' : 'active'}, ${pacingText(pacing)}`,
    figure(without(({ perSecond }) => perSecond)),
    figure(without(({ latencies }) => latencies.p99)),
    figure(middle(({ then }) => then.latencies.p99)),
    percent(without(busy)),
    percent(middle(({ then }) => busy(then))),
    percent(median(inFirst)),
    quartiles(inFirst),
    percent(median(inAll)),
    quartiles(inAll),
    figure(median(seconds)),
    figure(Math.max(...seconds)),
  ]
}

/** The share of the requests that were not answered in these phases, of those without an assessment. */
function lost({ without }: Round, phases: readonly Measurement[]): number {
  return 1 - rateOf(phases) / rateOf(without)
}

function rateOf(phases: readonly Measurement[]): number {
  const sum = (value: (one: Measurement) => number): number =>
    phases.reduce((all, one) => all + value(one), 0)
  return sum(({ requests }) => requests) / sum(({ seconds }) => seconds)
}

function quartiles(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number): string =>
    percent(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))])
  return `${at(0.25)} to ${at(0.75)}`
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
