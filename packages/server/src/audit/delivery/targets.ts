import { cloudTrailError } from '../../errors/index.ts'
import { isoSeconds } from '../trail-files/index.ts'
import type { SigningKeys } from './signing-keys.ts'
import { publicKeysFile, TargetError, type Target } from './target.ts'

/** The targets that trails may name as their buckets. */
export class Targets {
  readonly #byBucket: ReadonlyMap<string, Target>
  /** Fingerprints whose keys lie at a target, by its bucket. */
  readonly #shown = new Map<string, string>()

  constructor(targets: readonly Target[]) {
    this.#byBucket = new Map(targets.map((target) => [target.bucket, target]))
  }

  get all(): readonly Target[] {
    return [...this.#byBucket.values()]
  }

  /** Throws a TargetError where no target has the name: the operator took it away. */
  find(bucket: string): Target {
    const target = this.#byBucket.get(bucket)
    if (target === undefined) throw new TargetError('missing', 'NoSuchBucket')
    return target
  }

  /** Resolves if a trail can be delivered there; rejects as CreateTrail answers it. */
  async check(bucket: string, prefix: string | undefined): Promise<void> {
    try {
      await this.find(bucket).check(`${prefix === undefined ? '' : `${prefix}/`}AWSLogs`)
    } catch (error) {
      if (!(error instanceof TargetError)) throw error
      if (error.reason === 'bad-key') {
        throw cloudTrailError('InvalidS3PrefixException', 'S3 prefix is not valid.')
      }
      throw error.reason === 'missing'
        ? cloudTrailError('S3BucketDoesNotExistException', `S3 bucket ${bucket} does not exist!`)
        : cloudTrailError(
            'InsufficientS3BucketPolicyException',
            `Incorrect S3 bucket policy is detected for bucket: ${bucket}`,
          )
    }
  }

  /** Keeps the public keys beside the files of a directory. */
  async showKeys(target: Target, signingKeys: SigningKeys): Promise<void> {
    if (target.directory === undefined) return
    const { fingerprint } = await signingKeys.signer()
    if (this.#shown.get(target.bucket) === fingerprint) return
    const list = (await signingKeys.publicKeys(0, Infinity)).map((key) => ({
      Value: key.publicKey.toString('base64'),
      ValidityStartTime: isoSeconds(key.validFrom),
      ValidityEndTime: isoSeconds(key.validTo),
      Fingerprint: key.fingerprint,
    }))
    const text = `${JSON.stringify({ PublicKeyList: list }, undefined, 2)}\n`
    await target.put(publicKeysFile, Buffer.from(text), {})
    this.#shown.set(target.bucket, fingerprint)
  }
}
