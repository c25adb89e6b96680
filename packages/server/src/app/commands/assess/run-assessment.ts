import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  assess,
  AwsApi,
  controls,
  nodeWire,
  otherHost,
  parseReport,
  Refusal,
  renderHtml,
  renderJson,
  renderMarkdown,
  renderOscal,
  renderTerminal,
  thisHost,
  waiverProblem,
  type AssessOptions,
  type AwsApiOptions,
  type Credentials,
  type Report,
  type Status,
  type Waiver,
} from '../../../assess/index.ts'
import { systemClock, systemRandom } from '../../../base/index.ts'
import { quietSdk, readEnvironment, type Environment } from '../../config/index.ts'
import { StartError } from '../../exit.ts'
import { readVersion } from '../../version.ts'
import { readRootCredentialsFile } from '../../root-credentials.ts'
import { formats, type AssessFlags, type Format } from './options.ts'

const exits: Readonly<Record<Status, number>> = { pass: 0, review: 1, remediate: 2 }

interface Place extends Pick<AssessOptions, 'target' | 'host' | 'secrets'> {
  readonly api: AwsApiOptions
}

/** Resolves to the exit code. Rejects with a StartError when no assessment could be made. */
export async function runAssessment(flags: AssessFlags): Promise<number> {
  const env = withoutEmpty(readEnvironment())
  quietSdk()
  const waivers = waiversOf(flags)
  const baseline = flags.baseline === undefined ? undefined : await readBaseline(flags.baseline)
  const outputs = flags.output.map((file) => ({ file, format: flags.format ?? formatOf(file) }))
  const place = await placeOf(flags, env)
  const api = new AwsApi(place.api)
  const signal = interrupted()
  try {
    const report = await assess({
      ...place,
      api,
      wire: nodeWire(place.api.ca),
      clock: systemClock,
      random: systemRandom,
      tool: { name: 'strongroom', version: readVersion() },
      passive: flags.passive === true || flags.aws === true,
      waivers,
      ...(baseline === undefined ? {} : { baseline }),
      signal,
      sleep: (ms) => sleep(ms, undefined, { signal }),
    })
    for (const { file, format } of outputs) await write(file, render(report, format, false))
    const colour = flags.color && process.stdout.isTTY && env['NO_COLOR'] === undefined
    const printed = outputs.length > 0 ? 'terminal' : (flags.format ?? 'terminal')
    process.stdout.write(render(report, printed, colour))
    return exits[report.status]
  } catch (error) {
    throw notAssessed(error)
  } finally {
    api.close()
  }
}

/** An empty variable is none, as for the clients. */
function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
}

function render(report: Report, format: Format, colour: boolean): string {
  switch (format) {
    case 'terminal':
      return renderTerminal(report, colour)
    case 'html':
      return renderHtml(report)
    case 'markdown':
      return renderMarkdown(report)
    case 'json':
      return renderJson(report)
    case 'oscal':
      return renderOscal(report)
  }
}

type Files = Pick<AssessOptions['target'], 'documents' | 'advisories' | 'patient'>

/** Where the server is, how it is reached, and as whom. */
async function placeOf(flags: AssessFlags, env: Environment): Promise<Place> {
  const profile = flags.profile === undefined ? {} : { profile: flags.profile }
  const files: Files = {
    patient: flags.patient === true,
    ...(flags.documents === undefined ? {} : { documents: flags.documents }),
    ...(flags.advisories === undefined ? {} : { advisories: flags.advisories }),
  }
  const region = flags.region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION']
  if (flags.aws === true) return awsPlace(flags, env, region, files)
  const endpoint = flags.endpoint ?? env['AWS_ENDPOINT_URL'] ?? 'https://127.0.0.1:8000'
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
    throw problem(`--endpoint ${endpoint}: give a URL such as https://127.0.0.1:8000`)
  }
  const local = isLocal(endpoint)
  const ca = await readAuthority(flags, local)
  const credentials = local ? await rootCredentials(flags, env) : undefined
  const signedFor = region ?? 'us-east-1'
  return {
    target: {
      kind: 'strongroom' as const,
      endpoint,
      region: signedFor,
      ...(local ? { dataDir: flags.dataDir, keysDir: flags.keysDir } : {}),
      ...(flags.plainEndpoint === undefined ? {} : { plainEndpoint: flags.plainEndpoint }),
      ...(flags.vpcEndpoint === undefined ? {} : { vpcEndpoint: flags.vpcEndpoint }),
      ...files,
    },
    api: {
      endpoint,
      region: signedFor,
      ...profile,
      ...(ca === undefined ? {} : { ca }),
      ...(credentials === undefined ? {} : { credentials }),
    },
    host: local ? thisHost() : otherHost(),
    secrets: credentials === undefined ? [] : [credentials.secretAccessKey],
  }
}

