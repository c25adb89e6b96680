import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { silentLogger } from '../../base/index.ts'
import type { Commit } from '../kv.ts'
import { unpackBatch, type BatchResult } from './batch.ts'
import { commitQueue, type BatchTransport } from './commit-queue.ts'

interface Sent {
  readonly commits: readonly Commit[]
  answer(result: BatchResult): void
  fail(error: Error): void
}

/** A writer that answers when the test says so. */
function heldTransport(): { transport: BatchTransport; sent: Sent[] } {
  const sent: Sent[] = []
  const transport: BatchTransport = {
    send: (batch) =>
      new Promise((answer, fail) => {
        sent.push({ commits: unpackBatch(batch), answer, fail })
      }),
    close: () => Promise.resolve(),
  }
  return { transport, sent }
}

const bounds = { queueLength: 10, queueBytes: 1000, groupCommits: 4, groupBytes: 500 }

function commit(size = 1): Commit {
  return { checks: [], writes: [{ key: Buffer.from('k'), value: Buffer.alloc(size) }] }
}

function allDone(sent: Sent | undefined, first: number): void {
  sent?.answer({
    done: true,
    answers: Float64Array.from(sent.commits, (_, index) => first + index),
  })
}

test('what waits while the writer is busy becomes one group, of bounded length', async () => {
  const { transport, sent } = heldTransport()
  const queue = commitQueue(transport, bounds, silentLogger)
  const results = Promise.all(Array.from({ length: 6 }, () => queue.commit(commit())))
  await turn()
  assert.deepEqual(
    sent.map((batch) => batch.commits.length),
    [4],
  )
  assert.equal(queue.queuedCommits, 6)
  allDone(sent[0], 1)
  await turn()
  assert.deepEqual(
    sent.map((batch) => batch.commits.length),
    [4, 2],
  )
  allDone(sent[1], 5)
  assert.deepEqual(
    (await results).map((result) => (result.outcome === 'committed' ? result.version : 0)),
    [1, 2, 3, 4, 5, 6],
  )
  assert.equal(queue.queuedCommits, 0)
})

test('a group ends with the commit that fills its bytes', async () => {
  const { transport, sent } = heldTransport()
  const queue = commitQueue(transport, bounds, silentLogger)
  const results = Promise.all([400, 200, 100].map((size) => queue.commit(commit(size))))
  await turn()
  assert.equal(sent[0]?.commits.length, 2)
  allDone(sent[0], 1)
  await turn()
  allDone(sent[1], 3)
  await results
})

test('a full queue answers overloaded at once, by number and by bytes', async () => {
  const { transport, sent } = heldTransport()
  const queue = commitQueue(transport, bounds, silentLogger)
  const first = Array.from({ length: 10 }, () => queue.commit(commit()))
  assert.deepEqual(await queue.commit(commit()), { outcome: 'overloaded' })
  for (let batch = 0; batch < 3; batch++) {
    await turn()
    allDone(sent[batch], 1)
  }
  await Promise.all(first)
  assert.deepEqual(await queue.commit(commit(1000)), { outcome: 'overloaded' })
})

test('when the writer dies, its batch is unknown and what waited is refused', async () => {
  const { transport, sent } = heldTransport()
  const queue = commitQueue(transport, bounds, silentLogger)
  const results = Promise.all(Array.from({ length: 6 }, () => queue.commit(commit())))
  await turn()
  sent[0]?.fail(new Error('the thread ended'))
  const outcomes = (await results).map((result) => result.outcome)
  assert.deepEqual(outcomes, ['unknown', 'unknown', 'unknown', 'unknown', 'refused', 'refused'])
  assert.equal((await queue.commit(commit())).outcome, 'refused')
  assert.equal(sent.length, 1)
})

test('close waits for what is under way', async () => {
  const { transport, sent } = heldTransport()
  const queue = commitQueue(transport, bounds, silentLogger)
  const result = queue.commit(commit())
  let closed = false
  const closing = queue.close().then(() => {
    closed = true
  })
  await turn()
  assert.equal(closed, false)
  allDone(sent[0], 1)
  await closing
  assert.equal((await result).outcome, 'committed')
})
