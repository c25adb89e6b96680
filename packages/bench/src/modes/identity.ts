import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Generator } from '../load/generator.ts'
import type { Measurement } from '../load/jobs.ts'
import type { Target } from '../load/operations.ts'
import type { Options } from '../options.ts'
import { summaryOf } from '../report/comparison.ts'
import { writeResults } from '../report/result-file.ts'
import { figure, markdownTable, median } from '../report/table.ts'
import type { ServerProcess } from '../servers/server-process.ts'
import { rootKey, scratchDirectory } from '../servers/servers.ts'
import { createTable } from '../servers/table-setup.ts'
import { serverUnderTest } from './contestants.ts'

/** Users, roles and managed policies, of each, of the servers that are compared. */
const populations = [0, 10_000] as const
const leastRounds = 9

const reader = {
  accessKeyId: 'AKIABENCHREADERREADER',
  secretAccessKey: 'reader-reader-reader-reader-reader-reade',
}

interface Side {
  readonly each: number
  readonly server: ServerProcess
  readonly rounds: Measurement[]
}

/** What deciding who may do what costs: inside a process, and by how many users, roles and policies there are. */
export async function identity(options: Options): Promise<void> {
  await run('long-identity-run.js', ['--rounds', String(Math.max(options.rounds, 7))])
  const scratch = scratchDirectory()
  const generator = new Generator()
  const target: Target = { table: 'bench', items: options.items, indexed: false }
  const sides: Side[] = []
  try {
    for (const each of populations) {
      const directory = join(scratch.path, String(each))
      const server = await serve(options, directory, target, generator, each)
      sides.push({ each, server, rounds: [] })
    }
    for (let round = 0; round < Math.max(options.rounds, leastRounds); round++) {
      // By turns, and each side first as often as the other.
      for (const side of round % 2 === 0 ? sides : [...sides].reverse()) {
        side.rounds.push(await measured(options, side.server, target, generator, round))
      }
    }
    report(options, sides)
  } finally {
    generator.stop()
    await Promise.all(sides.map(({ server }) => server.stop()))
    scratch.dispose()
  }
}

/** Makes the data, fills it while no server runs, and serves it. */
async function serve(
  options: Options,
  directory: string,
  target: Target,
  generator: Generator,
  each: number,
): Promise<ServerProcess> {
  const server = serverUnderTest(options)
  const first = await server.start(directory)
  try {
    await createTable(first.endpoint, target)
    await generator.run({ kind: 'load', endpoint: first.endpoint, target })
  } finally {
    await first.stop()
  }
  const folders = ['--data-dir', join(directory, 'data'), '--keys-dir', join(directory, 'keys')]
  await run(
    'long-population-run.js',
    [...folders, '--table', target.table, '--each', String(each)],
    {
      STRONGROOM_ROOT_ACCESS_KEY_ID: rootKey.accessKeyId,
      STRONGROOM_ROOT_SECRET_ACCESS_KEY: rootKey.secretAccessKey,
      READER_ACCESS_KEY_ID: reader.accessKeyId,
      READER_SECRET_ACCESS_KEY: reader.secretAccessKey,
    },
  )
  return server.start(directory)
}

function measured(
  options: Options,
  { endpoint, pid }: ServerProcess,
  target: Target,
  generator: Generator,
  round: number,
): Promise<Measurement> {
  const { seconds, warmSeconds, concurrency } = options
  return generator.measure({
    kind: 'measure',
    endpoint: { ...endpoint, ...reader },
    target,
    operation: 'GetItem',
    pacing: { kind: 'closed', concurrency },
    seconds,
    warmSeconds,
    seed: 100 + round,
    pid,
  })
}

function report(options: Options, sides: readonly Side[]): void {
  const summaries = sides.map(({ each, rounds }) => ({ each, ...summaryOf(rounds) }))
  const head = ['users, roles and policies, each', 'GetItem/s', 'p50 ms', 'CPU µs/req', 'errors']
  const rows = summaries.map(({ each, perSecond, latencies, cpuMicros, errors }) => [
    each.toLocaleString('en-US'),
    ...[perSecond, latencies.p50, cpuMicros].map(figure),
    String(Object.values(errors).reduce((sum, count) => sum + count, 0)),
  ])
  console.log(`\n${markdownTable(head, rows)}`)
  const [empty, full] = sides
  // Round by round: what the machine did meanwhile, it did to both.
  const change = (pick: (one: Measurement) => number | undefined): number | undefined =>
    median(
      (empty?.rounds ?? []).map((one, round) => {
        const [before, after] = [pick(one), full?.rounds[round] && pick(full.rounds[round])]
        return before && after && (100 * (after - before)) / before
      }),
    )
  const throughput = change(({ perSecond }) => perSecond)
  const processor = change(({ cpuMicros }) => cpuMicros)
  console.log(
    `\nmedian of the rounds: throughput ${signed(throughput)} %, processor time ${signed(processor)} % (goal: 3)`,
  )
  writeResults(options, { summaries, throughput, processor })
}

function signed(value: number | undefined): string {
  return value === undefined ? '-' : `${value < 0 ? '' : '+'}${value.toFixed(1)}`
}

/** A program that needs the inside of the server, in a process of its own. */
async function run(
  name: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  const file = new URL(`../../../../server/dist/test/identity/${name}`, import.meta.url)
  const child = spawn(process.execPath, [fileURLToPath(file), ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${name} failed`)
}
