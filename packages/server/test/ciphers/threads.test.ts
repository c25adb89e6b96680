import assert from 'node:assert/strict'
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { kinds } from './kinds.ts'

const threads = 3
const rows = 2000

/** Threads come and go while each seals: nothing is shared between them, and each ends with ciphers in use. */
test('threads seal and open side by side, and each opens what the others sealed', async () => {
  const key = randomBytes(32)
  for (const [at] of kinds.entries()) {
    const sealed = await Promise.all(
      Array.from({ length: threads }, async (_, thread) => {
        const workerData = { key, at, rows, seed: thread }
        const worker = new Worker(new URL('./thread.js', import.meta.url), { workerData })
        const ended = once(worker, 'exit')
        const [boxes] = (await once(worker, 'message')) as [Uint8Array[]]
        assert.deepEqual(await ended, [0])
        return boxes
      }),
    )
    for (const kind of kinds) {
      const cipher = kind.create(key)
      for (const [thread, boxes] of sealed.entries()) {
        assert.equal(boxes.length, rows)
        for (const [row, box] of boxes.entries()) {
          const out = Buffer.alloc(box.length - 28)
          assert(cipher.open(box, 0, Buffer.alloc(0), 0, out))
          assert.equal(out.toString(), `row ${row} of thread ${thread}`)
        }
      }
    }
  }
})
