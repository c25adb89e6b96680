import { test } from 'node:test'
import { atEnd } from '../at-end.ts'
import { ManualClock } from '../../src/engine/background/manual-clock.test-support.ts'
import { openPostgresStore } from '../../src/storage/postgres/index.ts'
import { startPostgres } from '../postgres/server.ts'
import { Dice, seedOfRun } from '../properties/dice.ts'
import { inProcess } from '../properties/in-process.ts'
import { orderUnderRotation } from './order.ts'

test('on PostgreSQL, with several shards, every change of an item is in the stream once and in order', async (t) => {
  const seed = seedOfRun()
  t.diagnostic(`STRONGROOM_TEST_SEED=${String(seed)}`)
  const postgres = await startPostgres()
  atEnd(t, () => postgres.stop())
  const store = await openPostgresStore({ url: await postgres.database('streams') })
  const clock = new ManualClock()
  const server = inProcess({ store, seed, clock, streamShards: 4 })
  try {
    const TableName = 'streamed'
    const { TableDescription } = await server.call('CreateTable', {
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    })
    const arn = (TableDescription as { LatestStreamArn: string }).LatestStreamArn
    await orderUnderRotation(server, clock, new Dice(seed), { TableName, arn, rounds: 40 })
  } finally {
    await server.engine.stop()
    await store.close()
  }
})
