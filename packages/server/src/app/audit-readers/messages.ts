import type { CommitResult } from '../../storage/kv.ts'
import type { Config } from '../config/index.ts'
import type { PassedAuditSecrets } from '../passed-secrets.ts'

/** What the thread is started with. Secrets travel as bytes. */
export interface ThreadBoot extends PassedAuditSecrets {
  readonly config: Omit<Config, 'store'>
  readonly logFormat: 'pretty' | 'json'
  readonly pageKey: Uint8Array
  readonly systemKey: Uint8Array
}

export type ToThread =
  /** The outcomes of a batch, in its order. */
  | { readonly kind: 'committed'; readonly id: number; readonly results: readonly CommitResult[] }
  /** Ends it after the steps that are under way. */
  | { readonly kind: 'stop' }

/** A packed batch of commits for the one writer. */
export interface FromThread {
  readonly kind: 'commit'
  readonly id: number
  readonly batch: Uint8Array
}
