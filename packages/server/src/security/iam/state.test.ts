import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RowSealer } from '../../base/index.ts'
import { openMemoryStore } from '../../storage/memory/index.ts'
import type { KvStore } from '../../storage/kv.ts'
import { rows } from './rows.ts'
import { IdentityState } from './state.ts'

const plain: RowSealer = {
  seal: (_owner, _key, head, body) => Buffer.concat([head, body]),
  open: (_owner, _key, value) => value,
}

const stateOf = (store: KvStore, shared: boolean): IdentityState =>
  new IdentityState({ store, sealer: plain, shared })

const change = (state: IdentityState): Promise<void> =>
  state.change((one) => {
    one.put(rows.account('1'.repeat(12)), { id: '1'.repeat(12), name: '', createdAt: 0 })
    return Promise.resolve()
  })

test('a process alone looks again when it is told of a change that another made for it', async () => {
  const store = openMemoryStore()
  const server = stateOf(store, false)
  const command = stateOf(store, true)
  const before = await server.version()
  assert.equal(server.versionAtHand, before)
  await change(command)
  assert.equal(await server.version(), before)
  server.changedElsewhere()
  assert.equal(server.versionAtHand, undefined)
  assert.equal(await server.version(), await command.version())
  assert.notEqual(await server.version(), before)
  await store.close()
})

test('a version that was read before such a change is not kept', async () => {
  const store = openMemoryStore()
  let delayed: (() => void) | undefined
  const slow: KvStore = {
    ...store,
    get: async (key) => {
      const entry = await store.get(key)
      if (delayed === undefined) await new Promise<void>((resolve) => (delayed = resolve))
      return entry
    },
  }
  const server = stateOf(slow, false)
  const command = stateOf(store, true)
  const reading = server.version()
  while (delayed === undefined) await new Promise((resolve) => setImmediate(resolve))
  await change(command)
  server.changedElsewhere()
  delayed()
  await reading
  assert.equal(await server.version(), await command.version())
  await store.close()
})
