import { limits } from '../../base/index.ts'
import { isSignedBy, metadataNames, readDigest, signatureAlgorithm, type Digest } from './digest.ts'
import { sha256, unpacked } from './log-file.ts'
import { isoSeconds } from './names.ts'
import type { PublicKeys } from './public-keys.ts'
import type { Findings, Problem, TrailReader } from './report.ts'
import type { LogFileCheck } from './validate-files.ts'

export interface ChainDigest {
  readonly key: string
  /** Milliseconds: the end of its period, by its name. */
  readonly at: number
}

interface Deps {
  readonly reader: TrailReader
  readonly keys: PublicKeys
  readonly findings: Findings
  readonly files: LogFileCheck
  /** Called for each digest that was looked at. */
  readonly step: () => void
}

/** A digest that can be believed. */
interface Sound {
  readonly digest: Digest
  readonly hash: string
  /** Its signature, which is public. */
  readonly signed: string
}

/** The digest that lies before the one that is looked at. */
interface Before extends ChainDigest {
  readonly sound: Sound | undefined
}

/** What is wrong with a digest by itself. */
type Fault = Pick<Problem, 'kind' | 'message'>

/** The digests of one trail, from the oldest to the newest. */
export class ChainWalk {
  readonly #deps: Deps
  readonly #digests: readonly ChainDigest[]
  /** A digest that its successor does not know, until the next one says which of the two is to blame. */
  #suspect: { readonly problem: Problem; readonly blind: [number, number] } | undefined
  /** Digests that are sound. */
  valid = 0
  /** Milliseconds; from the start of the oldest sound digest to the end of the newest. */
  period: readonly [number, number] | undefined
  /** Periods, in milliseconds, of which no sound digest speaks: what is wrong there is told of the digest alone. */
  readonly blind: [number, number][] = []
  /** Periods, in milliseconds, in which the trail made no digests: what was delivered then is not proven. */
  readonly gaps: [number, number][] = []
  /** Whether the newest sound digest says that none follows. */
  ended = false

  /** `digests`: oldest first; at least one. */
  constructor(deps: Deps, digests: readonly ChainDigest[]) {
    this.#deps = deps
    this.#digests = digests
  }

  /** What the newest sound digest says of retention, in milliseconds; 0: all is kept. */
  async retainedFrom(): Promise<number> {
    for (const { key } of this.#digests.toReversed()) {
      const sound = await this.#open(key)
      if ('digest' in sound) return Date.parse(sound.digest.retainedFrom ?? '') || 0
    }
    return 0
  }

  async validate(from: number, until: number): Promise<void> {
    let before: Before | undefined
    for (const { key, at } of this.#digests) {
      if (at < from) {
        this.#deps.step()
        continue
      }
      const opened = await this.#open(key)
      this.#deps.step()
      const sound = 'digest' in opened ? opened : undefined
      if (sound !== undefined && Date.parse(sound.digest.digestStartTime) < from) {
        this.#deps.files.pass(sound.digest.logFiles)
        continue
      }
      if ('digest' in opened) {
        await this.#accept(opened, at, before, from)
      } else {
        this.#deps.findings.add({ ...opened, file: key, at })
        this.blind.push([before?.at ?? 0, at])
      }
      before = { key, at, sound }
    }
    this.#settle()
    this.#checkNewest(until)
  }

