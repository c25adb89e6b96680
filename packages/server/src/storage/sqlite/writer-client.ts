import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { assert, type Logger, type Secret } from '../../base/index.ts'
import { StorageError } from '../kv.ts'
import type { BatchResult } from './batch.ts'
import type { BatchTransport } from './commit-queue.ts'
import type { WriterMessage, WriterOrder, WriterSettings } from './writer-protocol.ts'

export interface WriterOptions extends Omit<WriterSettings, 'pageKey'> {
  readonly pageKey: Secret
  readonly logger: Logger
}

interface Waiting {
  resolve(result: BatchResult): void
  reject(error: Error): void
}

/**
 * Starts the writer's thread and opens the file there. Rejects with StorageError if that fails.
 * When the thread dies later, the batch under way rejects, and so does every later one.
 */
export async function startWriter(options: WriterOptions): Promise<BatchTransport> {
  const { logger, pageKey, ...settings } = options
  const keyCopy = new Uint8Array(new ArrayBuffer(pageKey.reveal().length))
  keyCopy.set(pageKey.reveal())
  const workerData: WriterSettings = { ...settings, pageKey: keyCopy }
  const worker = new Worker(new URL('./writer-thread.js', import.meta.url), {
    workerData,
    transferList: [keyCopy.buffer],
    name: 'storage-writer',
  })
  let waiting: Waiting | undefined
  let dead: Error | undefined

  const die = (error: Error): void => {
    dead ??= error
    waiting?.reject(error)
    waiting = undefined
  }

  const opened = new Promise<void>((resolve, reject) => {
    worker.on('message', (message: WriterMessage) => {
      switch (message.kind) {
        case 'ready':
          resolve()
          return
        case 'cannot-open':
          reject(new StorageError(message.reason, message.message))
          return
        case 'result':
          assert(waiting !== undefined, 'the writer answers what it was asked')
          waiting.resolve(message.result)
          waiting = undefined
          return
        case 'checkpoint-failed':
          logger.warn('storage.checkpoint-failed', { reason: message.reason })
      }
    })
    worker.on('error', (error) => {
      logger.error('storage.writer-failed', error)
      reject(error)
      die(error)
    })
    worker.on('exit', () => {
      const error = new StorageError('closed', 'the writer thread has ended: restart the server')
      reject(error)
      die(error)
    })
  })
  await opened

  const order = (message: WriterOrder): void => {
    worker.postMessage(message, message.kind === 'apply' ? [message.batch.buffer] : [])
  }
  return {
    send: (batch, whole) =>
      new Promise((resolve, reject) => {
        assert(waiting === undefined, 'the writer is asked one thing at a time')
        if (dead !== undefined) {
          reject(dead)
          return
        }
        waiting = { resolve, reject }
        order({ kind: 'apply', batch, whole })
      }),
    async close() {
      if (dead !== undefined) return
      const exit = once(worker, 'exit')
      order({ kind: 'close' })
      await exit
    },
  }
}
