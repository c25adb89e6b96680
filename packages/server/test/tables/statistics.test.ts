import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KvStore } from '../../src/storage/kv.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import { Dice, seedOfRun } from '../properties/dice.ts'
import { inProcess, type InProcess } from '../properties/in-process.ts'
import { refusalOf } from '../properties/writes.ts'

const TableName = 'counted'

/** Counts the reads of ranges of items and index rows: what a walk does. */
function watched(inner: KvStore): { store: KvStore; walks: () => number } {
  let walks = 0
  const store: KvStore = {
    get: (key) => inner.get(key),
    getMany: (keys) => inner.getMany(keys),
    range: (range) => {
      if (range.start[0] === 2 || range.start[0] === 3) walks++
      return inner.range(range)
    },
    snapshot: () => inner.snapshot(),
    commit: (commit) => inner.commit(commit),
    stats: () => inner.stats(),
    close: () => inner.close(),
  }
  return { store, walks: () => walks }
}

async function create(server: InProcess): Promise<void> {
  await server.call('CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'g'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-g',
        KeySchema: [{ AttributeName: 'g', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['text'] },
      },
    ],
  })
}

async function sizes(server: InProcess): Promise<number[]> {
  const { Table } = (await server.call('DescribeTable', { TableName })) as {
    Table: Record<string, number> & { GlobalSecondaryIndexes: Record<string, number>[] }
  }
  const [index] = Table.GlobalSecondaryIndexes
  return [
    Table['ItemCount'] ?? -1,
    Table['TableSizeBytes'] ?? -1,
    index?.['ItemCount'] ?? -1,
    index?.['IndexSizeBytes'] ?? -1,
  ]
}

function item(dice: Dice): object {
  const g = dice.chance(0.7) ? { g: { S: dice.pick(['a', 'bb']) } } : {}
  const pk = { S: String(dice.below(30)) }
  return {
    pk,
    ...g,
    text: { S: 'x'.repeat(dice.below(40)) },
    more: { S: 'y'.repeat(dice.below(9)) },
  }
}

async function write(server: InProcess, dice: Dice): Promise<void> {
  const Key = { pk: { S: String(dice.below(30)) } }
  const put = (): object => ({ Put: { TableName, Item: item(dice) } })
  const call = dice.pick([
    () => server.call('PutItem', { TableName, Item: item(dice) }),
    () => server.call('DeleteItem', { TableName, Key }),
    () =>
      server.call('UpdateItem', {
        TableName,
        Key,
        UpdateExpression: 'SET g = :g REMOVE more',
        ExpressionAttributeValues: { ':g': { S: dice.pick(['a', 'ccc']) } },
      }),
    () =>
      server.call('BatchWriteItem', {
        RequestItems: { [TableName]: [{ PutRequest: { Item: item(dice) } }] },
      }),
    () => server.call('TransactWriteItems', { TransactItems: [put(), put()] }),
    () =>
      server.call('PutItem', {
        TableName,
        Item: item(dice),
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
  ])
  await refusalOf(call())
}

test('a count is kept up by what is written, without another walk', async (t) => {
  const seed = seedOfRun()
  t.diagnostic(`STRONGROOM_TEST_SEED=${String(seed)}`)
  const dice = new Dice(seed)
  const { store, walks } = watched(openMemoryStore())
  const server = inProcess({ store, seed })
  await create(server)
  for (let at = 0; at < 20; at++) await write(server, dice)
  await sizes(server)
  const walked = walks()
  assert.ok(walked > 0)
  let live: number[] = []
  for (let at = 0; at < 300; at++) {
    await write(server, dice)
    live = await sizes(server)
  }
  assert.equal(walks(), walked, 'nothing is walked again')
  // Another process has to count.
  const fresh = inProcess({ store, seed, node: 1 })
  assert.deepEqual(live, await sizes(fresh))
  await Promise.all([server.engine.stop(), fresh.engine.stop()])
})

test('the count of many writes at once is that of a walk', async (t) => {
  const seed = seedOfRun()
  t.diagnostic(`STRONGROOM_TEST_SEED=${String(seed)}`)
  const dice = new Dice(seed)
  const store = openMemoryStore()
  const server = inProcess({ store, seed })
  await create(server)
  await sizes(server)
  for (let round = 0; round < 20; round++) {
    await Promise.all(Array.from({ length: 20 }, () => write(server, dice)))
    // Asked while others write: that count may not be kept.
    await Promise.all([sizes(server), ...Array.from({ length: 5 }, () => write(server, dice))])
    const fresh = inProcess({ store, seed, node: 1 + round })
    assert.deepEqual(await sizes(server), await sizes(fresh))
    await fresh.engine.stop()
  }
  await server.engine.stop()
})

test('where other processes write too, each question counts', async () => {
  const store = openMemoryStore()
  const one = inProcess({ store, seed: 1, shared: true })
  const other = inProcess({ store, seed: 1, node: 1, shared: true })
  await create(one)
  for (let at = 0; at < 5; at++) {
    await one.call('PutItem', { TableName, Item: { pk: { S: `one ${String(at)}` } } })
    await other.call('PutItem', { TableName, Item: { pk: { S: `other ${String(at)}` } } })
    const expected = 2 * (at + 1)
    assert.equal((await sizes(one))[0], expected)
    assert.equal((await sizes(other))[0], expected)
  }
  await Promise.all([one.engine.stop(), other.engine.stop()])
})
