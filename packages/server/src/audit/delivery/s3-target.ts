import type { S3Client } from '@aws-sdk/client-s3'
import { limits, type Secret } from '../../base/index.ts'
import type { StoredObject } from '../trail-files/index.ts'
import { TargetError, type Target, type TargetFailure } from './target.ts'

export interface S3Place {
  readonly bucket: string
  /** Of the service, such as https://s3.eu-west-1.amazonaws.com or that of another S3-compatible server. */
  readonly endpoint: string
  readonly region: string
}

/** Of a principal that may put objects into the bucket; nothing to do with credentials of this server. */
export interface S3Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: Secret
}

type Sdk = typeof import('@aws-sdk/client-s3')
interface Opened {
  readonly sdk: Sdk
  readonly client: S3Client
}

/** A bucket of S3, or of a server that speaks as it does. The SDK is loaded at first use. */
export function s3Target(place: S3Place, credentials: S3Credentials): Target {
  return new S3Target(place, credentials)
}

class S3Target implements Target {
  readonly bucket: string
  readonly #place: S3Place
  readonly #credentials: S3Credentials
  #opened: Promise<Opened> | undefined

  constructor(place: S3Place, credentials: S3Credentials) {
    this.bucket = place.bucket
    this.#place = place
    this.#credentials = credentials
  }

  async put(key: string, body: Buffer, metadata: Readonly<Record<string, string>>): Promise<void> {
    if (key.length > limits.auditKeyCharacters) throw new TargetError('bad-key', 'KeyTooLongError')
    await this.#send(({ sdk, client }) =>
      client.send(
        new sdk.PutObjectCommand({
          Bucket: this.bucket,
          Key: key,
          Body: body,
          Metadata: { ...metadata },
          ContentType: 'application/json',
          ContentEncoding: 'gzip',
        }),
      ),
    )
  }

  async get(key: string): Promise<StoredObject | undefined> {
    return this.#send(async ({ sdk, client }) => {
      try {
        const got = await client.send(new sdk.GetObjectCommand({ Bucket: this.bucket, Key: key }))
        const bytes = await got.Body?.transformToByteArray()
        return { body: Buffer.from(bytes ?? []), metadata: got.Metadata ?? {} }
      } catch (error) {
        if (error instanceof Error && error.name === 'NoSuchKey') return undefined
        throw error
      }
    })
  }

  async *list(): AsyncIterable<string> {
    let token: string | undefined
    do {
      const page = await this.#send(({ sdk, client }) =>
        client.send(
          new sdk.ListObjectsV2Command({ Bucket: this.bucket, ContinuationToken: token }),
        ),
      )
      for (const { Key } of page.Contents ?? []) {
        if (Key !== undefined && !Key.endsWith('/')) yield Key
      }
      token = page.NextContinuationToken
    } while (token !== undefined)
  }

  async check(folder: string): Promise<void> {
    await this.put(`${folder}/`, Buffer.alloc(0), {})
  }

  async #send<T>(action: (opened: Opened) => Promise<T>): Promise<T> {
    try {
      return await action(await (this.#opened ??= this.#open()))
    } catch (error) {
      const code = codeOf(error)
      throw new TargetError(failures[code] ?? 'away', code, { cause: error })
    }
  }

  async #open(): Promise<Opened> {
    const sdk = await import('@aws-sdk/client-s3')
    const { endpoint, region } = this.#place
    const { accessKeyId, secretAccessKey } = this.#credentials
    const client = new sdk.S3Client({
      endpoint,
      region,
      forcePathStyle: true,
      credentials: { accessKeyId, secretAccessKey: secretAccessKey.reveal().toString('utf8') },
      maxAttempts: 2,
      requestHandler: {
        connectionTimeout: limits.auditConnectMs,
        requestTimeout: limits.auditPutMs,
        throwOnRequestTimeout: true,
      },
      // Not every server that speaks S3 knows the newer checksums.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    })
    return { sdk, client }
  }
}

const failures: Readonly<Record<string, TargetFailure>> = {
  NoSuchBucket: 'missing',
  NotFound: 'missing',
  PermanentRedirect: 'missing',
  AccessDenied: 'denied',
  InvalidAccessKeyId: 'denied',
  SignatureDoesNotMatch: 'denied',
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
