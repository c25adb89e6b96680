import { Command, CommanderError } from 'commander'
import { addAccount } from './commands/account.ts'
import { addAlerts } from './commands/alerts/index.ts'
import { addAssess } from './commands/assess/index.ts'
import { addAudit } from './commands/audit/index.ts'
import { addInit } from './commands/init.ts'
import { addKeys } from './commands/keys/index.ts'
import { addPolicy } from './commands/policy/index.ts'
import { addStart } from './commands/start.ts'
import { exitCodes, explainFailure } from './exit.ts'
import { sourceStack } from './source-stack.ts'
import { readVersion } from './version.ts'

/** Runs the command line of `argv` (with Node and script in front). Resolves to the exit code. */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  const program = new Command('strongroom')
    .description('A database that speaks the DynamoDB API, secure by default')
    .version(readVersion(), '-V, --version')
    .showHelpAfterError('(strongroom --help lists what there is)')
    .exitOverride()
  addStart(program)
  addInit(program)
  addAccount(program)
  addKeys(program)
  addPolicy(program)
  let code: number = exitCodes.ok.code
  addAssess(program, (assessed) => {
    code = assessed
  })
  addAudit(program)
  addAlerts(program)
  for (const command of program.commands) {
    command.showHelpAfterError('(strongroom start --help lists the settings)').exitOverride()
  }
  try {
    await program.parseAsync(argv)
    return code
  } catch (error) {
    return report(error)
  }
}

function report(error: unknown): number {
  // Commander has said already what is wrong; help and version are no errors.
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? exitCodes.ok.code : exitCodes.configuration.code
  }
  const failure = explainFailure(error)
  if (failure !== undefined) {
    process.stderr.write(`strongroom: ${failure.line}\n`)
    return failure.code
  }
  process.stderr.write(
    `strongroom: an unexpected error; please report it\n${error instanceof Error ? sourceStack(error.stack ?? error.message) : String(error)}\n`,
  )
  return exitCodes.unexpected.code
}
