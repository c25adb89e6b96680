import { readFile } from 'node:fs/promises'
import { Option, type Command } from 'commander'
import {
  AccountError,
  createAccount,
  putControlPolicy,
  removeControlPolicy,
  rows,
  type ControlTarget,
  type IdentityState,
} from '../../security/iam/index.ts'
import { parsePolicy } from '../../security/policy/index.ts'
import { openStoreToChange } from '../changing-store.ts'
import { configurationError } from '../exit.ts'
import { openIdentityState } from '../identity.ts'
import { operatorRecords, type OperatorRecords } from '../operator-records.ts'
import { prepare, type Prepared } from './prepare.ts'
import { addSettings } from './settings-options.ts'

/** `strongroom account …`: accounts beside the default one, and what limits them. Beside a running server too. */
export function addAccount(program: Command): void {
  const account = program
    .command('account')
    .description('accounts beside the default one, and the policies that limit them')
  addSettings(
    account
      .command('create <id>')
      .description('create an account of twelve digits and print its root credentials once')
      .option('--name <name>', 'what people call it', '')
      .action((id: string, options: Options) => onState(options, create(id, options))),
  )
  addSettings(
    account
      .command('list')
      .description('list the accounts')
      .action((options: Options) => onState(options, list)),
  )
  const policies = [
    account
      .command('put-policy <file>')
      .description('attach a service or resource control policy from a JSON file')
      .action((file: string, options: Options) => onState(options, putPolicy(file, options))),
    account
      .command('remove-policy')
      .description('detach a control policy; FullAWSAccess is one too')
      .action((options: Options) => onState(options, removePolicy(options))),
  ]
  for (const command of policies) {
    command
      .addOption(new Option('--type <type>', 'scp or rcp').choices(['scp', 'rcp']).default('scp'))
      .requiredOption('--name <name>', 'name of the policy')
      .requiredOption('--target <account>', 'twelve digits, or all accounts but the default one')
    addSettings(command)
  }
  for (const command of account.commands) command.exitOverride()
}

type Options = Record<string, unknown>
type Action = (
  state: IdentityState,
  prepared: Prepared,
  run: OperatorRecords['run'],
) => Promise<string>

async function onState(options: Options, action: Action): Promise<void> {
  const prepared = await prepare(options)
  const { config, secrets, surroundings } = prepared
  if (config.store.kind === 'memory') {
    throw configurationError('accounts in memory would be gone at once; choose another --store')
  }
  const { store, systemKey } = await openStoreToChange(config, secrets, surroundings)
  try {
    const { random } = surroundings
    const records = operatorRecords(config, store, systemKey, surroundings)
    const state = openIdentityState({ store: records.store, systemKey, random, shared: true })
    process.stdout.write(await action(state, prepared, (event, work) => records.run(event, work)))
  } catch (error) {
    throw error instanceof AccountError ? configurationError(error.message) : error
  } finally {
    await store.close()
  }
}

function create(id: string, options: Options): Action {
  return async (state, { config, surroundings }, run) => {
    if (!/^\d{12}$/.test(id)) throw new AccountError(`${id} is no account id of twelve digits`)
    if (id === config.accountId) throw new AccountError(`account ${id} is the default one`)
    const name = String(options['name'])
    const requestParameters = { accountId: id, accountName: name }
    const made = await run({ eventName: 'CreateAccount', requestParameters }, () =>
      createAccount(state, surroundings, id, name),
    )
    return [
      `Created account ${id}.`,
      `  aws_access_key_id      ${made.accessKeyId}`,
      `  aws_secret_access_key  ${made.secretAccessKey.reveal().toString('utf8')}`,
      'The secret is not shown again.',
      '',
    ].join('\n')
  }
}

const list: Action = async (state, { config }) => {
  const all = await state.all(rows.accounts())
  const lines = all.map(({ id, name }) => `${id}  ${name}`.trimEnd())
  return [`${config.accountId}  (default, management)`, ...lines, ''].join('\n')
}

function putPolicy(file: string, options: Options): Action {
  return async (state, { config }, run) => {
    const type = typeOf(options)
    const document = await readFile(file, 'utf8')
    const parsed = parsePolicy(document, type)
    if (!parsed.ok) throw new AccountError(`${file}: ${parsed.message} ${parsed.path}`.trimEnd())
    const name = nameOf(options)
    const target = targetOf(options, config.accountId)
    const requestParameters = { ...shown(target, type, name), content: document }
    await run({ eventName: 'AttachPolicy', requestParameters }, () =>
      putControlPolicy(state, target, { name, type, document }),
    )
    return `Attached ${name}.\n`
  }
}

function removePolicy(options: Options): Action {
  return async (state, { config }, run) => {
    const name = nameOf(options)
    const target = targetOf(options, config.accountId)
    // The one that allows everything is a service control policy, whatever was written.
    const type = name === 'FullAWSAccess' ? 'scp' : typeOf(options)
    await run({ eventName: 'DetachPolicy', requestParameters: shown(target, type, name) }, () =>
      removeControlPolicy(state, target, type, name),
    )
    return `Detached ${name}.\n`
  }
}

function shown(target: ControlTarget, type: 'scp' | 'rcp', policyName: string) {
  const policyType = type === 'scp' ? 'SERVICE_CONTROL_POLICY' : 'RESOURCE_CONTROL_POLICY'
  return { policyName, policyType, targetId: target === 'all' ? target : target.account }
}

function typeOf(options: Options): 'scp' | 'rcp' {
  return options['type'] === 'rcp' ? 'rcp' : 'scp'
}

function nameOf(options: Options): string {
  const name = String(options['name'])
  if (!/^[\w-]{1,128}$/.test(name)) {
    throw new AccountError('a policy is named by letters, digits, _ and -')
  }
  return name
}

function targetOf(options: Options, management: string): ControlTarget {
  const target = String(options['target'])
  if (target === 'all') return 'all'
  if (target === management) {
    throw new AccountError('nothing limits the default account: it is the management account')
  }
  return { account: target }
}
