import type { StorageFailure } from '../kv.ts'
import type { BatchResult } from './batch.ts'
import type { PageCipher } from './connection.ts'

/** What the thread is started with. */
export interface WriterSettings {
  readonly path: string
  /** A copy of the page key; the thread erases it once the file is open. */
  readonly pageKey: Uint8Array<ArrayBuffer>
  readonly cipher: PageCipher
  readonly cacheBytes: number
  readonly writeAheadBytes: number
  readonly fileBytes: number | undefined
}

/** To the thread. One batch at a time. */
export type WriterOrder =
  | { readonly kind: 'apply'; readonly batch: Uint8Array<ArrayBuffer>; readonly whole: boolean }
  | { readonly kind: 'close' }

/** From the thread: once `ready` or `cannot-open`, then one `result` for each batch. */
export type WriterMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'cannot-open'; readonly reason: StorageFailure; readonly message: string }
  | { readonly kind: 'result'; readonly result: BatchResult }
  | { readonly kind: 'checkpoint-failed'; readonly reason: string }
