import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { makeDigest, type DigestSigner } from './digest-file.ts'
import { fingerprintOf, publicKeyDer, type DigestedFile, type DigestLink } from './digest.ts'
import { LogFileMaker, unpacked, type FiledRecord } from './log-file.ts'
import { logFileKey, recordsKey } from './names.ts'
import type { StoredObject, TrailReader } from './report.ts'

export function makeSigner(): DigestSigner {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { privateKey, fingerprint: fingerprintOf(publicKeyDer(privateKey)) }
}

export function publicOf(signer: DigestSigner): [string, KeyObject] {
  return [signer.fingerprint, createPublicKey(signer.privateKey)]
}

export const hourMs = 3_600_000
export const start = Date.parse('2026-11-24T22:30:10Z')
export const bucket = 'trail-logs'
const place = { prefix: 'p', account: '000000000000', region: 'us-east-1' }
const trail = { name: 'main', homeRegion: 'us-east-1' }

/** A trail in memory: `hours` digests of some files with three records each, none in the second hour. */
export class TestTrail implements TrailReader {
  readonly objects = new Map<string, StoredObject>()
  /** Keys, by hour. */
  readonly digests: string[] = []
  readonly files: string[][] = []
  readonly until: number
  #previous: DigestLink | undefined
  #made: number

  constructor(signer: DigestSigner, hours = 5, firstFile = 0) {
    this.#made = firstFile
    for (let hour = 0; hour < hours; hour++) this.#addHour(signer, hour)
    this.until = start + hours * hourMs
  }

  #addHour(signer: DigestSigner, hour: number): void {
    const from = start + hour * hourMs
    const files = hour === 1 ? [] : [0, 1, 2].map((n) => this.addFile(from + n * 300_000))
    this.files.push(files.map(({ s3Object }) => s3Object))
    const digest = makeDigest(
      {
        bucket,
        place,
        trail,
        start: from,
        end: from + hourMs,
        files,
        previous: this.#previous,
        chainEnd: false,
      },
      signer,
    )
    this.#previous = digest.link
    this.digests.push(digest.object)
    this.objects.set(digest.object, { body: digest.body, metadata: digest.metadata })
  }

  addFile(at: number): DigestedFile {
    const n = this.#made++
    const records = [0, 1, 2].map((k) => ({
      eventID: `e${String(n)}-${String(k)}`,
      eventTime: new Date(at).toISOString(),
    }))
    const maker = new LogFileMaker()
    for (const record of records) maker.add({ ...record, text: JSON.stringify(record) })
    const made = maker.made()
    const s3Object = logFileKey(place, at, String(n).padStart(16, 'x'))
    const recordsS3Object = recordsKey(s3Object)
    this.objects.set(s3Object, { body: gzipSync(made.text), metadata: {} })
    this.objects.set(recordsS3Object, { body: gzipSync(made.records), metadata: {} })
    return {
      s3Bucket: bucket,
      s3Object,
      hashValue: made.hash,
      hashAlgorithm: 'SHA-256',
      newestEventTime: made.newest,
      oldestEventTime: made.oldest,
      recordCount: made.count,
      recordsS3Object,
      recordsHashValue: made.recordsHash,
    }
  }

  async *list(): AsyncIterable<string> {
    await Promise.resolve()
    yield* this.objects.keys()
  }

  get(key: string): Promise<StoredObject | undefined> {
    return Promise.resolve(this.objects.get(key))
  }

  /** Changes the text of a file as one who can write it would. */
  edit(key: string, change: (text: string) => string): void {
    const object = this.objects.get(key)
    const text = unpacked(object?.body ?? Buffer.alloc(0), 1e9)?.toString('utf8') ?? ''
    this.objects.set(key, {
      body: gzipSync(change(text)),
      metadata: object?.metadata ?? {},
    })
  }

  editRecords(key: string, change: (records: FiledRecord[]) => FiledRecord[]): void {
    this.edit(key, (text) => {
      const { Records } = JSON.parse(text) as { Records: FiledRecord[] }
      return JSON.stringify({ Records: change(Records) })
    })
  }

  swap(a: string, b: string): void {
    const [first, second] = [this.objects.get(a), this.objects.get(b)]
    if (first === undefined || second === undefined) throw new Error('no such object')
    this.objects.set(a, second)
    this.objects.set(b, first)
  }
}
