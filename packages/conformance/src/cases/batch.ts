import assert from 'node:assert/strict'
import { Cases, type Case } from '../case.ts'
import { accepted, refused } from '../expect.ts'

/** BatchGetItem and BatchWriteItem. */
export function batchCases(): Case[] {
  return [...getCases(), ...writeCases()]
}

function getCases(): Case[] {
  const get = new Cases('BatchGetItem')
  get.core('tables', 'Items of several tables are answered by table', async (target) => {
    const { db, tables } = target
    const a = { pk: { S: target.fresh() }, v: { S: 'hash' } }
    const b = { pk: { S: target.fresh() }, sk: { N: '5' }, v: { S: 'numeric' } }
    await db.putItem({ TableName: tables.hash, Item: a })
    await db.putItem({ TableName: tables.numeric, Item: b })
    const answer = await db.batchGetItem({
      RequestItems: {
        [tables.hash]: {
          Keys: [{ pk: a.pk }, { pk: { S: target.fresh() } }],
          ConsistentRead: true,
        },
        [tables.numeric]: {
          Keys: [{ pk: b.pk, sk: b.sk }],
          ConsistentRead: true,
          ProjectionExpression: '#v',
          ExpressionAttributeNames: { '#v': 'v' },
        },
      },
    })
    assert.deepEqual(answer.Responses, { [tables.hash]: [a], [tables.numeric]: [{ v: b.v }] })
    assert.deepEqual(answer.UnprocessedKeys, {})
  })
  get.complete('none-found', 'A table with no item found has an empty list', async (target) => {
    const RequestItems = { [target.tables.hash]: { Keys: [{ pk: { S: target.fresh() } }] } }
    assert.deepEqual(await accepted(target, 'BatchGetItem', { RequestItems }), {
      Responses: { [target.tables.hash]: [] },
      UnprocessedKeys: {},
    })
  })
  get.complete(
    'over-16mb',
    'What does not fit 16 MB is unprocessed, and comes when it is asked for again',
    async (target) => {
      const { db, tables } = target
      const keys = Array.from({ length: 45 }, () => ({ pk: { S: target.fresh() } }))
      for (let at = 0; at < keys.length; at += 9) {
        const part = keys.slice(at, at + 9)
        await Promise.all(
          part.map((key) =>
            db.putItem({ TableName: tables.hash, Item: { ...key, v: { S: 'x'.repeat(400_000) } } }),
          ),
        )
      }
      const seen = new Set<string>()
      let request: object = { [tables.hash]: { Keys: keys } }
      let pages = 0
      while (Object.keys(request).length > 0) {
        const answer = await target.call('BatchGetItem', { RequestItems: request })
        assert.equal(answer.error, '', answer.message)
        assert.ok(answer.text.length < 17_500_000)
        const responses = answer.body['Responses'] as Record<string, { pk: { S: string } }[]>
        for (const { pk } of responses[tables.hash] ?? []) seen.add(pk.S)
        request = answer.body['UnprocessedKeys'] as object
        pages++
      }
      assert.ok(pages > 1)
      assert.equal(seen.size, keys.length)
      await Promise.all(keys.map((Key) => db.deleteItem({ TableName: tables.hash, Key })))
    },
  )
  get.complete(
    'capacity',
    'Capacity is answered for each table, for missing items too',
    async (target) => {
      const { db, tables } = target
      const a = { pk: { S: target.fresh() }, v: { S: 'x'.repeat(5000) } }
      await db.putItem({ TableName: tables.hash, Item: a })
      const RequestItems = {
        [tables.hash]: { Keys: [{ pk: a.pk }, { pk: { S: target.fresh() } }] },
        [tables.numeric]: { Keys: [{ pk: a.pk, sk: { N: '1' } }], ConsistentRead: true },
      }
      const answer = await db.batchGetItem({ RequestItems, ReturnConsumedCapacity: 'TOTAL' })
      const units = answer.ConsumedCapacity?.map(({ TableName, CapacityUnits }) => [
        TableName,
        CapacityUnits,
      ])
      assert.deepEqual(
        new Map(units as [string, number][]),
        new Map([
          [tables.hash, 1.5],
          [tables.numeric, 1],
        ]),
      )
    },
  )
  return get.list
}

