/**
 * The keys of the objects of a trail, in CloudTrail's layout:
 *
 *     [prefix/]AWSLogs/ACCOUNT/CloudTrail/REGION/2026/11/25/ACCOUNT_CloudTrail_REGION_20261125T1405Z_UNIQUE.json.gz
 *     [prefix/]AWSLogs/ACCOUNT/CloudTrail-Digest/REGION/2026/11/25/ACCOUNT_CloudTrail-Digest_REGION_TRAIL_HOME_20261125T150000Z.json.gz
 *
 * Beside each log file lies, under `CloudTrail-Records`, the list of the fingerprints of its records.
 */
export interface Place {
  /** Of the trail, without the slash at its end. */
  readonly prefix: string | undefined
  readonly account: string
  readonly region: string
}

export type Folder = 'CloudTrail' | 'CloudTrail-Digest' | 'CloudTrail-Records'

/** What a key says. */
export type Named =
  | {
      readonly kind: 'log' | 'records'
      readonly account: string
      readonly region: string
      /** Milliseconds; the minute in which the file was made. */
      readonly at: number
    }
  | {
      readonly kind: 'digest'
      readonly account: string
      readonly region: string
      readonly trail: string
      readonly homeRegion: string
      /** What comes before `AWSLogs`. */
      readonly prefix: string
      /** Milliseconds; the end of its period. */
      readonly at: number
    }

/** `unique`: 16 letters and digits. */
export function logFileKey(place: Place, at: number, unique: string): string {
  const minute = compact(at).slice(0, 13)
  return `${folderOf(place, 'CloudTrail', at)}/${place.account}_CloudTrail_${place.region}_${minute}Z_${unique}.json.gz`
}

/** Of the list of the fingerprints that belongs to a log file. */
export function recordsKey(logFile: string): string {
  return logFile
    .replace('/CloudTrail/', '/CloudTrail-Records/')
    .replace(/_CloudTrail_(?=[^/]*$)/, '_CloudTrail-Records_')
}

export function digestKey(
  place: Place,
  trail: { readonly name: string; readonly homeRegion: string },
  end: number,
): string {
  const { account, region } = place
  const name = `${account}_CloudTrail-Digest_${region}_${trail.name}_${trail.homeRegion}_${compact(end)}Z`
  return `${folderOf(place, 'CloudTrail-Digest', end)}/${name}.json.gz`
}

/** The folder of a day, in which files of this moment lie. */
export function folderOf(place: Place, folder: Folder, at: number): string {
  const day = new Date(at).toISOString().slice(0, 10).replaceAll('-', '/')
  const start = place.prefix === undefined || place.prefix === '' ? '' : `${place.prefix}/`
  return `${start}AWSLogs/${place.account}/${folder}/${place.region}/${day}`
}

const folderForm =
  /^(?<prefix>|.*\/)AWSLogs\/(?<account>\d{12})\/(?<folder>CloudTrail|CloudTrail-Digest|CloudTrail-Records)\/(?<region>[a-z0-9-]+)\/(?<day>\d{4}\/\d\d\/\d\d)\/(?<name>[^/]+)$/
const logForm = /^(?<stamp>\d{8}T\d{4})Z_[A-Za-z0-9]{16}\.json\.gz$/
const digestForm =
  /^(?<trail>[A-Za-z0-9._-]+)_(?<home>[a-z0-9-]+)_(?<stamp>\d{8}T\d{6})Z\.json\.gz$/

/** What a key says, or undefined where no file of a trail has such a key. */
export function readKey(key: string): Named | undefined {
  const groups = folderForm.exec(key)?.groups
  if (groups === undefined) return undefined
  const { prefix = '', account = '', folder = '', region = '', day = '', name = '' } = groups
  const start = `${account}_${folder}_${region}_`
  if (!name.startsWith(start)) return undefined
  const rest = name.slice(start.length)
  const inside = (folder === 'CloudTrail-Digest' ? digestForm : logForm).exec(rest)?.groups
  const at = readCompact(inside?.['stamp'] ?? '')
  if (inside === undefined || Number.isNaN(at)) return undefined
  if (inside['stamp']?.slice(0, 8) !== day.replaceAll('/', '')) return undefined
  if (folder !== 'CloudTrail-Digest') {
    return { kind: folder === 'CloudTrail' ? 'log' : 'records', account, region, at }
  }
  const { trail = '', home: homeRegion = '' } = inside
  return { kind: 'digest', account, region, trail, homeRegion, prefix: prefix.slice(0, -1), at }
}

/** Whether a key lies where only the files of trails may lie. */
export function isInTrail(key: string): boolean {
  return /(?:^|\/)AWSLogs\//.test(key)
}

/** `2026-11-25T14:05:00Z` */
export function isoSeconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}

function compact(at: number): string {
  return isoSeconds(at).slice(0, 19).replaceAll(/[-:]/g, '')
}

function readCompact(stamp: string): number {
  const full = stamp.padEnd(15, '0')
  return Date.parse(full.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6Z'))
}
