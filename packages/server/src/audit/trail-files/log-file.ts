import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'

/** What a log file is made of: of a record only this is looked at. */
export interface FiledRecord {
  readonly eventID: string
  readonly eventTime: string
}

/** A log file, and the list of the fingerprints of its records. */
export interface MadeLogFile {
  /** As it is put: gzip of `{"Records":[…]}`. */
  readonly body: Buffer
  /** SHA-256 of what is compressed, in hexadecimal. */
  readonly hash: string
  readonly records: Buffer
  readonly recordsHash: string
  readonly count: number
  readonly oldest: string
  readonly newest: string
}

/** A record as the list of fingerprints names it. */
export interface Fingerprint {
  readonly eventID: string
  /** The start of the SHA-256 of the record's text; it tells records apart, the file's own hash proves. */
  readonly print: string
}

interface Parts {
  readonly body: Buffer
  readonly hash: string
}

/** At least one record. */
export function makeLogFile(records: readonly FiledRecord[]): MadeLogFile {
  const texts = records.map((record) => JSON.stringify(record))
  const prints = records.map(({ eventID }, index) => `${eventID} ${printOf(texts[index] ?? '')}`)
  const file = packed(`{"Records":[${texts.join(',')}]}`)
  const list = packed(JSON.stringify({ Fingerprints: prints }))
  const times = records.map(({ eventTime }) => eventTime).toSorted()
  return {
    body: file.body,
    hash: file.hash,
    records: list.body,
    recordsHash: list.hash,
    count: records.length,
    oldest: times[0] ?? '',
    newest: times.at(-1) ?? '',
  }
}

export function packed(text: string): Parts {
  const bytes = Buffer.from(text, 'utf8')
  return { body: gzipSync(bytes), hash: sha256(bytes) }
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** What was compressed, of at most `most` bytes, or undefined where it is no gzip or larger. */
export function unpacked(body: Buffer, most: number): Buffer | undefined {
  try {
    return gunzipSync(body, { maxOutputLength: most })
  } catch {
    return undefined
  }
}

/** The records of a log file with their fingerprints, or undefined where it is not in that form. */
export function readLogFile(bytes: Buffer): { record: FiledRecord; print: string }[] | undefined {
  const parsed = parse(bytes)
  const records = isObject(parsed) ? parsed['Records'] : undefined
  if (!Array.isArray(records) || !records.every(isFiled)) return undefined
  return records.map((record) => ({ record, print: printOf(JSON.stringify(record)) }))
}

export function readFingerprints(bytes: Buffer): Fingerprint[] | undefined {
  const parsed = parse(bytes)
  const lines = isObject(parsed) ? parsed['Fingerprints'] : undefined
  if (!Array.isArray(lines)) return undefined
  const found: Fingerprint[] = []
  for (const line of lines) {
    const [eventID = '', print = ''] = typeof line === 'string' ? line.split(' ') : []
    if (eventID === '' || print === '') return undefined
    found.push({ eventID, print })
  }
  return found
}

export function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown
  } catch {
    return undefined
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isFiled(value: unknown): value is FiledRecord {
  return (
    isObject(value) &&
    typeof value['eventID'] === 'string' &&
    typeof value['eventTime'] === 'string'
  )
}

const printBytes = 9

function printOf(text: string): string {
  return createHash('sha256').update(text).digest().subarray(0, printBytes).toString('base64url')
}
