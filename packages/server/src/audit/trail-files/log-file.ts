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

const head = '{"Records":['
const tail = ']}'
/** Bytes that a file begins with; it grows. */
const firstBytes = 64 * 1024

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

/**
 * Makes a log file of one record after the other. Each is written to the file's bytes at once: many long texts that are
 * kept for a while cost more to collect than to write.
 */
export class LogFileMaker {
  #file = Buffer.allocUnsafeSlow(firstBytes)
  #at = this.#file.write(head, 'latin1')
  readonly #prints: string[] = []
  #oldest = ''
  #newest = ''

  get count(): number {
    return this.#prints.length
  }

  /** Of the records so far. */
  get bytes(): number {
    return this.#at
  }

  add({ eventID, eventTime, text }: RecordText): void {
    // At most three bytes a character; a comma, and the end.
    this.#makeRoom(3 * text.length + 1 + tail.length)
    if (this.count > 0) this.#at += this.#file.write(',', this.#at, 'latin1')
    const end = this.#at + this.#file.write(text, this.#at)
    this.#prints.push(`${eventID} ${printOf(this.#file.subarray(this.#at, end))}`)
    this.#at = end
    if (this.#oldest === '' || eventTime < this.#oldest) this.#oldest = eventTime
    if (eventTime > this.#newest) this.#newest = eventTime
  }

  /** No record is to be added any more. */
  made(): MadeLogFile {
    this.#at += this.#file.write(tail, this.#at, 'latin1')
    const text = this.#file.subarray(0, this.#at)
    const records = Buffer.from(JSON.stringify({ Fingerprints: this.#prints }))
    return {
      text,
      hash: sha256(text),
      records,
      recordsHash: sha256(records),
      count: this.count,
      oldest: this.#oldest,
      newest: this.#newest,
    }
  }

  #makeRoom(bytes: number): void {
    const needed = this.#at + bytes
    if (needed <= this.#file.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#file.length))
    this.#file.copy(larger, 0, 0, this.#at)
    this.#file = larger
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

/** Nine bytes. */
const printCharacters = 12

function printOf(text: string | Buffer): string {
  return hash('sha256', text, 'base64url').slice(0, printCharacters)
}
