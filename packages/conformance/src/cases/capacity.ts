import assert from 'node:assert/strict'
import { Cases, type Case } from '../case.ts'
import { accepted } from '../expect.ts'
import type { Target } from '../target.ts'

const S = (text: string) => ({ S: text })

/** ReturnConsumedCapacity and ReturnItemCollectionMetrics. */
export function capacityCases(): Case[] {
  const capacity = new Cases('Capacity')

  capacity.complete(
    'reads',
    'A read costs half a unit for 4 KB, a whole one when consistent',
    async (target) => {
      // pk and v: 3 bytes of names, the key's own bytes, and the rest to the size wanted.
      for (const [bytes, eventual, consistent] of [
        [100, 0.5, 1],
        [4096, 0.5, 1],
        [4097, 1, 2],
        [8193, 1.5, 3],
      ] as const) {
        const pk = S(target.fresh())
        const v = S('x'.repeat(bytes - 3 - pk.S.length))
        await target.db.putItem({ TableName: target.tables.hash, Item: { pk, v } })
        for (const [ConsistentRead, units] of [
          [false, eventual],
          [true, consistent],
        ] as const) {
          const input = { TableName: target.tables.hash, Key: { pk }, ConsistentRead }
          const answer = await accepted(target, 'GetItem', {
            ...input,
            ReturnConsumedCapacity: 'TOTAL',
          })
          assert.deepEqual(answer['ConsumedCapacity'], {
            TableName: target.tables.hash,
            CapacityUnits: units,
          })
        }
      }
    },
  )
  capacity.complete('absent', 'Reading a missing item costs the least', async (target) => {
    const input = {
      TableName: target.tables.hash,
      Key: { pk: S(target.fresh()) },
      ReturnConsumedCapacity: 'INDEXES',
    }
    assert.deepEqual(await accepted(target, 'GetItem', input), {
      ConsumedCapacity: {
        TableName: target.tables.hash,
        CapacityUnits: 0.5,
        Table: { CapacityUnits: 0.5 },
      },
    })
  })
  capacity.complete(
    'writes',
    'A write costs a unit for each KB of the larger image',
    async (target) => {
      const TableName = target.tables.hash
      const pk = S(target.fresh())
      const item = (bytes: number) => ({ pk, v: S('x'.repeat(bytes - 3 - pk.S.length)) })
      const units = async (operation: string, input: object): Promise<unknown> => {
        const answer = await accepted(target, operation, {
          TableName,
          ...input,
          ReturnConsumedCapacity: 'TOTAL',
        })
        return (answer['ConsumedCapacity'] as { CapacityUnits: number }).CapacityUnits
      }
      assert.equal(await units('PutItem', { Item: item(1024) }), 1)
      assert.equal(await units('PutItem', { Item: item(1025) }), 2)
      assert.equal(await units('PutItem', { Item: item(100) }), 2)
      assert.equal(await units('PutItem', { Item: item(3000) }), 3)
      assert.equal(await units('UpdateItem', { Key: { pk }, UpdateExpression: 'REMOVE v' }), 3)
      assert.equal(await units('DeleteItem', { Key: { pk } }), 1)
      assert.equal(await units('DeleteItem', { Key: { pk } }), 1)
    },
  )
  capacity.complete('none', 'NONE answers no capacity', async (target) => {
    const input = {
      TableName: target.tables.hash,
      Key: { pk: S(target.fresh()) },
      ReturnConsumedCapacity: 'NONE',
    }
    assert.deepEqual(await accepted(target, 'GetItem', input), {})
  })
  capacity.complete('page', 'A page costs the sum of its items, rounded once', async (target) => {
    const pk = S(target.fresh())
    for (const sk of ['1', '2', '3', '4', '5']) {
      await target.db.putItem({
        TableName: target.tables.composite,
        Item: { pk, sk: S(sk), v: S('x'.repeat(1500)) },
      })
    }
    const input = {
      TableName: target.tables.composite,
      KeyConditionExpression: 'pk = :p',
      FilterExpression: 'v = :p',
      ExpressionAttributeValues: { ':p': pk },
      ReturnConsumedCapacity: 'TOTAL',
    }
    const eventual = await accepted(target, 'Query', input)
    assert.deepEqual(eventual['ConsumedCapacity'], {
      TableName: target.tables.composite,
      CapacityUnits: 1,
    })
    const consistent = await accepted(target, 'Query', { ...input, ConsistentRead: true })
    assert.deepEqual(consistent['ConsumedCapacity'], {
      TableName: target.tables.composite,
      CapacityUnits: 2,
    })
  })
  indexWrites(capacity)
  capacity.complete(
    'collection-metrics',
    'A table with local indexes answers the size of the collection',
    async (target) => {
      const pk = S(target.fresh())
      const more = { TableName: target.tables.indexed, ReturnItemCollectionMetrics: 'SIZE' }
      const metrics = {
        ItemCollectionMetrics: { ItemCollectionKey: { pk }, SizeEstimateRangeGB: [0, 1] },
      }
      const Key = { pk, sk: S('s') }
      assert.deepEqual(await accepted(target, 'PutItem', { ...more, Item: Key }), metrics)
      assert.deepEqual(await accepted(target, 'UpdateItem', { ...more, Key }), metrics)
      assert.deepEqual(await accepted(target, 'DeleteItem', { ...more, Key }), metrics)
      assert.deepEqual(
        await accepted(target, 'PutItem', {
          ...more,
          TableName: target.tables.composite,
          Item: Key,
        }),
        {},
      )
    },
  )
  return capacity.list
}

