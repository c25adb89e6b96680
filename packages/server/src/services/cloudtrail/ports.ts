import type { Trail } from '../../audit/trails/index.ts'

/** Where trails deliver to. */
export interface TrailTargets {
  /**
   * Resolves if files can be written for the trail. Rejects with S3BucketDoesNotExistException where no
   * target has the bucket's name, and with InsufficientS3BucketPolicyException where it cannot be written.
   */
  check(bucket: string, prefix: string | undefined): Promise<void>
}

/** How delivery goes; times in milliseconds, absent where there was none yet. */
export interface DeliveryStatus {
  readonly attemptedAt?: number | undefined
  readonly deliveredAt?: number | undefined
  /** Why the latest attempt failed; absent when it did not. */
  readonly error?: string | undefined
  readonly digestAt?: number | undefined
  readonly digestError?: string | undefined
}

export interface Deliveries {
  status(trail: Trail): Promise<DeliveryStatus>
}

/** A key that digests are signed with, or were. */
export interface DigestKey {
  /** DER. */
  readonly publicKey: Buffer
  readonly fingerprint: string
  /** Milliseconds. */
  readonly validFrom: number
  readonly validTo: number
}

/** The keys that were, or may have been, in use at any time from `from` to `to`, in milliseconds. */
export type PublicKeys = (
  accountId: string,
  region: string,
  from: number,
  to: number,
) => Promise<readonly DigestKey[]>
