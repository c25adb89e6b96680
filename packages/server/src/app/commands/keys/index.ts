import { Option, type Command } from 'commander'
import { addSettings } from '../settings-options.ts'
import { describeKeys } from './describe.ts'
import { listKeys } from './list.ts'
import { rotateMaster } from './rotate-master.ts'
import { verifyKeys } from './verify.ts'

type Options = Record<string, unknown>

/** `strongroom keys …`: the hierarchy of keys. All of it works while a server runs on the same data. */
export function addKeys(program: Command): void {
  const keys = program
    .command('keys')
    .description('the keys: what guards them, which there are, whether each opens, rotation')
  keys
    .command('list')
    .description('list the KMS keys of all accounts, with the tables under each')
    .action((options: Options) => listKeys(options))
  keys
    .command('describe <name>')
    .description('show the master key (master), a KMS key (id or alias), or the keys of a table')
    .addOption(
      new Option('--account <id>', 'account of the table or alias (default: --account-id)'),
    )
    .action((name: string, options: Options) => describeKeys(name, options))
  keys
    .command('verify')
    .description('open every key, and name those that do not open')
    .option('--rows', 'open every row of every table too')
    .action((options: Options) => verifyKeys(options))
  keys
    .command('rotate-master')
    .description(
      'wrap the keyring by a new master key; STRONGROOM_NEXT_… variables choose another provider',
    )
    .action((options: Options) => rotateMaster(options))
  for (const command of keys.commands) {
    command.option('--json', 'print JSON, for programs')
    addSettings(command)
    command.exitOverride()
  }
}
