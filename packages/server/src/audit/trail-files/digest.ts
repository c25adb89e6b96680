import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto'
import { isObject, parse } from './log-file.ts'

/** A log file as a digest names it. The last three members are Strongroom's own; validators of AWS pass over them. */
export interface DigestedFile {
  readonly s3Bucket: string
  readonly s3Object: string
  readonly hashValue: string
  readonly hashAlgorithm: 'SHA-256'
  readonly newestEventTime: string
  readonly oldestEventTime: string
  readonly recordCount: number
  readonly recordsS3Object: string
  readonly recordsHashValue: string
}

/** The content of a digest file. */
export interface Digest {
  readonly awsAccountId: string
  readonly digestStartTime: string
  readonly digestEndTime: string
  readonly digestS3Bucket: string
  readonly digestS3Object: string
  readonly digestPublicKeyFingerprint: string
  readonly digestSignatureAlgorithm: 'SHA256withRSA'
  readonly newestEventTime: string | null
  readonly oldestEventTime: string | null
  readonly previousDigestS3Bucket: string | null
  readonly previousDigestS3Object: string | null
  readonly previousDigestHashValue: string | null
  readonly previousDigestHashAlgorithm: 'SHA-256' | null
  readonly previousDigestSignature: string | null
  readonly logFiles: readonly DigestedFile[]
  /** Strongroom's: the trail stopped or was deleted, and no digest of this chain follows. */
  readonly chainEnd?: true
  /** Strongroom's: the last digest of the chain before this one, in the first digest of a chain. */
  readonly previousChainS3Object?: string
  /** Strongroom's: what is older was, or will soon be, removed by the retention of the server. */
  readonly retainedFrom?: string
}

/** What the next digest says of this one. */
export interface DigestLink {
  readonly bucket: string
  readonly object: string
  readonly hash: string
  readonly signature: string
}

export const signatureAlgorithm = 'SHA256withRSA'

/** The metadata of a digest file under which S3 has its signature. */
export const metadataNames = {
  signature: 'signature',
  algorithm: 'signature-algorithm',
} as const

/** `hash`: of the digest's text. */
export function textToSign(
  digest: Pick<
    Digest,
    'digestEndTime' | 'digestS3Bucket' | 'digestS3Object' | 'previousDigestSignature'
  >,
  hash: string,
): string {
  return [
    digest.digestEndTime,
    `${digest.digestS3Bucket}/${digest.digestS3Object}`,
    hash,
    digest.previousDigestSignature ?? 'null',
  ].join('\n')
}

/** In hexadecimal. */
export function signDigest(digest: Digest, hash: string, key: KeyObject): string {
  return sign('sha256', Buffer.from(textToSign(digest, hash)), key).toString('hex')
}

export function isSignedBy(digest: Digest, hash: string, signed: string, key: KeyObject): boolean {
  if (!/^(?:[0-9a-f]{2})+$/i.test(signed)) return false
  return verify('sha256', Buffer.from(textToSign(digest, hash)), key, Buffer.from(signed, 'hex'))
}

/** The DER of the RSAPublicKey of PKCS #1, as ListPublicKeys answers it. */
export function publicKeyDer(key: KeyObject): Buffer {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key
  // Node 24.21 does not write as PKCS #1 a key that it read as PKCS #1, but one that it read as SPKI.
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  return createPublicKey({ key: spki, type: 'spki', format: 'der' }).export({
    type: 'pkcs1',
    format: 'der',
  })
}

/** 32 hexadecimal digits by which digests name their key. */
export function fingerprintOf(der: Buffer): string {
  return createHash('sha256').update(der).digest('hex').slice(0, 32)
}

/** A digest, or undefined where these bytes are none. */
export function readDigest(bytes: Buffer): Digest | undefined {
  const value = parse(bytes)
  return isObject(value) && isDigest(value) ? value : undefined
}

const texts = [
  'awsAccountId',
  'digestStartTime',
  'digestEndTime',
  'digestS3Bucket',
  'digestS3Object',
  'digestPublicKeyFingerprint',
]
const previous = [
  'previousDigestS3Bucket',
  'previousDigestS3Object',
  'previousDigestHashValue',
  'previousDigestSignature',
]
const fileTexts = ['s3Bucket', 's3Object', 'hashValue']

function isDigest(value: object): value is Digest {
  const members = value as Record<string, unknown>
  const isText = (name: string): boolean => typeof members[name] === 'string'
  const nulls = previous.filter((name) => members[name] === null).length
  return (
    texts.every(isText) &&
    (nulls === previous.length || (nulls === 0 && previous.every(isText))) &&
    Array.isArray(members['logFiles']) &&
    members['logFiles'].every(
      (file) => isObject(file) && fileTexts.every((name) => typeof file[name] === 'string'),
    )
  )
}
