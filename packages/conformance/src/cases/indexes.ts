import assert from 'node:assert/strict'
import type { AttributeValue, QueryCommandInput } from '@aws-sdk/client-dynamodb'
import { Cases, type Case } from '../case.ts'
import { eventually } from '../expect.ts'
import type { Target } from '../target.ts'

type Item = Record<string, AttributeValue>
const S = (text: string): AttributeValue => ({ S: text })

/** What secondary indexes hold and how they are read. */
export function indexCases(): Case[] {
  const index = new Cases('Indexes')

  index.core(
    'global',
    'A global index answers items by its own key, in its order',
    async (target) => {
      const g = S(target.fresh())
      const items = ['c', 'a', 'b'].map((gs) => ({
        pk: S(target.fresh()),
        sk: S('s'),
        g,
        gs: S(gs),
        data: S(gs),
      }))
      await putAll(target, items)
      await eventually(async () => {
        const found = await query(target, 'gsi-include', 'g = :v', { ':v': g })
        assert.deepEqual(
          found.map((item) => item['gs']?.S),
          ['a', 'b', 'c'],
        )
      })
    },
  )
  index.core(
    'sparse',
    'An item without the key is not in the index, and leaves it with the key',
    async (target) => {
      const g = S(target.fresh())
      const Key = { pk: S(target.fresh()), sk: S('s') }
      await putAll(target, [
        { ...Key, g },
        { pk: Key.pk, sk: S('other'), gs: S('x') },
      ])
      await eventually(async () =>
        assert.equal((await query(target, 'gsi-all', 'g = :v', { ':v': g })).length, 1),
      )
      assert.equal((await query(target, 'gsi-include', 'g = :v', { ':v': g })).length, 0)
      await target.db.updateItem({
        TableName: target.tables.indexed,
        Key,
        UpdateExpression: 'REMOVE g',
      })
      await eventually(async () =>
        assert.equal((await query(target, 'gsi-all', 'g = :v', { ':v': g })).length, 0),
      )
    },
  )
  index.core('moves', 'A changed key moves the item in the index', async (target) => {
    const [from, to] = [S(target.fresh()), S(target.fresh())]
    const Key = { pk: S(target.fresh()), sk: S('s') }
    await putAll(target, [{ ...Key, g: from }])
    await target.db.updateItem({
      TableName: target.tables.indexed,
      Key,
      UpdateExpression: 'SET g = :g',
      ExpressionAttributeValues: { ':g': to },
    })
    await eventually(async () => {
      assert.deepEqual(await query(target, 'gsi-all', 'g = :v', { ':v': from }), [])
      assert.deepEqual(await query(target, 'gsi-all', 'g = :v', { ':v': to }), [{ ...Key, g: to }])
    })
    await target.db.deleteItem({ TableName: target.tables.indexed, Key })
    await eventually(async () =>
      assert.deepEqual(await query(target, 'gsi-all', 'g = :v', { ':v': to }), []),
    )
  })
  index.complete(
    'projections',
    'Each index holds the keys and what it projects',
    async (target) => {
      const item = {
        pk: S(target.fresh()),
        sk: S('s'),
        g: S(target.fresh()),
        gs: S('gs'),
        l: S('l'),
        ls: S('ls'),
      }
      const gn = { N: String(Math.floor(Math.random() * 1e15)) }
      const whole = { ...item, gn, data: S('d'), extra: S('e') }
      await putAll(target, [whole])
      const { pk, sk, g, gs, ls } = item
      const expected: readonly [string, string, Item, Item][] = [
        ['gsi-all', 'g = :v', { ':v': g }, whole],
        ['gsi-include', 'g = :v', { ':v': g }, { pk, sk, g, gs, data: S('d') }],
        ['gsi-keys', 'gn = :v', { ':v': gn }, { pk, sk, gn }],
        ['lsi-all', 'pk = :v', { ':v': pk }, whole],
        ['lsi-include', 'pk = :v', { ':v': pk }, { pk, sk, ls, data: S('d') }],
      ]
      for (const [name, condition, values, held] of expected) {
        await eventually(async () =>
          assert.deepEqual(await query(target, name, condition, values), [held], name),
        )
      }
    },
  )
  index.complete(
    'local-fetches',
    'A local index fetches what it does not hold, and charges the table for it',
    async (target) => {
      const item = {
        pk: S(target.fresh()),
        sk: S('s'),
        ls: S('ls'),
        data: S('d'),
        extra: S('x'.repeat(9000)),
      }
      await putAll(target, [item])
      const input: QueryCommandInput = {
        TableName: target.tables.indexed,
        IndexName: 'lsi-include',
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': item.pk },
        ConsistentRead: true,
        ReturnConsumedCapacity: 'INDEXES',
      }
      const all = await target.db.query({ ...input, Select: 'ALL_ATTRIBUTES' })
      assert.deepEqual(all.Items, [item])
      assert.equal(all.ConsumedCapacity?.Table?.CapacityUnits, 3)
      assert.equal(all.ConsumedCapacity.LocalSecondaryIndexes?.['lsi-include']?.CapacityUnits, 1)
      const named = await target.db.query({ ...input, ProjectionExpression: 'extra' })
      assert.deepEqual(named.Items, [{ extra: item.extra }])
      const held = await target.db.query({
        ...input,
        ProjectionExpression: '#d',
        ExpressionAttributeNames: { '#d': 'data' },
      })
      assert.deepEqual(held.Items, [{ data: item.data }])
      assert.equal(held.ConsumedCapacity?.CapacityUnits, 1)
    },
  )
  index.complete(
    'tied-pages',
    'Pages over equal index keys neither drop nor repeat an item',
    async (target) => {
      const g = S(target.fresh())
      const pk = S(target.fresh())
      const items = Array.from({ length: 9 }, (_, at) => ({
        pk,
        sk: S(String(at)),
        g,
        gs: S('tie'),
        l: S('tie'),
      }))
      await putAll(target, items)
      await eventually(async () =>
        assert.equal((await query(target, 'gsi-include', 'g = :v', { ':v': g })).length, 9),
      )
      const cursors: readonly [string, string, Item, string[]][] = [
        ['gsi-all', 'g = :v', { ':v': g }, ['g', 'pk', 'sk']],
        ['gsi-include', 'g = :v', { ':v': g }, ['g', 'gs', 'pk', 'sk']],
        ['lsi-all', 'pk = :v', { ':v': pk }, ['l', 'pk', 'sk']],
      ]
      for (const [IndexName, condition, values, names] of cursors) {
        for (const ScanIndexForward of [true, false]) {
          const seen: string[] = []
          let start: Item | undefined
          do {
            const page = await target.db.query({
              TableName: target.tables.indexed,
              IndexName,
              KeyConditionExpression: condition,
              ExpressionAttributeValues: values,
              ScanIndexForward,
              Limit: 2,
              ...(start === undefined ? {} : { ExclusiveStartKey: start }),
            })
            seen.push(...(page.Items ?? []).map((item) => item['sk']?.S ?? ''))
            start = page.LastEvaluatedKey
            if (start !== undefined) assert.deepEqual(Object.keys(start).sort(), names)
          } while (start !== undefined)
          assert.deepEqual(
            seen.sort(),
            items.map(({ sk }) => sk.S),
            IndexName,
          )
        }
      }
    },
  )
  index.complete(
    'replaced-put',
    'A put that replaces an item replaces its index rows',
    async (target) => {
      const g = S(target.fresh())
      const Key = { pk: S(target.fresh()), sk: S('s') }
      await putAll(target, [{ ...Key, g, v: S('1') }])
      await putAll(target, [{ ...Key, g, v: S('2') }])
      await eventually(async () => {
        assert.deepEqual(await query(target, 'gsi-all', 'g = :v', { ':v': g }), [
          { ...Key, g, v: S('2') },
        ])
      })
    },
  )
  return index.list
}

async function putAll(target: Target, items: readonly Item[]): Promise<void> {
  for (const Item of items) await target.db.putItem({ TableName: target.tables.indexed, Item })
}

async function query(
  target: Target,
  IndexName: string,
  condition: string,
  values: Item,
): Promise<Item[]> {
  const { Items } = await target.db.query({
    TableName: target.tables.indexed,
    IndexName,
    KeyConditionExpression: condition,
    ExpressionAttributeValues: values,
  })
  return Items ?? []
}
