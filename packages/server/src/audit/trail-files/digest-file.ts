import type { KeyObject } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import {
  metadataNames,
  signatureAlgorithm,
  signDigest,
  type Digest,
  type DigestedFile,
  type DigestLink,
} from './digest.ts'
import { sha256 } from './log-file.ts'
import { digestKey, isoSeconds, type Place } from './names.ts'

/** What a digest file is made of. */
export interface DigestFacts {
  readonly bucket: string
  readonly place: Place
  readonly trail: { readonly name: string; readonly homeRegion: string }
  /** Milliseconds, of whole seconds. */
  readonly start: number
  readonly end: number
  readonly files: readonly DigestedFile[]
  /** Undefined in the first of a chain. */
  readonly previous: DigestLink | undefined
  /** The key of the last digest of the chain before, in the first of a chain. */
  readonly previousChain?: string | undefined
  readonly chainEnd: boolean
  /** Milliseconds; absent: all is kept. */
  readonly retainedFrom?: number | undefined
}

export interface DigestSigner {
  readonly fingerprint: string
  readonly privateKey: KeyObject
}

export interface MadeDigest {
  readonly object: string
  readonly body: Buffer
  readonly metadata: Readonly<Record<string, string>>
  /** What the next one says of this one. */
  readonly link: DigestLink
}

/** The signed digest of a period. */
export function makeDigest(facts: DigestFacts, signer: DigestSigner): MadeDigest {
  const { bucket, place, trail, start, end, files, previous } = facts
  const object = digestKey(place, trail, end)
  const digest: Digest = {
    awsAccountId: place.account,
    digestStartTime: isoSeconds(start),
    digestEndTime: isoSeconds(end),
    digestS3Bucket: bucket,
    digestS3Object: object,
    digestPublicKeyFingerprint: signer.fingerprint,
    digestSignatureAlgorithm: signatureAlgorithm,
    newestEventTime:
      files
        .map((file) => file.newestEventTime)
        .toSorted()
        .at(-1) ?? null,
    oldestEventTime: files.map((file) => file.oldestEventTime).toSorted()[0] ?? null,
    previousDigestS3Bucket: previous?.bucket ?? null,
    previousDigestS3Object: previous?.object ?? null,
    previousDigestHashValue: previous?.hash ?? null,
    previousDigestHashAlgorithm: previous === undefined ? null : 'SHA-256',
    previousDigestSignature: previous?.signature ?? null,
    logFiles: files,
    ...(facts.chainEnd ? { chainEnd: true } : {}),
    ...(facts.previousChain === undefined ? {} : { previousChainS3Object: facts.previousChain }),
    ...(facts.retainedFrom === undefined ? {} : { retainedFrom: isoSeconds(facts.retainedFrom) }),
  }
  const text = Buffer.from(JSON.stringify(digest))
  const hash = sha256(text)
  const signature = signDigest(digest, hash, signer.privateKey)
  return {
    object,
    body: gzipSync(text),
    metadata: {
      [metadataNames.signature]: signature,
      [metadataNames.algorithm]: signatureAlgorithm,
    },
    link: { bucket, object, hash, signature },
  }
}
