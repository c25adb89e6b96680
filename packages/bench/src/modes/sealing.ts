import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Generator } from '../load/generator.ts'
import type { Measurement } from '../load/jobs.ts'
import type { OperationName, Target } from '../load/operations.ts'
import type { Options } from '../options.ts'
import { summaryOf } from '../report/comparison.ts'
import { writeResults } from '../report/result-file.ts'
import { figure, markdownTable, median } from '../report/table.ts'
import type { ServerProcess } from '../servers/server-process.ts'
import { scratchDirectory, strongroom } from '../servers/servers.ts'
import { createTable } from '../servers/table-setup.ts'

/** Tests of the server, compiled, from this file's place in dist. */
const tests = '../../../../server/dist/test'
const measured = ['GetItem', 'PutItem'] as const
const leastRounds = 8

interface Side {
  readonly name: string
  readonly server: ServerProcess
  readonly rounds: Record<(typeof measured)[number], Measurement[]>
}

/**
 * What it costs that rows are sealed: in a process that serves nobody, which knows the inside of the server;
 * then over the wire, by turns of two servers as shipped. One of them seals, with the other Node loads a module
 * of the tests first that has its cipher do nothing: the server itself has no switch for that.
 */
export async function sealing(options: Options): Promise<void> {
  await inProcess(options)
  const scratch = scratchDirectory()
  const generator = new Generator()
  const target: Target = { table: 'bench', items: options.items, indexed: false }
  const sides: Side[] = []
  try {
    for (const [name, nodeOptions] of [
      ['sealed', []],
      ['not sealed', ['--import', new URL(`${tests}/ciphers/without-sealing.js`, import.meta.url)]],
    ] as const) {
      const server = await strongroom(nodeOptions.map(String)).start(join(scratch.path, name))
      sides.push({ name, server, rounds: { GetItem: [], PutItem: [] } })
      await createTable(server.endpoint, target)
      await generator.run({ kind: 'load', endpoint: server.endpoint, target })
    }
    for (const operation of measured) {
      for (let round = 0; round < Math.max(options.rounds, leastRounds); round++) {
        // A B B A: by turns, and each side first as often as the other.
        for (const side of round % 2 === 0 ? sides : [...sides].reverse()) {
          side.rounds[operation].push(
            await turn(options, side, generator, target, operation, round),
          )
        }
      }
    }
    report(options, sides)
  } finally {
    generator.stop()
    await Promise.all(sides.map(({ server }) => server.stop()))
    scratch.dispose()
  }
}

async function inProcess({ rounds, seconds }: Options): Promise<void> {
  const run = fileURLToPath(new URL(`${tests}/roots/long-sealing-run.js`, import.meta.url))
  const args = [run, '--rounds', String(Math.max(rounds, 7)), '--seconds', String(seconds / 4)]
  const child = spawn(process.execPath, args, { stdio: 'inherit' })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error('the measuring failed')
}

function turn(
  { seconds, warmSeconds, concurrency }: Options,
  { server }: Side,
  generator: Generator,
  target: Target,
  operation: OperationName,
  round: number,
): Promise<Measurement> {
  return generator.measure({
    kind: 'measure',
    endpoint: server.endpoint,
    target,
    operation,
    pacing: { kind: 'closed', concurrency },
    seconds,
    warmSeconds,
    seed: 100 + round,
    pid: server.pid,
  })
}

function report(options: Options, sides: readonly Side[]): void {
  const head = ['operation, rows', 'req/s', 'p50 ms', 'p99 ms', 'CPU µs/req', 'errors']
  const summaries = measured.flatMap((operation) =>
    sides.map(({ name, rounds }) => ({ operation, name, ...summaryOf(rounds[operation]) })),
  )
  const rows = summaries.map(({ operation, name, perSecond, latencies, cpuMicros, errors }) => [
    `${operation}, ${name}`,
    ...[perSecond, latencies.p50, latencies.p99, cpuMicros].map(figure),
    String(Object.values(errors).reduce((sum, count) => sum + count, 0)),
  ])
  console.log(`\n${String(options.concurrency)} connections\n\n${markdownTable(head, rows)}\n`)
  const shares = measured.map((operation) => {
    const [sealed, plain] = sides.map(({ rounds }) => rounds[operation])
    const share = (of: (one: Measurement, other: Measurement) => number | undefined) =>
      // Round by round: what the machine did meanwhile, it did to both.
      median((sealed ?? []).map((one, round) => plain?.[round] && of(one, plain[round])))
    const throughput = share((one, other) => 100 * (1 - one.perSecond / other.perSecond))
    const processor = share(
      (one, other) => one.cpuMicros && other.cpuMicros && one.cpuMicros - other.cpuMicros,
    )
    console.log(
      `${operation}: sealing takes ${figure(throughput)} % of the throughput (goal: 15) and ${figure(processor)} µs of processor time, median of the rounds`,
    )
    return { operation, throughput, processor }
  })
  writeResults(options, { summaries, shares })
}
