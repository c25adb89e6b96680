import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import { inProcess, type Answer } from './in-process.ts'

test('a table goes through many data keys under load, in two processes, and every item opens', async (t) => {
  const store = openMemoryStore()
  const seals = { perKey: 64, block: 16, unreserved: 8 }
  const nodes = [0, 1].map((node) => inProcess({ store, seed: 7, node, shared: true, seals }))
  t.after(async () => {
    for (const { engine } of nodes) await engine.stop()
    await store.close()
  })
  const [first] = nodes
  assert(first !== undefined)
  await first.call('CreateTable', {
    TableName: 'Orders',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  })
  for (let at = 0; at < 500; at++) {
    const Item = { pk: { S: String(at) } }
    await nodes[at % 2]?.call('PutItem', { TableName: 'Orders', Item })
  }
  const record = await first.engine.catalog.look({ accountId: '000000000000', name: 'Orders' })
  const epoch = record?.descriptor.keys.epoch ?? 0
  assert(epoch >= 8, `500 seals of at most 64 for a key took ${String(epoch)} keys`)
  for (let at = 0; at < 500; at++) {
    const Key = { pk: { S: String(at) } }
    const answer: Answer = await first.call('GetItem', { TableName: 'Orders', Key })
    assert.deepEqual(answer['Item'], { pk: { S: String(at) } })
  }
})
