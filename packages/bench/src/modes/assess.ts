import { Generator } from '../load/generator.ts'
import type { Target } from '../load/operations.ts'
import type { CheckKind, Options } from '../options.ts'
import { writeResults } from '../report/result-file.ts'
import { startAssessment, startNothing } from '../servers/assessment.ts'
import { makeEstate } from '../servers/estate.ts'
import { scratchDirectory } from '../servers/servers.ts'
import { createTable } from '../servers/table-setup.ts'
import { measureAlone } from './assess/alone.ts'
import { runByTurns, type Run, type Setting } from './assess/by-turns.ts'
import { aloneTable, besideTable } from './assess/report.ts'
import { serverUnderTest } from './contestants.ts'

/** Beside the table of the load, so that there are 50. */
const estate = { tables: 49, roles: 200 }
/** How long the command runs that does nothing: about as long as an assessment beside a load. */
const nothingSeconds = 40

/** What an assessment takes, of itself and of the server, and what a load beside it loses. */
export async function assess(options: Options): Promise<void> {
  if (process.platform === 'win32') {
    console.error('--assess stops and continues a process, by signals that Windows does not have')
    process.exitCode = 1
    return
  }
  const scratch = scratchDirectory()
  const generator = new Generator()
  const target: Target = { table: 'bench', items: Math.min(options.items, 3000), indexed: false }
  const server = await serverUnderTest(options).start(scratch.path)
  const { endpoint } = server
  try {
    await createTable(endpoint, target)
    await makeEstate(endpoint, estate)
    await generator.run({ kind: 'load', endpoint, target })
    const passives = options.checks
      .filter((checks) => checks !== 'none')
      .map((checks) => checks === 'passive')
    const alone = await measureAlone(passives, options.rounds, server, scratch.path)
    const setting = { options, generator, server, target }
    const kinds = options.checks.map((checks) => ({ checks, runs: [] as Run[] }))
    for (let round = 0; round < options.rounds; round++) {
      for (const { checks, runs } of kinds)
        runs.push(await runOf(checks, setting, scratch.path, 100 + round))
    }
    const has = `of ${String(estate.tables + 1)} tables and ${String(estate.roles)} roles`
    if (alone.length > 0)
      console.log(`\nNothing else asks the server, ${has}:\n\n${aloneTable(alone)}`)
    const stretch = `${String(options.seconds)} s and stopped for as long`
    console.log(
      `\nGetItem at ${String(options.concurrency)} connections beside it, by turns continued for ${stretch}; means ± standard error:\n`,
    )
    console.log(besideTable(kinds, options.seconds))
    writeResults(options, { estate, alone, kinds })
  } finally {
    generator.stop()
    await server.stop()
    scratch.dispose()
  }
}

function runOf(checks: CheckKind, setting: Setting, folder: string, seed: number): Promise<Run> {
  if (checks === 'none') return runByTurns(setting, startNothing, seed, nothingSeconds)
  const { endpoint } = setting.server
  const start = () => startAssessment(endpoint, folder, checks === 'passive')
  return runByTurns(setting, start, seed)
}