  async #accept(sound: Sound, at: number, before: Before | undefined, from: number): Promise<void> {
    const { digest } = sound
    this.valid++
    this.period = [this.period?.[0] ?? Date.parse(digest.digestStartTime), at]
    this.ended = digest.chainEnd === true
    this.#checkLink(sound, at, before, from)
    for (const file of digest.logFiles) await this.#deps.files.check(file, at)
  }

  /** Whether this digest follows the one before it, and nothing lay between. */
  #checkLink({ digest }: Sound, at: number, before: Before | undefined, from: number): void {
    const named = digest.previousDigestS3Object ?? digest.previousChainS3Object
    if (named === undefined) {
      if (before !== undefined) this.gaps.push([before.at, Date.parse(digest.digestStartTime)])
      if (before?.sound !== undefined && before.sound.digest.chainEnd !== true) {
        this.#missing(before.key, 'the digests that followed this one are missing', at - 1)
        this.blind.push([before.at, at])
      }
      return
    }
    if (before !== undefined && digest.previousChainS3Object !== undefined) {
      this.gaps.push([before.at, Date.parse(digest.digestStartTime)])
    }
    if (named !== before?.key) {
      this.#checkGap(digest, named, at, before, from)
      return
    }
    const { sound } = before
    if (digest.previousDigestHashValue === null || sound === undefined) return
    const { previousDigestHashValue: hash, previousDigestSignature: signed } = digest
    if (sound.hash === hash && sound.signed === signed) {
      this.#settle()
      return
    }
    // Two digests that disagree in a row have the one between them as the stranger.
    const blind: [number, number] = [Date.parse(sound.digest.digestStartTime), before.at]
    const message = 'the digest is not the one that its successor names'
    this.#suspect = {
      blind,
      problem: { kind: 'replaced', file: named, message, at: before.at - 1 },
    }
  }

  /** A digest names another as the one before it than lies there. */
  #checkGap(
    digest: Digest,
    named: string,
    at: number,
    before: Before | undefined,
    from: number,
  ): void {
    const { findings } = this.#deps
    const known = this.#digests.findIndex(({ key }) => key === named)
    if (known === -1) {
      const elsewhere = digest.previousDigestS3Bucket ?? digest.digestS3Bucket
      if (elsewhere !== digest.digestS3Bucket) {
        findings.notices.push(
          `What came before ${digest.digestStartTime} lies in ${elsewhere}, which was not looked at.`,
        )
      } else if (before === undefined && from > 0) {
        findings.notices.push(
          `Validated from ${digest.digestStartTime} on; what is older was passed over.`,
        )
      } else {
        this.#missing(named, 'the digest is missing', at - 1)
        this.blind.push([before?.at ?? 0, at])
      }
      return
    }
    for (const { key, at: when } of this.#digests.slice(known + 1)) {
      if (key === digest.digestS3Object) return
      if (when < from) continue
      const message = 'no other digest names this one'
      findings.add({ kind: 'inserted', file: key, message, at: when })
    }
  }

  /** The digest that seemed replaced is. */
  #settle(): void {
    if (this.#suspect === undefined) return
    this.#deps.findings.add(this.#suspect.problem)
    this.blind.push(this.#suspect.blind)
    this.#suspect = undefined
  }

  #checkNewest(until: number): void {
    if (this.ended || this.period === undefined) return
    const [, end] = this.period
    const missed = until - end - limits.auditDigestMs - limits.auditDigestGraceMs
    if (missed <= 0) return
    const hours = Math.ceil(missed / limits.auditDigestMs)
    this.#missing(
      this.#digests.at(-1)?.key ?? '',
      `no digest follows this one, so at least the newest ${String(hours)} ${hours === 1 ? 'hour is' : 'hours are'} missing: from ${isoSeconds(end)} on`,
      end,
    )
  }

  #missing(file: string, message: string, at: number): void {
    this.#deps.findings.add({ kind: 'missing', file, message, at })
  }

  async #open(key: string): Promise<Sound | Fault> {
    const found = await this.#deps.reader.get(key)
    if (found === undefined) return { kind: 'missing', message: 'the digest cannot be read' }
    const text = unpacked(found.body, limits.auditUnpackedBytes)
    const digest = text && readDigest(text)
    if (text === undefined || digest === undefined)
      return { kind: 'altered', message: 'this is no digest any more' }
    if (digest.digestS3Object !== key) {
      return {
        kind: 'reordered',
        message: `the digest was moved or copied here: it belongs to ${digest.digestS3Object}`,
      }
    }
    const signature = found.metadata[metadataNames.signature] ?? ''
    if (signature === '' || found.metadata[metadataNames.algorithm] !== signatureAlgorithm) {
      return { kind: 'altered', message: 'the digest has lost its signature' }
    }
    const publicKey = this.#deps.keys.get(digest.digestPublicKeyFingerprint)
    if (publicKey === undefined) {
      const message = `the digest was signed by a key that was not given: ${digest.digestPublicKeyFingerprint}`
      return { kind: 'untrusted', message }
    }
    const hash = sha256(text)
    if (isSignedBy(digest, hash, signature, publicKey)) return { digest, hash, signed: signature }
    return { kind: 'altered', message: 'the digest or its signature was altered' }
  }
}
