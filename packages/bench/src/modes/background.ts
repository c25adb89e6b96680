import { Generator } from '../load/generator.ts'
import type { Options } from '../options.ts'
import { writeResults } from '../report/result-file.ts'
import { figure, markdownTable } from '../report/table.ts'
import type { ServerProcess } from '../servers/server-process.ts'
import { scratchDirectory } from '../servers/servers.ts'
import { backfill } from './background/backfill.ts'
import { expiry } from './background/expiry.ts'
import type { Spread } from './background/spread.ts'
import { streamDelay } from './background/stream-delay.ts'
import { serverUnderTest } from './contestants.ts'

const expirySeconds = 60

type Measured = (server: ServerProcess, generator: Generator, options: Options) => Promise<object>

/** What the server does beside requests: records of streams, and indexes that are filled. */
export function background(options: Options): Promise<void> {
  return withServer(options, async (server, generator, { items, seconds, warmSeconds }) => {
    const delay = await streamDelay(server.endpoint, seconds)
    print('From a write to its record being read, ms', [
      ['since it was sent', delay.fromSending],
      ['since it was answered', delay.fromAnswer],
    ])
    const filled = await backfill(server, generator, { items, seconds, warmSeconds })
    console.log('\nWith and without an index being filled, ms')
    const rows = filled.map(({ operation, alone, during, throughout }) => [
      operation,
      ...[alone.latencies.p50, during.latencies.p50, alone.latencies.p99].map(figure),
      figure(during.latencies.p99),
      `${figure(during.latencies.p99 / alone.latencies.p99)}${throughout ? '' : ' (partly)'}`,
    ])
    console.log(markdownTable(['', 'p50', 'filling', 'p99', 'filling', 'ratio'], rows))
    return { delay, filled }
  })
}

/** How late items are deleted that expire at a high rate. Takes more than two minutes. */
export function expiries(options: Options): Promise<void> {
  return withServer(options, async ({ endpoint }) => {
    const expired = await expiry(endpoint, expirySeconds)
    print(`From expiry to deletion at ${String(expired.perSecond)} a second, s`, [
      [`${String(expired.left)} left`, expired.delay],
    ])
    return expired
  })
}

async function withServer(options: Options, measured: Measured): Promise<void> {
  const scratch = scratchDirectory()
  const generator = new Generator()
  const server = await serverUnderTest(options).start(scratch.path)
  try {
    writeResults(options, await measured(server, generator, options))
  } finally {
    generator.stop()
    await server.stop()
    scratch.dispose()
  }
}

function print(title: string, spreads: readonly (readonly [string, Spread])[]): void {
  const rows = spreads.map(([name, { count, p50, p99, max }]) => [
    name,
    ...[count, p50, p99, max].map(figure),
  ])
  console.log(`\n${title}\n${markdownTable(['', 'count', 'p50', 'p99', 'max'], rows)}`)
}
