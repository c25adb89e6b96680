/** The body of the writer's thread: the only connection that writes to the data file. */
import { parentPort, workerData } from 'node:worker_threads'
import { assert, Secret } from '../../base/index.ts'
import { StorageError } from '../kv.ts'
import { unpackBatch, type BatchResult } from './batch.ts'
import { checkpoints } from './checkpoints.ts'
import { openConnection, prepareForWriting, type Connection } from './connection.ts'
import { sqliteCode } from './failures.ts'
import { groupWriter } from './group-writer.ts'
import { takeMismatch } from './pages-addon.ts'
import type { WriterMessage, WriterOrder, WriterSettings } from './writer-protocol.ts'

const settings = workerData as WriterSettings
const port = parentPort
assert(port !== null, 'the writer runs in a thread of its own')

function send(message: WriterMessage): void {
  const transfer =
    message.kind === 'result' && message.result.done ? [message.result.answers.buffer] : []
  port?.postMessage(message, transfer)
}

function open(): Connection {
  const pageKey = new Secret(Buffer.from(settings.pageKey.buffer))
  try {
    const database = openConnection({ ...settings, pageKey })
    prepareForWriting(database, settings.path)
    if (settings.fileBytes !== undefined) limitSize(database, settings.fileBytes)
    return database
  } finally {
    pageKey.erase()
  }
}

function limitSize(database: Connection, fileBytes: number): void {
  const pageBytes: unknown = database.pragma('page_size', { simple: true })
  database.pragma(`max_page_count = ${String(Math.ceil(fileBytes / Number(pageBytes)))}`)
}

function serve(database: Connection): void {
  const writer = groupWriter(database)
  const log = checkpoints(database, settings.writeAheadBytes)

  // A checkpoint that fails loses nothing: the log keeps what it could not copy.
  const tryCheckpoint = (checkpoint: () => void): void => {
    try {
      checkpoint()
    } catch (error) {
      if (sqliteCode(error) === undefined) throw error
      const reason = takeMismatch(settings.path) ?? sqliteCode(error) ?? ''
      send({ kind: 'checkpoint-failed', reason })
    }
  }

  port?.on('message', (order: WriterOrder) => {
    if (order.kind === 'close') {
      tryCheckpoint(log.final)
      database.close()
      port.close()
      return
    }
    const result: BatchResult = writer.apply(unpackBatch(order.batch), order.whole)
    send({ kind: 'result', result })
    tryCheckpoint(result.done ? log.afterGroup : log.afterFailure)
  })
}

try {
  serve(open())
  send({ kind: 'ready' })
} catch (error) {
  if (!(error instanceof StorageError)) throw error
  // The class of an error does not survive the way between threads.
  send({ kind: 'cannot-open', reason: error.reason, message: error.message })
}
