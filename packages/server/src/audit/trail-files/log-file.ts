import { hash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'

/** What a log file is made of: of a record only this is looked at. */
export interface FiledRecord {
  readonly eventID: string
  readonly eventTime: string
}

/** A record as it goes into a file. */
export interface RecordText extends FiledRecord {
  /** Its JSON. */
  readonly text: string
}

/** A log file, and the list of the fingerprints of its records, before compression. */
export interface MadeLogFile {
  /** `{"Records":[…]}` */
  readonly text: Buffer
  /** SHA-256 of the text, in hexadecimal. */
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

const head = '{"Records":['
const tail = ']}'

/** At least one record. */
export function makeLogFile(records: readonly RecordText[]): MadeLogFile {
  const size = records.reduce((sum, { text }) => sum + Buffer.byteLength(text) + 1, head.length + 1)
  const file = Buffer.allocUnsafeSlow(size)
  const prints: string[] = []
  let oldest = records[0]?.eventTime ?? ''
  let newest = oldest
  let at = file.write(head, 'latin1')
  for (const { eventID, eventTime, text } of records) {
    if (prints.length > 0) at += file.write(',', at, 'latin1')
    const end = at + file.write(text, at)
    prints.push(`${eventID} ${printOf(file.subarray(at, end))}`)
    at = end
    if (eventTime < oldest) oldest = eventTime
    if (eventTime > newest) newest = eventTime
  }
  file.write(tail, at, 'latin1')
  const list = Buffer.from(JSON.stringify({ Fingerprints: prints }))
  return {
    text: file,
    hash: sha256(file),
    records: list,
    recordsHash: sha256(list),
    count: records.length,
    oldest,
    newest,
  }
}

export function sha256(bytes: Buffer): string {
  return hash('sha256', bytes, 'hex')
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

function printOf(text: string | Buffer): string {
  return hash('sha256', text, 'buffer').toString('base64url', 0, printBytes)
}
