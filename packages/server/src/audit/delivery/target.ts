import type { TrailReader } from '../trail-files/index.ts'

/** Where trails are delivered to: what a trail names as its bucket. */
export interface Target extends TrailReader {
  /** The name by which trails have it. */
  readonly bucket: string
  /**
   * Puts an object in whole and durably, or rejects with a TargetError and leaves what was there. The same
   * again does no harm.
   */
  put(key: string, body: Buffer, metadata: Readonly<Record<string, string>>): Promise<void>
  /** Rejects with a TargetError unless objects can be put in the folder, which is made. */
  check(folder: string): Promise<void>
  /** The directory, where it is one of this machine: there the server itself removes what is too old. */
  readonly directory?: string
}

/** The file in a directory target with the public keys of its digests, for who has no better source. */
export const publicKeysFile = 'strongroom-public-keys.json'

export type TargetFailure =
  /** There is no such bucket or directory. */
  | 'missing'
  /** It must not be written. */
  | 'denied'
  /** The key cannot be one of an object there. */
  | 'bad-key'
  /** It does not answer, or is full. */
  | 'away'

/** A target that could not do what was asked. `code` is that of the system or of S3. */
export class TargetError extends Error {
  override readonly name = 'TargetError'
  readonly reason: TargetFailure
  readonly code: string

  constructor(reason: TargetFailure, code: string, options?: ErrorOptions) {
    super(`the audit target failed (${code})`, options)
    this.reason = reason
    this.code = code
  }
}
