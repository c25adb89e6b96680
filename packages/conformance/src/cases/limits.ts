import assert from 'node:assert/strict'
import { Cases, type Case } from '../case.ts'
import { accepted, refused } from '../expect.ts'
import { deep } from './value-refusals.ts'

const S = (text: string) => ({ S: text })
const itemBytes = 409_600

/** Limits, at the last value that is accepted and the first that is not. */
export function limitCases(): Case[] {
  const limit = new Cases('Limits')

  limit.complete(
    'item-size',
    'An item has 409,600 bytes at most, names included',
    async (target) => {
      const pk = S(target.fresh())
      const item = (bytes: number) => ({ pk, v: S('x'.repeat(bytes - 3 - pk.S.length)) })
      const TableName = target.tables.hash
      await accepted(target, 'PutItem', { TableName, Item: item(itemBytes) })
      const message = 'Item size has exceeded the maximum allowed size'
      await refused(target, 'PutItem', { TableName, Item: item(itemBytes + 1) }, { message })
      const batch = (Item: object) => ({
        RequestItems: { [TableName]: [{ PutRequest: { Item } }] },
      })
      await accepted(target, 'BatchWriteItem', batch(item(itemBytes)))
      await refused(target, 'BatchWriteItem', batch(item(itemBytes + 1)), { message })
      await target.db.deleteItem({ TableName, Key: { pk } })
    },
  )
  limit.complete(
    'updated-size',
    'An update does not make an item larger than that',
    async (target) => {
      const pk = S('k'.repeat(100) + target.fresh())
      const input = (bytes: number) => ({
        TableName: target.tables.hash,
        Key: { pk },
        UpdateExpression: 'SET v = :v',
        ExpressionAttributeValues: { ':v': S('x'.repeat(bytes - 3 - pk.S.length)) },
      })
      await accepted(target, 'UpdateItem', input(itemBytes))
      const message = 'Item size to update has exceeded the maximum allowed size'
      await refused(target, 'UpdateItem', input(itemBytes + 1), { message })
      await target.db.deleteItem({ TableName: target.tables.hash, Key: { pk } })
    },
  )
  limit.complete(
    'item-size-in-local-indexes',
    'An item has 409,600 bytes together with its entries in local indexes; in global ones they do not count',
    async (target) => {
      const TableName = target.tables.indexed
      const Key = { pk: S(target.fresh()), sk: S('s') }
      const keyBytes = 2 + Key.pk.S.length + 2 + 1
      const put = (bytes: number, more: object = {}) => ({
        TableName,
        Item: { ...Key, ...more, v: S('x'.repeat(bytes - keyBytes - 1)) },
      })
      const message = 'Item size has exceeded the maximum allowed size'
      const whole = { l: S('abc') }
      await accepted(target, 'PutItem', put(itemBytes / 2 - 4, whole))
      await refused(target, 'PutItem', put(itemBytes / 2 - 3, whole), { message })
      const failing = { ConditionExpression: 'attribute_not_exists(pk)' }
      await refused(
        target,
        'PutItem',
        { ...put(itemBytes / 2 - 3, whole), ...failing },
        { message },
      )
      const batch = ({ Item }: { Item: object }) => ({
        RequestItems: { [TableName]: [{ PutRequest: { Item } }] },
      })
      await refused(target, 'BatchWriteItem', batch(put(itemBytes / 2 - 3, whole)), { message })
      // Whether the entry counts the sort key of the table, 3 bytes, is not asked here.
      const part = { ls: S('abc'), data: S('d') }
      await accepted(target, 'PutItem', put(itemBytes - 10 - keyBytes - 10, part))
      await refused(target, 'PutItem', put(itemBytes - 10 - keyBytes - 10 + 4, part), { message })
      await accepted(target, 'PutItem', put(itemBytes - 3, { g: S('ab') }))
      await target.db.deleteItem({ TableName, Key })
    },
  )
  limit.complete(
    'updated-size-in-local-indexes',
    'Nor does an update make it larger together with them',
    async (target) => {
      const TableName = target.tables.indexed
      const Key = { pk: S(target.fresh()), sk: S('s') }
      const keyBytes = 2 + Key.pk.S.length + 2 + 1
      const set = (bytes: number) => ({
        TableName,
        Key,
        UpdateExpression: 'SET v = :v',
        ExpressionAttributeValues: { ':v': S('x'.repeat(bytes - keyBytes - 4 - 1)) },
      })
      await accepted(target, 'PutItem', { TableName, Item: { ...Key, l: S('abc') } })
      await accepted(target, 'UpdateItem', set(itemBytes / 2))
      const message = 'Item size to update has exceeded the maximum allowed size'
      await refused(target, 'UpdateItem', set(itemBytes / 2 + 1), { message })
      await target.db.deleteItem({ TableName, Key })
    },
  )
  limit.complete('key-size', 'Keys have 2048 and 1024 bytes at most', async (target) => {
    const TableName = target.tables.composite
    const Key = { pk: S('x'.repeat(2048)), sk: S('y'.repeat(1024)) }
    await accepted(target, 'PutItem', { TableName, Item: Key })
    const { Item } = await target.db.getItem({ TableName, Key, ConsistentRead: true })
    assert.deepEqual(Item, Key)
    await accepted(target, 'DeleteItem', { TableName, Key })
  })
  limit.complete('nesting', 'Values nest 32 levels at most', async (target) => {
    const Item = { pk: S(target.fresh()), v: deep(31) }
    await accepted(target, 'PutItem', { TableName: target.tables.hash, Item })
    const { body } = await target.call('GetItem', {
      TableName: target.tables.hash,
      Key: { pk: Item.pk },
      ConsistentRead: true,
    })
    assert.deepEqual(body['Item'], Item)
  })
  limit.complete(
    'expression-size',
    'Expressions have 4096 bytes at most, before names are put in',
    async (target) => {
      const input = (projection: string) => ({
        TableName: target.tables.hash,
        Key: { pk: S('x') },
        ProjectionExpression: projection,
      })
      await accepted(target, 'GetItem', input('x'.repeat(4096)))
      await refused(target, 'GetItem', input('x'.repeat(4097)), {})
      const names = Object.fromEntries(
        Array.from({ length: 30 }, (_, at) => [
          `#a${String(at)}`,
          `${'n'.repeat(250)}${String(at)}`,
        ]),
      )
      await accepted(target, 'GetItem', {
        ...input(Object.keys(names).join(',')),
        ExpressionAttributeNames: names,
      })
    },
  )
  limit.complete('many-attributes', 'An item may have thousands of attributes', async (target) => {
    const pk = S(target.fresh())
    const names = Array.from({ length: 5000 }, (_, at) => `attribute-${String(at)}`)
    const Item = { pk, ...Object.fromEntries(names.map((name) => [name, { N: '1' }])) }
    await accepted(target, 'PutItem', { TableName: target.tables.hash, Item })
    const read = await target.db.getItem({
      TableName: target.tables.hash,
      Key: { pk },
      ConsistentRead: true,
    })
    assert.equal(Object.keys(read.Item ?? {}).length, 5001)
  })
  return limit.list
}