/** An account of AWS, whose services have endpoints of their own: the clients know them, or are told as always. */
async function awsPlace(
  flags: AssessFlags,
  env: Environment,
  given: string | undefined,
  files: Files,
): Promise<Place> {
  const servers = ['endpoint', 'plainEndpoint', 'vpcEndpoint'] as const
  if (servers.some((name) => flags[name] !== undefined))
    throw problem('endpoints of a server do not go with --aws, for which AWS_ENDPOINT_URL counts')
  const profile = flags.profile === undefined ? {} : { profile: flags.profile }
  const region = given ?? (await regionOf(profile))
  const endpoint =
    env['AWS_ENDPOINT_URL_DYNAMODB'] ??
    env['AWS_ENDPOINT_URL'] ??
    `https://dynamodb.${region}.amazonaws.com`
  const ca = await readAuthority(flags, false)
  return {
    target: { kind: 'aws', endpoint, region, ...files },
    api: { region, ...profile, ...(ca === undefined ? {} : { ca }) },
    host: otherHost(),
  }
}

/** Of the shared configuration. */
async function regionOf(profile: { readonly profile?: string }): Promise<string> {
  const api = new AwsApi(profile)
  try {
    return await api.region()
  } catch {
    throw problem('--aws needs a region: set --region, AWS_REGION or that of the profile')
  } finally {
    api.close()
  }
}

function isLocal(endpoint: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(endpoint).hostname)
}

async function readAuthority(flags: AssessFlags, local: boolean): Promise<string | undefined> {
  if (flags.ca !== undefined) {
    return readFile(flags.ca, 'utf8').catch(() => {
      throw problem(`--ca ${String(flags.ca)} cannot be read`)
    })
  }
  if (!local) return undefined
  return readFile(join(flags.keysDir, 'ca.pem'), 'utf8').catch(() => undefined)
}

/** Those of the file that the first start wrote, where the environment names no others. */
async function rootCredentials(
  flags: AssessFlags,
  env: Environment,
): Promise<Credentials | undefined> {
  const chain = ['AWS_ACCESS_KEY_ID', 'AWS_PROFILE', 'AWS_SHARED_CREDENTIALS_FILE']
  if (flags.profile !== undefined || chain.some((name) => env[name])) return undefined
  const root = await readRootCredentialsFile(join(flags.keysDir, 'root.credentials'))
  if (root === undefined) return undefined
  const { accessKeyId, secretAccessKey } = root
  return { accessKeyId, secretAccessKey: secretAccessKey.reveal().toString('utf8') }
}

async function readBaseline(file: string): Promise<Report> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw problem(`--baseline ${file} cannot be read`)
  })
  const report = parseReport(text)
  if (typeof report === 'string') throw problem(`--baseline ${file}: ${report}`)
  return report
}

function waiversOf({ waive, reason, until }: AssessFlags): readonly Waiver[] {
  if (waive.length !== reason.length || waive.length !== until.length) {
    throw problem('each --waive needs a --reason and an --until of its own')
  }
  const waivers = waive.map((id, index) => ({
    id,
    reason: reason[index] ?? '',
    until: until[index] ?? '',
  }))
  for (const waiver of waivers) {
    const why = waiverProblem(waiver, controls)
    if (why !== undefined) throw problem(why)
  }
  return waivers
}

/** By the ending of a file. */
const endings: readonly (readonly [string, Format])[] = [
  ['.oscal.json', 'oscal'],
  ['.json', 'json'],
  ['.html', 'html'],
  ['.md', 'markdown'],
  ['.txt', 'terminal'],
]

function formatOf(file: string): Format {
  const found = endings.find(([ending]) => file.endsWith(ending))
  if (found !== undefined) return found[1]
  throw problem(
    `--output ${file}: its ending tells no format; add --format (${formats.join(', ')})`,
  )
}

/** A report tells who may do what, and is for its owner alone. */
async function write(file: string, text: string): Promise<void> {
  await writeFile(file, text, { mode: 0o600 }).catch((error: unknown) => {
    throw new StartError('storage', `--output ${file} cannot be written`, { cause: error })
  })
}

/** Aborts at the first signal, so that what was made is removed; a second one ends the process. */
function interrupted(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => controller.abort(new StartError('notAssessed', 'interrupted')))
  }
  return controller.signal
}

function problem(message: string): StartError {
  return new StartError('notAssessed', message)
}

function notAssessed(error: unknown): unknown {
  if (!(error instanceof Refusal)) return error
  return problem(`the server cannot be assessed: ${error.shown()}`)
}
