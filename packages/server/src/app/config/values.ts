import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { limits, Secret } from '../../base/index.ts'

/** Why a text is no value for a setting; completes the sentence "… must be". */
export class NotAValue extends Error {
  override readonly name = 'NotAValue'
}

export type StoreChoice =
  | { readonly kind: 'sqlite' }
  | { readonly kind: 'memory' }
  /** The address may carry a password. */
  | { readonly kind: 'postgres'; readonly url: Secret }

/** A path, made absolute: a daemon may change its directory later. */
export function path(text: string): string {
  return resolve(text)
}

export function port(text: string): number {
  if (/^tcp:\/\//.test(text)) {
    throw new NotAValue(
      'a port; this value comes from Kubernetes, so set enableServiceLinks: false in the pod',
    )
  }
  return wholeNumber(text, 0, 65535, 'a port: a whole number from 0 (any free port) to 65535')
}

export function workers(text: string): number {
  return wholeNumber(text, 1, 256, 'a whole number from 1 to 256')
}

export function streamShards(text: string): number {
  return wholeNumber(
    text,
    1,
    limits.streamShards,
    `a whole number from 1 to ${String(limits.streamShards)}`,
  )
}

export function cacheSeconds(text: string): number {
  return wholeNumber(text, 1, 3600, 'a whole number of seconds from 1 to 3600')
}

function wholeNumber(text: string, least: number, most: number, what: string): number {
  const value = /^\d{1,12}$/.test(text) ? Number(text) : NaN
  if (!(value >= least && value <= most)) throw new NotAValue(what)
  return value
}

export function host(text: string): string {
  const name = text.replace(/^\[(.*)\]$/, '$1')
  if (isIP(name) !== 0 || isHostName(name)) return name
  throw new NotAValue('an IP address or a host name, such as 127.0.0.1, 0.0.0.0 or ::')
}

export function names(text: string): readonly string[] {
  const all = text.split(',').map((name) => name.trim())
  if (all.every((name) => isIP(name) !== 0 || isHostName(name.replace(/^\*\./, '')))) return all
  throw new NotAValue('host names or IP addresses, with commas between them')
}

function isHostName(text: string): boolean {
  return text.length <= 253 && /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/i.test(text)
}

/** The address of a service that is sent secrets: over plain HTTP only on this machine. As text, so that it can be sent to workers. */
export function serviceUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const local = url && /^(127(\.\d+){3}|localhost|\[::1\])$/.test(url.hostname)
  const plain = url?.protocol === 'http:' && local
  const bare = url?.search === '' && url.hash === '' && url.username === '' && url.password === ''
  if (url !== undefined && bare && (url.protocol === 'https:' || plain)) {
    return url.href
  }
  throw new NotAValue(
    'a URL such as https://vault.example.com:8200; http:// is for this machine alone, since secrets travel there',
  )
}

/** Where alerts are posted to. As text, so that it can be sent to workers. */
export function httpsUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'https:' && url.username === '' && url.password === '') return url.href
  throw new NotAValue('a URL such as https://alerts.example.com/strongroom, without a password')
}

/** Host and port, such as `syslog.example.com:6514`. */
export function address(text: string): { readonly host: string; readonly port: number } {
  const [, name = '', digits = ''] = /^(.+):(\d{1,5})$/.exec(text) ?? []
  if (name === '' || Number(digits) < 1 || Number(digits) > 65535) {
    throw new NotAValue('a host and a port, such as syslog.example.com:6514')
  }
  return { host: host(name), port: Number(digits) }
}

export function vaultName(text: string): string {
  if (/^[\w.-]{1,128}$/.test(text)) return text
  throw new NotAValue('letters, digits and _ . -')
}

export function vaultPath(text: string): string {
  const path = text.replace(/^\/|\/$/g, '')
  if (/^[\w.-]+(\/[\w.-]+)*$/.test(path) && path.length <= 256) return path
  throw new NotAValue('a path such as transit or team/transit')
}

export function kmsKey(text: string): string {
  if (/^[\w:/+=,.@-]{1,2048}$/.test(text)) return text
  throw new NotAValue('the id or ARN of a KMS key, or an alias such as alias/strongroom')
}

/** A listener that is the endpoint of a VPC. */
export interface VpcListener {
  readonly vpcId: string
  readonly secure: boolean
  readonly host: string
  readonly port: number
  /** Networks in CIDR form that clients may come from; absent: any. */
  readonly clients?: readonly string[]
}

