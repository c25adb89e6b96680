import { Chance } from '../load/data.ts'
import { Generator } from '../load/generator.ts'
import type { Measurement, Pacing } from '../load/jobs.ts'
import { isIndexed, operations, type OperationName, type Target } from '../load/operations.ts'
import { errorType } from '../load/tally.ts'
import type { Options } from '../options.ts'
import { paired, printComparison, summaryOf, type Row } from '../report/comparison.ts'
import { writeResults } from '../report/result-file.ts'
import { scratchDirectory } from '../servers/servers.ts'
import { call } from '../servers/table-setup.ts'
import { startContestants, type Contestant } from './contestants.ts'

/** Operations that are also measured at fixed rates. */
const paced: ReadonlySet<OperationName> = new Set<OperationName>(['GetItem', 'PutItem'])

/** Items of the table with indexes: each write to it costs several, and so does loading it. */
const indexedItems = 10_000

/** All servers in one run: every operation by closed loop, single reads and writes also at fixed rates. */
export async function compare(options: Options): Promise<void> {
  const scratch = scratchDirectory()
  const generator = new Generator()
  const targets: Record<'plain' | 'indexed', Target> = {
    plain: { table: 'bench', items: options.items, indexed: false },
    indexed: { table: 'indexed', items: Math.min(options.items, indexedItems), indexed: true },
  }
  const needed = options.operations.some(isIndexed)
    ? [targets.plain, targets.indexed]
    : [targets.plain]
  const contestants = await startContestants(options, generator, needed, scratch.path)
  try {
    const rows: Row[] = []
    for (const operation of options.operations) {
      const target = isIndexed(operation) ? targets.indexed : targets.plain
      const able = await ableTo(operation, contestants, target)
      const pacings: Pacing[] = [{ kind: 'closed', concurrency: options.concurrency }]
      if (paced.has(operation)) {
        for (const perSecond of options.rates) pacings.push({ kind: 'open', perSecond })
      }
      for (const pacing of pacings) {
        const measured = await takeTurns(options, generator, able, target, operation, pacing)
        const ours = [...measured].find(([{ name }]) => name === 'strongroom')?.[1]
        for (const [{ name: server }, rounds] of measured) {
          const ofOurs = ours === undefined || ours === rounds ? undefined : paired(ours, rounds)
          rows.push({ server, operation, pacing, ofOurs, ...summaryOf(rounds) })
        }
        console.log(`measured: ${operation}, ${pacingText(pacing)}`)
      }
    }
    const servers = contestants.map(({ name, terms, process }) => ({
      name,
      terms,
      startMs: process.startMs,
    }))
    printComparison(servers, rows)
    writeResults(options, { servers, rows })
  } finally {
    generator.stop()
    await Promise.all(contestants.map(({ process }) => process.stop()))
    scratch.dispose()
  }
}

/** Round by round, each server once in each, forth and back, so that a busy minute of the machine falls on all. */
async function takeTurns(
  options: Options,
  generator: Generator,
  contestants: readonly Contestant[],
  target: Target,
  operation: OperationName,
  pacing: Pacing,
): Promise<Map<Contestant, Measurement[]>> {
  const measured = new Map<Contestant, Measurement[]>(contestants.map((each) => [each, []]))
  for (let round = 0; round < options.rounds; round++) {
    const turns = [...measured]
    for (const [contestant, rounds] of round % 2 === 0 ? turns : turns.toReversed()) {
      const { endpoint, pid } = contestant.process
      const { seconds, warmSeconds } = options
      const common = { kind: 'measure', endpoint, target, operation, pacing, pid } as const
      rounds.push(await generator.measure({ ...common, seconds, warmSeconds, seed: 100 + round }))
    }
  }
  return measured
}

/** Those that answer the operation as it ought to be; the others are named with what they say instead. */
async function ableTo(
  operation: OperationName,
  contestants: readonly Contestant[],
  target: Target,
): Promise<Contestant[]> {
  const { wireName, body, expected } = operations[operation]
  const able: Contestant[] = []
  for (const contestant of contestants) {
    const { endpoint } = contestant.process
    const response = await call(endpoint, wireName, body(target, new Chance(7)))
    const text = response.body.toString()
    if (response.status === 200 && expected.test(text)) able.push(contestant)
    else {
      const answer = response.status === 200 ? text.slice(0, 200) : errorType(response)
      console.log(`${contestant.name} is left out of ${operation}: ${answer}`)
    }
  }
  return able
}

function pacingText(pacing: Pacing): string {
  return pacing.kind === 'closed'
    ? `${String(pacing.concurrency)} connections`
    : `${String(pacing.perSecond)} a second`
}
