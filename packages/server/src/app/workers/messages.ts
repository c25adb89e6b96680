import type { CommitResult } from '../../storage/kv.ts'
import type { Config } from '../config/index.ts'
import type { ExitCodeName } from '../exit.ts'
import type { PassedAuditSecrets } from '../passed-secrets.ts'

/**
 * What primary and workers tell each other over the channel that Node opened between them. Secrets
 * travel here as bytes, and never by environment or arguments, which other processes can read.
 */
export interface Boot extends PassedAuditSecrets {
  readonly kind: 'boot'
  readonly config: Omit<Config, 'store'>
  readonly certificate: string
  readonly key: Uint8Array
  readonly ticketKeys: Uint8Array
  readonly pageKey: Uint8Array
  readonly serviceKey: Uint8Array
  readonly systemKey: Uint8Array
  readonly accessKeyId: string
  readonly secretAccessKey: Uint8Array
  /** The descriptor that this worker was born with, by which it checks pages; undefined where none are checked. */
  readonly pages: number | undefined
  /** Whether this worker does the background work: one of them does. */
  readonly background: boolean
}

export type ToWorker =
  | Boot
  /** The outcomes of a batch, in its order. */
  | { readonly kind: 'committed'; readonly id: number; readonly results: readonly CommitResult[] }
  /** Another worker has work for a background job. */
  | { readonly kind: 'wake'; readonly job: string }
  | { readonly kind: 'drain' }

export type ToPrimary =
  | { readonly kind: 'booted' }
  | {
      readonly kind: 'ready'
      readonly endpoint: string
      readonly httpEndpoint: string | undefined
      readonly vpcEndpoints: readonly string[]
    }
  | { readonly kind: 'failed'; readonly exit: ExitCodeName; readonly message: string }
  /** A packed batch of commits for the one writer. */
  | { readonly kind: 'commit'; readonly id: number; readonly batch: Uint8Array }
  /** For the worker that does the background work. */
  | { readonly kind: 'wake'; readonly job: string }
