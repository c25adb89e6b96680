import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../src/engine/background/manual-clock.test-support.ts'
import { buildJob } from '../../src/engine/indexes/build-job.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import { inProcess } from '../properties/in-process.ts'

const TableName = 'paced'

test('an index is filled with longer rests while others write, and shorter ones again after that', async (t) => {
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
  for (let at = 0; at < 200; at++) await put(at)
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
  // The change of state, and two batches of items with nothing between them.
  await step()
  await step()
  const alone = await step()
  for (let at = 0; at < 5; at++) await put(at)
  assert.ok((await step()) > alone)
  for (let at = 0; at < 5; at++) await put(at)
  assert.ok((await step()) > alone)
  assert.equal(await step(), alone)
})
