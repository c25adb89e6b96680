import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { kinds } from './kinds.ts'

/** A thread of threads.test.ts. */
const { key, at, rows, seed } = workerData as {
  key: Uint8Array
  at: number
  rows: number
  seed: number
}
const none = Buffer.alloc(0)
const boxes: Uint8Array[] = []
for (let row = 0; row < rows; row++) {
  // A cipher for each, so that some are collected while others seal.
  const cipher = kinds[at]!.create(key)
  const text = Buffer.from(`row ${row} of thread ${seed}`)
  const box = Buffer.concat([randomBytes(12), text, Buffer.alloc(16)])
  cipher.seal(box, 0, none, 0)
  const out = Buffer.alloc(text.length)
  assert(cipher.open(box, 0, none, 0, out))
  assert(out.equals(text))
  boxes.push(box)
}
parentPort?.postMessage(boxes)
