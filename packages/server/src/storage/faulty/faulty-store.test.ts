import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { openMemoryStore } from '../memory/index.ts'
import type { CommitResult, KvStore } from '../kv.ts'
import { faultyStore, type FaultRates } from './faulty-store.ts'

const key = Buffer.from('k')
const pause = async (): Promise<void> => {
  await turn()
}

function open(rates: FaultRates, seed = 1): { store: KvStore; inner: KvStore } {
  const inner = openMemoryStore()
  return { inner, store: faultyStore(inner, { seed, rates, pause }) }
}

function create(store: KvStore, at = key): Promise<CommitResult> {
  return store.commit({
    checks: [{ key: at, version: 'absent' }],
    writes: [{ key: at, value: key }],
  })
}

test('injected conflicts and refusals write nothing', async () => {
  for (const rates of [{ conflict: 1 }, { refused: 1 }, { unknownLost: 1 }]) {
    const { store, inner } = open(rates)
    assert.notEqual((await create(store)).outcome, 'committed')
    assert.equal(await inner.get(key), undefined)
    await store.close()
  }
})

test('an unknown outcome may be written, at once or after the answer', async () => {
  const { store, inner } = open({ unknownWritten: 1 })
  assert.equal((await create(store)).outcome, 'unknown')
  assert.ok(await inner.get(key))

  const late = open({ unknownLate: 1 })
  assert.equal((await create(late.store)).outcome, 'unknown')
  assert.equal(await late.inner.get(key), undefined)
  await pause()
  await pause()
  assert.ok(await late.inner.get(key))
})

test('a conflict is never injected where there is no check to name', async () => {
  const { store } = open({ conflict: 1 })
  const result = await store.commit({ checks: [], writes: [{ key, value: key }] })
  assert.equal(result.outcome, 'committed')
})

test('one seed gives one sequence of faults, another gives another', async () => {
  const outcomes = async (seed: number): Promise<string[]> => {
    const { store } = open({ conflict: 0.2, refused: 0.2, unknownWritten: 0.2, delay: 0.1 }, seed)
    const seen: string[] = []
    for (let index = 0; index < 60; index++) {
      seen.push((await create(store, Buffer.from([index]))).outcome)
    }
    return seen
  }
  assert.deepEqual(await outcomes(7), await outcomes(7))
  assert.notDeepEqual(await outcomes(7), await outcomes(8))
  assert.equal(new Set(await outcomes(7)).size, 4)
})

test('reads can fail and be late', async () => {
  const { store } = open({ readFailure: 1, delay: 1 })
  await assert.rejects(store.get(key), { name: 'StorageError', reason: 'io' })
})