function writeCases(): Case[] {
  const write = new Cases('BatchWriteItem')
  write.core('puts-and-deletes', 'Puts and deletes of several tables are done', async (target) => {
    const { db, tables } = target
    const gone = { pk: { S: target.fresh() } }
    const put = { pk: { S: target.fresh() }, v: { S: 'x' } }
    const other = { pk: { S: target.fresh() }, sk: { S: 'y' } }
    await db.putItem({ TableName: tables.hash, Item: gone })
    const answer = await accepted(target, 'BatchWriteItem', {
      RequestItems: {
        [tables.hash]: [{ DeleteRequest: { Key: gone } }, { PutRequest: { Item: put } }],
        [tables.composite]: [{ PutRequest: { Item: other } }],
      },
    })
    assert.deepEqual(answer, { UnprocessedItems: {} })
    const read = (TableName: string, Key: typeof gone) =>
      db.getItem({ TableName, Key, ConsistentRead: true })
    assert.equal((await read(tables.hash, gone)).Item, undefined)
    assert.deepEqual((await read(tables.hash, { pk: put.pk })).Item, put)
    assert.deepEqual((await read(tables.composite, other)).Item, other)
  })
  write.core('25', 'Twenty-five requests are done at once', async (target) => {
    const pk = { S: target.fresh() }
    const requests = Array.from({ length: 25 }, (_, at) => ({
      PutRequest: { Item: { pk, sk: { N: String(at) } } },
    }))
    await accepted(target, 'BatchWriteItem', {
      RequestItems: { [target.tables.numeric]: requests },
    })
    const read = await target.db.query({
      TableName: target.tables.numeric,
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': pk },
      ConsistentRead: true,
    })
    assert.deepEqual(
      read.Items?.map((item) => item['sk']?.N),
      requests.map((_, at) => String(at)),
    )
  })
  write.complete(
    'nothing-on-refusal',
    'A batch that is refused has written nothing',
    async (target) => {
      const good = { pk: { S: target.fresh() } }
      const requests = [
        { PutRequest: { Item: good } },
        { PutRequest: { Item: { pk: { N: '1' } } } },
      ]
      const input = { RequestItems: { [target.tables.hash]: requests } }
      await refused(target, 'BatchWriteItem', input, {})
      const read = await target.db.getItem({
        TableName: target.tables.hash,
        Key: good,
        ConsistentRead: true,
      })
      assert.equal(read.Item, undefined)
    },
  )
  write.complete('capacity', 'Capacity counts each write and each index', async (target) => {
    const item = (more: object) => ({
      PutRequest: { Item: { pk: { S: target.fresh() }, sk: { S: 's' }, ...more } },
    })
    const answer = await accepted(target, 'BatchWriteItem', {
      RequestItems: { [target.tables.indexed]: [item({ l: { S: 'l' } }), item({ g: { S: 'g' } })] },
      ReturnConsumedCapacity: 'INDEXES',
    })
    assert.deepEqual(answer['ConsumedCapacity'], [
      {
        TableName: target.tables.indexed,
        CapacityUnits: 4,
        Table: { CapacityUnits: 2 },
        LocalSecondaryIndexes: { 'lsi-all': { CapacityUnits: 1 } },
        GlobalSecondaryIndexes: { 'gsi-all': { CapacityUnits: 1 } },
      },
    ])
  })
  write.complete('collection-metrics', 'Collection sizes are answered by table', async (target) => {
    const pk = { S: target.fresh() }
    const answer = await accepted(target, 'BatchWriteItem', {
      RequestItems: { [target.tables.indexed]: [{ PutRequest: { Item: { pk, sk: { S: 's' } } } }] },
      ReturnItemCollectionMetrics: 'SIZE',
    })
    assert.deepEqual(answer['ItemCollectionMetrics'], {
      [target.tables.indexed]: [{ ItemCollectionKey: { pk }, SizeEstimateRangeGB: [0, 1] }],
    })
  })
  return write.list
}
