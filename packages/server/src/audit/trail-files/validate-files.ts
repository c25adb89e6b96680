import { limits } from '../../base/index.ts'
import { firstDifference } from './compare-records.ts'
import type { DigestedFile } from './digest.ts'
import { readFingerprints, readLogFile, sha256, unpacked, type Fingerprint } from './log-file.ts'
import { readKey } from './names.ts'
import type { Findings, TrailReader } from './report.ts'

/** What a validated chain covers. */
export interface Covered {
  /** Milliseconds. */
  readonly period: readonly [number, number] | undefined
  /** Periods whose digests are gone. */
  readonly blind: readonly (readonly [number, number])[]
  /** Periods in which no digests were made. */
  readonly gaps: readonly (readonly [number, number])[]
  /** Whether no digest will follow. */
  readonly ended: boolean
}

/** Log files against what the digests say of them. */
export class LogFileCheck {
  readonly #reader: TrailReader
  readonly #findings: Findings
  /** Files that no digest has named yet. */
  readonly #unnamed: Set<string>
  readonly #step: () => void
  /** Log files by their hash, to tell of what a strange file is a copy. */
  readonly #byHash = new Map<string, string>()
  /** Files whose content is not theirs, by the hash of what they hold. */
  readonly #strange: { file: string; hash: string; at: number; record: () => Promise<Blame> }[] = []
  valid = 0
  records = 0

  constructor(reader: TrailReader, findings: Findings, unnamed: Set<string>, step: () => void) {
    this.#reader = reader
    this.#findings = findings
    this.#unnamed = unnamed
    this.#step = step
  }

  /** `at`: the end of the digest that names it. */
  async check(file: DigestedFile, at: number): Promise<void> {
    const { s3Object, hashValue } = file
    if (this.#byHash.size < limits.auditKnownHashes) this.#byHash.set(hashValue, s3Object)
    const records = await this.#checkRecords(file, at)
    const found = await this.#take(s3Object)
    if (found === undefined) {
      const message = `the log file is missing; it held ${String(file.recordCount)} records`
      this.#findings.add({ kind: 'missing', file: s3Object, message, at })
      return
    }
    const text = unpacked(found, limits.auditUnpackedBytes)
    if (text === undefined) {
      const message = 'the log file is not gzip any more'
      this.#findings.add({ kind: 'altered', file: s3Object, message, at })
      return
    }
    const hash = sha256(text)
    if (hash === hashValue) {
      this.valid++
      this.records += file.recordCount
      return
    }
    this.#strange.push({ file: s3Object, hash, at, record: () => this.#blame(s3Object, records) })
  }

  /** Files of a digest that is not validated since it begins too early. */
  pass(files: readonly DigestedFile[]): void {
    for (const { s3Object, recordsS3Object } of files) {
      for (const key of [s3Object, recordsS3Object]) if (this.#unnamed.delete(key)) this.#step()
    }
  }

  /** The list of fingerprints, where it is what was delivered. */
  async #checkRecords(file: DigestedFile, at: number): Promise<Fingerprint[] | undefined> {
    const { recordsS3Object: key, recordsHashValue } = file
    const found = await this.#take(key)
    if (found === undefined) {
      const message = 'the list of fingerprints is missing'
      this.#findings.add({ kind: 'missing', file: key, message, at })
      return undefined
    }
    const text = unpacked(found, limits.auditUnpackedBytes)
    if (text !== undefined && sha256(text) === recordsHashValue) return readFingerprints(text)
    const message = 'the list of fingerprints was altered'
    this.#findings.add({ kind: 'altered', file: key, message, at })
    return undefined
  }

  async #take(key: string): Promise<Buffer | undefined> {
    const listed = this.#unnamed.delete(key)
    const found = await this.#reader.get(key)
    if (listed) this.#step()
    return found?.body
  }

  /** Which record of an altered file is to blame. */
  async #blame(key: string, delivered: Fingerprint[] | undefined): Promise<Blame> {
    const unknown = { kind: 'altered', message: 'the log file was altered' } as const
    const body = (await this.#reader.get(key))?.body
    const text = body && unpacked(body, limits.auditUnpackedBytes)
    const found = text && readLogFile(text)
    if (delivered === undefined || found === undefined) {
      const message = `${unknown.message}; which record cannot be told`
      return { ...unknown, message }
    }
    const prints = found.map(({ record, print }) => ({ eventID: record.eventID, print }))
    const difference = firstDifference(delivered, prints)
    if (difference === undefined)
      return { ...unknown, message: `${unknown.message} around its records` }
    const { kind, eventID, position } = difference
    const of = kind === 'missing' ? delivered.length : prints.length
    return {
      kind,
      record: eventID,
      message: `record ${String(position)} of ${String(of)}, ${eventID}, ${recordVerbs[kind]}`,
    }
  }

  /** Reports what is left when all chains were walked; answers how many files no digest covers yet. */
  async unreferenced(from: number, chains: readonly Covered[]): Promise<number> {
    for (const { file, hash, at, record } of this.#strange) {
      const origin = this.#byHash.get(hash)
      const blame: Blame =
        origin === undefined
          ? await record()
          : { kind: 'reordered', message: `the log file holds what belongs into ${origin}` }
      this.#findings.add({ file, at, ...blame })
    }
    const newest = coveredUntil(chains)
    const oldest = Math.min(...chains.map(({ period }) => period?.[0] ?? 0))
    const isOutside = (at: number): boolean =>
      at >= startOfMinute(newest) ||
      at < startOfMinute(oldest) ||
      chains.some(({ gaps }) => isWithin(gaps, at))
    let uncovered = 0
    for (const key of this.#unnamed) {
      this.#step()
      const at = readKey(key)?.at ?? 0
      if (at < startOfMinute(from)) continue
      if (isOutside(at)) {
        if (readKey(key)?.kind === 'log') uncovered++
        continue
      }
      // Of these it is told that their digest is missing.
      if (chains.some(({ blind }) => isWithin(blind, at))) continue
      await this.#reportInserted(key, at)
    }
    return uncovered
  }

  async #reportInserted(key: string, at: number): Promise<void> {
    const body = (await this.#reader.get(key))?.body
    const text = body && unpacked(body, limits.auditUnpackedBytes)
    const origin = text && this.#byHash.get(sha256(text))
    this.#findings.add(
      origin === undefined
        ? { kind: 'inserted', file: key, message: 'no digest names this file', at }
        : { kind: 'duplicated', file: key, message: `the file is a copy of ${origin}`, at },
    )
  }
}

interface Blame {
  readonly kind: 'altered' | 'missing' | 'inserted' | 'duplicated' | 'reordered'
  readonly record?: string
  readonly message: string
}

const recordVerbs = {
  altered: 'was altered',
  missing: 'is missing',
  inserted: 'was inserted',
  duplicated: 'is there twice',
  reordered: 'was moved',
} as const

/** Up to when every file is named by a digest: files do not say of which trail they are, so the slowest decides. */
function coveredUntil(chains: readonly Covered[]): number {
  const running = chains.filter(({ ended }) => !ended).map(({ period }) => period?.[1] ?? 0)
  if (running.length > 0) return Math.min(...running)
  return Math.max(0, ...chains.map(({ period }) => period?.[1] ?? 0))
}

function isWithin(periods: Covered['blind'], at: number): boolean {
  return periods.some(([start, end]) => at >= startOfMinute(start) && at <= end)
}

function startOfMinute(at: number): number {
  return at - (at % 60_000)
}
