import { basename, dirname, join, sep } from 'node:path'
import { realpathSync } from 'node:fs'
import { configurationError } from '../exit.ts'
import { forgetSecrets, withNext, type Environment } from './env.ts'
import { readSecrets, secretVariables, type GuardFlag, type Secrets } from './secrets.ts'
import { settingKeys, settings, variableOf, type SettingKey, type Settings } from './settings.ts'
import { NotAValue } from './values.ts'
import { readYamlFile } from './yaml-file.ts'

/** The settings after the rules that relate them. */
export interface Config extends Settings {
  /** With its default filled in; without meaning when the master key comes from elsewhere. */
  readonly masterKeyFile: string
}

export interface Sources {
  /** Flags that were given, by the setting's key, as text. */
  readonly flags: Partial<Record<SettingKey, string>>
  readonly env: Environment
  /** Path of the YAML file. */
  readonly file?: string | undefined
}

export interface Loaded {
  readonly config: Config
  readonly secrets: Secrets
  /** Oddities that do not keep the server from starting, one line each. */
  readonly warnings: readonly string[]
}

const configVariable = 'STRONGROOM_CONFIG'

/** Flags, then environment, then file, then defaults. Throws a StartError of one line for anything wrong. */
export async function loadConfig(sources: Sources): Promise<Loaded> {
  const { flags, env } = sources
  const file = sources.file ?? (env[configVariable] || undefined)
  const fromFile = file === undefined ? undefined : await readYamlFile(file)

  const read = (key: SettingKey): unknown => {
    const { name, standard, parse } = settings[key]
    const variable = variableOf(settings[key])
    const flag = flags[key]
    if (flag !== undefined) return parseFrom(`--${name}`, flag, parse)
    // An empty variable counts as unset: compose files pass on variables that nobody has set.
    const inEnvironment = env[variable] || undefined
    if (inEnvironment !== undefined) return parseFrom(variable, inEnvironment, parse)
    const inFile = fromFile?.get(name)
    if (inFile !== undefined) return parseFrom(`${file ?? ''}: ${name}`, inFile, parse)
    return standard === undefined ? undefined : parse(standard)
  }
  const given = Object.fromEntries(settingKeys.map((key) => [key, read(key)])) as Settings

  refusePasswordInFlag(flags.store)
  const config = relate(given)
  const secrets = await readSecrets(
    env,
    guardsOf(given),
    given.auditTargets?.some(({ kind }) => kind === 's3') === true,
  )
  return { config, secrets, warnings: unknownVariables(env) }
}

/** Removes every secret from the environment of the process; see {@link forgetSecrets}. */
export function forgetSecretVariables(): void {
  forgetSecrets([...Object.keys(secretVariables), variableOf(settings.store)].flatMap(withNext))
}

function parseFrom(source: string, text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof NotAValue)) throw error
    // A mistyped address of a database may hold a password, so its text is not repeated.
    const shown = text.includes('://') ? 'the value' : JSON.stringify(text)
    throw configurationError(`${source}: ${shown} is not valid; it must be ${error.message}`)
  }
}

function guardsOf(given: Settings): GuardFlag[] {
  return [
    ...(given.masterKeyFile === undefined ? [] : ['--master-key-file' as const]),
    ...(given.vaultAddress === undefined ? [] : ['--vault-address' as const]),
    ...(given.externalKey === undefined ? [] : ['--external-key' as const]),
  ]
}

function relate(given: Settings): Config {
  const { dataDir, keysDir } = given
  if ((given.tlsCert === undefined) !== (given.tlsKey === undefined)) {
    const [set, missing] = given.tlsCert === undefined ? ['key', 'cert'] : ['cert', 'key']
    throw configurationError(`--tls-${set} is set but --tls-${missing} is not; set both or neither`)
  }
  if (given.httpPort !== undefined && given.httpPort !== 0 && given.httpPort === given.port) {
    throw configurationError(
      `--port and --http-port are both ${String(given.port)}; HTTPS and HTTP need a port each`,
    )
  }
  for (const target of ['Webhook', 'Syslog'] as const) {
    if (given[`alert${target}Ca`] === undefined || given[`alert${target}`] !== undefined) continue
    const name = target.toLowerCase()
    throw configurationError(`--alert-${name}-ca is set but --alert-${name} is not`)
  }
  if (given.endpointsOnly && given.vpcListeners === undefined) {
    throw configurationError('--endpoints-only needs --vpc-listeners, or nothing would be served')
  }
  if (given.inMemory && given.store.kind === 'postgres') {
    throw configurationError('--in-memory and --store postgres://… contradict each other; give one')
  }
  const store = given.inMemory ? ({ kind: 'memory' } as const) : given.store
  if (store.kind !== 'sqlite' && given.workers > 1) {
    throw configurationError(
      '--workers needs the embedded store (--store sqlite), which alone can be shared by processes; leave it out',
    )
  }
  if (isInside(keysDir, dataDir)) {
    throw configurationError(
      `--keys-dir ${keysDir} lies inside --data-dir ${dataDir}, so a copy of the data would carry its key; choose a place outside`,
    )
  }
  return { ...given, store, masterKeyFile: given.masterKeyFile ?? join(keysDir, 'master.key') }
}

function isInside(path: string, directory: string): boolean {
  const [inner, outer] = [realPath(path), realPath(directory)]
  return inner === outer || inner.startsWith(outer + sep)
}

/** Follows links as far as the path exists. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(realPath(parent), basename(path))
  }
}

function refusePasswordInFlag(store: string | undefined): void {
  if (store === undefined || !URL.canParse(store) || new URL(store).password === '') return
  throw configurationError(
    '--store must not carry a password, which every user of the machine could read in the process list; set STRONGROOM_STORE or PGPASSWORD',
  )
}

function unknownVariables(env: Environment): string[] {
  const known = new Set([
    ...settingKeys.map((key) => variableOf(settings[key])),
    ...Object.keys(secretVariables),
    configVariable,
  ])
  // What Kubernetes sets for a service of this name is nobody's mistake.
  const fromKubernetes = /^STRONGROOM_(SERVICE_|PORT_\d)/
  return Object.keys(env)
    .filter(
      (name) => name.startsWith('STRONGROOM_') && !known.has(name) && !fromKubernetes.test(name),
    )
    .map((name) => `The variable ${name} is no setting of Strongroom and has no effect`)
}