interface Step {
  readonly what: string
  readonly update: string
  readonly values?: object
  /** Units by index. */
  readonly global: Readonly<Record<string, number>>
  readonly local: Readonly<Record<string, number>>
}

const steps: readonly Step[] = [
  {
    what: 'creates rows',
    update: 'SET g = :a, gs = :a, l = :a, data = :a',
    values: { ':a': S('a') },
    global: { 'gsi-all': 1, 'gsi-include': 1 },
    local: { 'lsi-all': 1 },
  },
  {
    what: 'changes nothing',
    update: 'SET data = :a',
    values: { ':a': S('a') },
    global: {},
    local: {},
  },
  {
    what: 'changes what all but one hold',
    update: 'SET extra = :b',
    values: { ':b': S('b') },
    global: { 'gsi-all': 1 },
    local: { 'lsi-all': 1 },
  },
  {
    what: 'changes what all hold',
    update: 'SET data = :b',
    values: { ':b': S('b') },
    global: { 'gsi-all': 1, 'gsi-include': 1 },
    local: { 'lsi-all': 1 },
  },
  {
    what: 'moves a row',
    update: 'SET gs = :b',
    values: { ':b': S('b') },
    global: { 'gsi-all': 1, 'gsi-include': 2 },
    local: { 'lsi-all': 1 },
  },
  {
    what: 'takes a row out',
    update: 'REMOVE gs',
    global: { 'gsi-all': 1, 'gsi-include': 1 },
    local: { 'lsi-all': 1 },
  },
]

function indexWrites(capacity: Cases): void {
  capacity.complete(
    'index-writes',
    'A write costs each index what it changes there',
    async (target) => {
      const Key = { pk: S(target.fresh()), sk: S('s') }
      for (const { what, update, values, global, local } of steps) {
        const answer = await accepted(target, 'UpdateItem', {
          TableName: target.tables.indexed,
          Key,
          UpdateExpression: update.replace('data', '#d'),
          ...(update.includes('data') ? { ExpressionAttributeNames: { '#d': 'data' } } : {}),
          ...(values === undefined ? {} : { ExpressionAttributeValues: values }),
          ReturnConsumedCapacity: 'INDEXES',
        })
        assert.deepEqual(answer['ConsumedCapacity'], expected(target, global, local), what)
      }
    },
  )
}

function expected(target: Target, global: Step['global'], local: Step['local']): object {
  const arms = (units: Step['global']) =>
    Object.fromEntries(
      Object.entries(units).map(([name, CapacityUnits]) => [name, { CapacityUnits }]),
    )
  const sum = [...Object.values(global), ...Object.values(local)].reduce((a, b) => a + b, 1)
  return {
    TableName: target.tables.indexed,
    CapacityUnits: sum,
    Table: { CapacityUnits: 1 },
    ...(Object.keys(global).length > 0 ? { GlobalSecondaryIndexes: arms(global) } : {}),
    ...(Object.keys(local).length > 0 ? { LocalSecondaryIndexes: arms(local) } : {}),
  }
}