const vpcListenerForm =
  'listeners such as vpc-1a2b=https://10.0.0.5:8443;10.0.0.0/8, with commas between them'

export function vpcListeners(text: string): readonly VpcListener[] {
  return text.split(',').map((one) => vpcListener(one.trim()))
}

function vpcListener(text: string): VpcListener {
  const [vpcId = '', address = ''] = text.split('=', 2)
  const [url = '', ...clients] = address.split(';')
  const match = /^(https?):\/\/(.+):(\d{1,5})$/.exec(url)
  if (!/^vpc-[0-9a-z]{1,32}$/.test(vpcId) || match === null || !clients.every(isNetwork)) {
    throw new NotAValue(vpcListenerForm)
  }
  const [, scheme, name = '', digits = ''] = match
  return {
    vpcId,
    secure: scheme === 'https',
    host: host(name),
    port: port(digits),
    ...(clients.length === 0 ? {} : { clients }),
  }
}

function isNetwork(text: string): boolean {
  const [address = '', bits = ''] = text.split('/')
  const family = isIP(address)
  return family !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)
}

/** What a trail may name as its bucket. */
export type AuditTarget =
  | { readonly bucket: string; readonly kind: 'directory'; readonly directory: string }
  | {
      readonly bucket: string
      readonly kind: 's3'
      readonly endpoint: string
      readonly region: string
    }

const auditTargetForm =
  'targets such as archive=file:/var/audit or my-logs=s3:https://minio.internal:9000;us-east-1, named as buckets are, with commas between them'

export function auditTargets(text: string): readonly AuditTarget[] {
  const targets = text.split(',').map((one) => auditTarget(one.trim()))
  const names = new Set(targets.map(({ bucket }) => bucket))
  if (names.size < targets.length) throw new NotAValue('targets of different names')
  return targets
}

function auditTarget(text: string): AuditTarget {
  const [, bucket = '', kind, place = ''] =
    /^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])=(file|s3):(.+)$/.exec(text) ?? []
  if (kind === 'file') return { bucket, kind: 'directory', directory: resolve(place) }
  const [endpoint = '', name = '', ...rest] = place.split(';')
  const isEndpoint = /^https?:\/\/[^/?#@]+\/?$/.test(endpoint) && URL.canParse(endpoint)
  if (kind !== 's3' || !isEndpoint || name === '' || rest.length > 0) {
    throw new NotAValue(auditTargetForm)
  }
  return { bucket, kind: 's3', endpoint, region: region(name) }
}

export function deliverySeconds(text: string): number {
  return wholeNumber(text, 1, 300, 'a whole number of seconds from 1 to 300')
}

export function retentionDays(text: string): number {
  return wholeNumber(text, 1, 36_500, 'a whole number of days from 1 to 36500')
}

export function retentionMib(text: string): number {
  return wholeNumber(text, 1, 2 ** 30, 'a whole number of MiB from 1')
}

export function region(text: string): string {
  if (/^[a-z][a-z0-9-]{0,62}$/.test(text)) return text
  throw new NotAValue('a region name of lower-case letters, digits and hyphens, such as eu-west-1')
}

export function accountId(text: string): string {
  if (/^\d{12}$/.test(text)) return text
  throw new NotAValue('an AWS account id: 12 digits')
}

export function store(text: string): StoreChoice {
  if (text === 'sqlite') return { kind: 'sqlite' }
  if (text === 'memory') return { kind: 'memory' }
  if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)) {
    return { kind: 'postgres', url: new Secret(text) }
  }
  throw new NotAValue('sqlite, memory or an address such as postgres://user@host:5432/database')
}

/** How long tables stay in the states between two others. */
export function tableDelays(text: string): 'none' | 'aws' | number {
  if (text === 'none' || text === 'aws') return text
  return wholeNumber(text, 0, 600_000, 'none, aws or milliseconds from 0 to 600000')
}

export function itemCollectionBytes(text: string): number {
  const most = limits.itemCollectionBytes
  return wholeNumber(text, 1, most, `a whole number of bytes from 1 to ${String(most)}`)
}

export function flag(text: string): boolean {
  if (text === 'true' || text === '1') return true
  if (text === 'false' || text === '0') return false
  throw new NotAValue('true or false')
}

/** A setting with a few words to choose from. */
export function oneOf<const Word extends string>(...words: Word[]): (text: string) => Word {
  return (text) => {
    const found = words.find((word) => word === text)
    if (found === undefined) throw new NotAValue(`one of ${words.join(', ')}`)
    return found
  }
}
