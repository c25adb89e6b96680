import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../src/engine/background/manual-clock.test-support.ts'
import { buildJob } from '../../src/engine/indexes/build-job.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import { inProcess } from '../properties/in-process.ts'

const TableName = 'paced'

test('an index is filled without rests while nobody else is there, with short ones beside reads and long ones beside writes', async (t) => {
  const store = openMemoryStore()
  // Nothing else commits by itself: the clock stands, and background work is elsewhere.
  const background = { runsHere: false, forward: () => undefined }
  const server = inProcess({ store, seed: 1, clock: new ManualClock(), background })
  t.after(() => server.engine.stop())
  const put = (at: number): Promise<object> =>
    server.call('PutItem', { TableName, Item: { pk: { S: String(at) }, g: { S: 'x' } } })
  await server.call('CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  })
  for (let at = 0; at < 400; at++) await put(at)
  await server.call('UpdateTable', {
    TableName,
    AttributeDefinitions: [{ AttributeName: 'g', AttributeType: 'S' }],
    GlobalSecondaryIndexUpdates: [
      {
        Create: {
          IndexName: 'by-g',
          KeySchema: [{ AttributeName: 'g', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      },
    ],
  })

  const { catalog } = server.engine
  const job = buildJob({ store, catalog, purger: { wake: () => undefined } })
  const step = async (): Promise<number> => {
    assert.equal(await job.step(), 'more')
    return job.restFactor
  }
  const get = (): Promise<object> => server.call('GetItem', { TableName, Key: { pk: { S: '1' } } })
  // The change of state, and a batch of items before which nothing is known.
  await step()
  const besideReads = await step()
  assert.ok(besideReads > 0)
  assert.equal(await step(), 0)
  await get()
  assert.equal(await step(), besideReads)
  assert.equal(await step(), 0)
  for (let at = 0; at < 5; at++) await put(at)
  assert.ok((await step()) > besideReads)
  for (let at = 0; at < 5; at++) await put(at)
  assert.ok((await step()) > besideReads)
  assert.equal(await step(), 0)
})
