import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Secret } from '../../base/index.ts'
import type { KvStore } from '../../storage/kv.ts'
import { unpackBatch } from '../../storage/sqlite/index.ts'
import type { Config } from '../config/index.ts'
import { isForPeople } from '../log.ts'
import { passed } from '../passed-secrets.ts'
import type { FromThread, ThreadBoot, ToThread } from './messages.ts'
import type { ReaderSecrets } from './readers.ts'

export interface ReaderThread {
  /** Ends it after the steps that are under way. To be awaited before the store is closed. */
  stop(): Promise<void>
}

/**
 * Reads the audit log in a thread, so that no request waits while events are unpacked, compared and compressed.
 * The thread has a connection to the embedded store of its own; its commits go through `store`, whose
 * writer is the only one. When it fails unexpectedly the error is thrown: nothing may go on unaudited.
 */
export function startReaderThread(
  config: Config,
  store: KvStore,
  pageKey: Secret,
  secrets: ReaderSecrets,
): ReaderThread {
  const { store: _store, ...rest } = config
  const boot: ThreadBoot = {
    config: rest,
    logFormat: config.logFormat ?? (isForPeople() ? 'pretty' : 'json'),
    pageKey: pageKey.reveal(),
    systemKey: secrets.keyring.systemKey.reveal(),
    ...passed(secrets),
  }
  const worker = new Worker(new URL('./reader-thread-main.js', import.meta.url), {
    workerData: boot,
    name: 'audit-readers',
  })
  const tell = (message: ToThread): void => {
    worker.postMessage(message)
  }
  let stopping = false
  worker.on('message', ({ id, batch }: FromThread) => {
    void commitAll(store, batch).then((results) => {
      tell({ kind: 'committed', id, results })
    })
  })
  worker.on('error', (error) => {
    throw error
  })
  worker.on('exit', () => {
    if (!stopping) throw new Error('the thread that reads the audit log has ended')
  })
  return {
    async stop() {
      if (stopping) return
      stopping = true
      const exit = once(worker, 'exit')
      tell({ kind: 'stop' })
      await exit
    },
  }
}

/** Each commit on its own; the store's queue makes groups of them. */
function commitAll(store: KvStore, batch: Uint8Array) {
  return Promise.all(unpackBatch(batch).map((commit) => store.commit(commit)))
}
