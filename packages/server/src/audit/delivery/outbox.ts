import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { assert, type Random } from '../../base/index.ts'
import {
  logFileKey,
  recordsKey,
  type DigestedFile,
  type LogFileMaker,
} from '../trail-files/index.ts'
import type { Trail } from '../trails/index.ts'

const compressed = promisify(gzip)
/** Of all that gzip knows, the fastest: records repeat so much that the best makes files an eighth smaller in three times the time. */
const level = 1

function gzipped(text: Buffer): Promise<Buffer> {
  return compressed(text, { level })
}

/** A log file as it goes to the outbox: once there, every try of putting it puts the same bytes. */
export interface PackedLogFile {
  readonly file: DigestedFile
  /** The file and the list of its fingerprints; see {@link splitParts}. */
  readonly parts: Buffer
  /** Of the file. */
  readonly bytes: number
}

/** `maker`: of one record at least. `at`: milliseconds, for the name. */
export async function packLogFile(
  trail: Trail,
  maker: LogFileMaker,
  at: number,
  random: Random,
): Promise<PackedLogFile> {
  const made = maker.made()
  const place = { prefix: trail.prefix, account: trail.accountId, region: trail.homeRegion }
  const s3Object = logFileKey(place, at, unique(random))
  const body = await gzipped(made.text)
  return {
    bytes: body.length,
    parts: joinParts(body, await gzipped(made.records)),
    file: {
      s3Bucket: trail.bucket,
      s3Object,
      hashValue: made.hash,
      hashAlgorithm: 'SHA-256',
      newestEventTime: made.newest,
      oldestEventTime: made.oldest,
      recordCount: made.count,
      recordsS3Object: recordsKey(s3Object),
      recordsHashValue: made.recordsHash,
    },
  }
}

function joinParts(first: Buffer, second: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(first.length)
  return Buffer.concat([length, first, second])
}

export function splitParts(parts: Buffer): readonly [Buffer, Buffer] {
  assert(parts.length >= 4, 'an outbox holds the length of its first part')
  const end = 4 + parts.readUInt32BE(0)
  assert(end <= parts.length, 'an outbox holds both parts')
  return [parts.subarray(4, end), parts.subarray(end)]
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** 16 letters and digits, as the names of log files end. */
function unique(random: Random): string {
  return Array.from(random.bytes(16), (byte) => letters[byte % letters.length]).join('')
}
