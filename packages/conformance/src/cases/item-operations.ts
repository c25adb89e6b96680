import assert from 'node:assert/strict'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { Cases, type Case } from '../case.ts'
import { accepted, refused } from '../expect.ts'

const everyType: Record<string, AttributeValue> = {
  s: { S: 'text, ünïcode, \u{1f600} and "quotes"' },
  empty: { S: '' },
  n: { N: '-12345.678' },
  b: { B: Uint8Array.of(0, 255, 1) },
  noBytes: { B: new Uint8Array() },
  yes: { BOOL: true },
  no: { BOOL: false },
  nothing: { NULL: true },
  ss: { SS: ['a', 'b'] },
  ns: { NS: ['1', '2.5'] },
  bs: { BS: [Uint8Array.of(1), Uint8Array.of(2)] },
  l: { L: [{ S: 'x' }, { N: '1' }, { L: [] }] },
  m: { M: { inner: { M: {} }, 'a.b': { S: 'dotted' } } },
}

/** Success of the four single-item operations. */
export function itemOperationCases(): Case[] {
  return [...putCases(), ...getCases(), ...deleteCases()]
}

function putCases(): Case[] {
  const put = new Cases('PutItem')
  put.core('every-type', 'What is put is what a read answers, in every type', async (target) => {
    const Item = { pk: { S: target.fresh() }, ...everyType }
    const answer = await target.db.putItem({ TableName: target.tables.hash, Item })
    assert.equal(answer.Attributes, undefined)
    assert.equal(answer.ConsumedCapacity, undefined)
    const Key = { pk: Item.pk }
    const read = await target.db.getItem({
      TableName: target.tables.hash,
      Key,
      ConsistentRead: true,
    })
    assert.deepEqual(read.Item, Item)
  })
  put.core('replaces', 'A second put replaces the whole item', async (target) => {
    const TableName = target.tables.hash
    const Key = { pk: { S: target.fresh() } }
    await target.db.putItem({ TableName, Item: { ...Key, a: { S: '1' } } })
    const answer = await target.db.putItem({
      TableName,
      Item: { ...Key, b: { S: '2' } },
      ReturnValues: 'ALL_OLD',
    })
    assert.deepEqual(answer.Attributes, { ...Key, a: { S: '1' } })
    const { Item } = await target.db.getItem({ TableName, Key, ConsistentRead: true })
    assert.deepEqual(Item, { ...Key, b: { S: '2' } })
  })
  put.core('condition', 'A false condition refuses and changes nothing', async (target) => {
    const TableName = target.tables.hash
    const Key = { pk: { S: target.fresh() } }
    const ConditionExpression = 'attribute_not_exists(pk)'
    await target.db.putItem({ TableName, Item: { ...Key, v: { N: '1' } }, ConditionExpression })
    const again = { TableName, Item: { ...Key, v: { N: '2' } }, ConditionExpression }
    await refused(target, 'PutItem', again, {
      error: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
    })
    const { Item } = await target.db.getItem({ TableName, Key, ConsistentRead: true })
    assert.deepEqual(Item?.['v'], { N: '1' })
  })
  put.complete(
    'item-on-failure',
    'A refusal carries the item where it is asked for',
    async (target) => {
      const TableName = target.tables.hash
      const Item = { pk: { S: target.fresh() }, v: { N: '1' } }
      await target.db.putItem({ TableName, Item })
      const input = { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' }
      const without = await target.call('PutItem', input)
      assert.equal(without.body['Item'], undefined)
      const withItem = await target.call('PutItem', {
        ...input,
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      })
      assert.equal(withItem.error, 'ConditionalCheckFailedException')
      assert.deepEqual(withItem.body['Item'], Item)
    },
  )
  put.complete('all-old-of-none', 'ALL_OLD of a new item answers no Attributes', async (target) => {
    const Item = { pk: { S: target.fresh() } }
    const input = { TableName: target.tables.hash, Item, ReturnValues: 'ALL_OLD' }
    assert.deepEqual(await accepted(target, 'PutItem', input), {})
  })
  put.complete('numbers', 'Numbers are answered in plain digits', async (target) => {
    const written = ['1.50', '007', '-0', '1e3', '12E-2', '+5', '.5', '1e125', '1E-130', '-1.10']
    const plain = ['1.5', '7', '0', '1000', '0.12', '5', '0.5', `1${'0'.repeat(125)}`]
    const expected = [...plain, `0.${'0'.repeat(129)}1`, '-1.1']
    const Key = { pk: { S: target.fresh() } }
    const Item = { ...Key, l: { L: written.map((N) => ({ N })) } }
    await target.db.putItem({ TableName: target.tables.hash, Item })
    const read = await target.db.getItem({
      TableName: target.tables.hash,
      Key,
      ConsistentRead: true,
    })
    assert.deepEqual(read.Item?.['l'], { L: expected.map((N) => ({ N })) })
  })
  put.complete('38-digits', 'Numbers keep 38 digits', async (target) => {
    const N = '1234567890123456789012345678.9012345678'
    const Key = { pk: { S: target.fresh() } }
    await target.db.putItem({ TableName: target.tables.hash, Item: { ...Key, n: { N } } })
    const read = await target.db.getItem({
      TableName: target.tables.hash,
      Key,
      ConsistentRead: true,
    })
    assert.deepEqual(read.Item?.['n'], { N })
  })
  put.complete('equal-numbers', 'Spellings of one number are one key', async (target) => {
    const TableName = target.tables.numeric
    const pk = { S: target.fresh() }
    await target.db.putItem({ TableName, Item: { pk, sk: { N: '1' }, v: { S: 'first' } } })
    await target.db.putItem({ TableName, Item: { pk, sk: { N: '1.00' }, v: { S: 'second' } } })
    const read = await target.db.getItem({
      TableName,
      Key: { pk, sk: { N: '1e0' } },
      ConsistentRead: true,
    })
    assert.deepEqual(read.Item, { pk, sk: { N: '1' }, v: { S: 'second' } })
  })
  put.complete('set-order', 'The members of a set are answered in their order', async (target) => {
    const Key = { pk: { S: target.fresh() } }
    const sets = {
      ss: { SS: ['b', '', 'a', 'B'] },
      ns: { NS: ['10', '-1', '9'] },
      bs: { BS: [Uint8Array.of(255), Uint8Array.of(), Uint8Array.of(0)] },
    }
    await target.db.putItem({ TableName: target.tables.hash, Item: { ...Key, ...sets } })
    const read = await target.db.getItem({
      TableName: target.tables.hash,
      Key,
      ConsistentRead: true,
    })
    assert.deepEqual(read.Item, {
      ...Key,
      ss: { SS: ['', 'B', 'a', 'b'] },
      ns: { NS: ['-1', '9', '10'] },
      bs: { BS: [Uint8Array.of(), Uint8Array.of(0), Uint8Array.of(255)] },
    })
  })
  put.complete(
    'odd-names',
    'Names may be those of JavaScript and hold any character',
    async (target) => {
      const Key = { pk: { S: target.fresh() } }
      const odd = ['__proto__', 'constructor', 'toString', 'a b', 'ü.[0]', '#x', ':y']
      const attributes = odd.map((name) => `${JSON.stringify(name)}:{"S":"kept"}`).join(',')
      const body = `{"TableName":"${target.tables.hash}","Item":{"pk":{"S":"${Key.pk.S}"},${attributes}}}`
      assert.equal((await target.raw('PutItem', body)).message, '')
      const read = await target.call('GetItem', {
        TableName: target.tables.hash,
        Key,
        ConsistentRead: true,
      })
      for (const name of odd)
        assert.ok(read.text.includes(`${JSON.stringify(name)}:{"S":"kept"}`), name)
    },
  )
  return put.list
}

function getCases(): Case[] {
  const get = new Cases('GetItem')
  get.core('absent', 'A missing item is an empty answer', async (target) => {
    const input = { TableName: target.tables.hash, Key: { pk: { S: target.fresh() } } }
    assert.deepEqual(await accepted(target, 'GetItem', input), {})
  })
  get.core('projection', 'A projection picks paths out of maps and lists', async (target) => {
    const TableName = target.tables.hash
    const Key = { pk: { S: target.fresh() } }
    const list = { L: [{ S: 'zero' }, { M: { x: { N: '1' }, y: { N: '2' } } }, { S: 'two' }] }
    const Item = { ...Key, a: { S: '1' }, m: { M: { b: { S: '2' }, c: { S: '3' } } }, l: list }
    await target.db.putItem({ TableName, Item })
    const read = await target.db.getItem({
      TableName,
      Key,
      ConsistentRead: true,
      ProjectionExpression: 'a, m.#b, l[1].x, l[2], absent, m.absent, s.x, l[9]',
      ExpressionAttributeNames: { '#b': 'b' },
    })
    assert.deepEqual(read.Item, {
      a: { S: '1' },
      m: { M: { b: { S: '2' } } },
      l: { L: [{ M: { x: { N: '1' } } }, { S: 'two' }] },
    })
  })
  get.complete(
    'projection-of-nothing',
    'A projection that finds nothing is an empty item',
    async (target) => {
      const Item = { pk: { S: target.fresh() } }
      await target.db.putItem({ TableName: target.tables.hash, Item })
      const input = {
        TableName: target.tables.hash,
        Key: Item,
        ProjectionExpression: 'absent, m.x',
      }
      assert.deepEqual(await accepted(target, 'GetItem', input), { Item: {} })
    },
  )
  get.complete('binary-key', 'Keys may be binary', async (target) => {
    const Key = {
      pk: { B: Uint8Array.from(Buffer.from(target.fresh())) },
      sk: { B: Uint8Array.of(0, 255) },
    }
    await target.db.putItem({ TableName: target.tables.binary, Item: { ...Key, v: { S: 'x' } } })
    const read = await target.db.getItem({
      TableName: target.tables.binary,
      Key,
      ConsistentRead: true,
    })
    assert.deepEqual(read.Item, { ...Key, v: { S: 'x' } })
  })
  get.complete('by-arn', 'A table may be named by its ARN', async (target) => {
    const Item = { pk: { S: target.fresh() } }
    await target.db.putItem({ TableName: target.tables.hash, Item })
    const { Table } = await target.db.describeTable({ TableName: target.tables.hash })
    const read = await target.db.getItem({
      TableName: Table?.TableArn,
      Key: Item,
      ConsistentRead: true,
      ReturnConsumedCapacity: 'TOTAL',
    })
    assert.deepEqual(read.Item, Item)
    assert.equal(read.ConsumedCapacity?.TableName, target.tables.hash)
  })
  return get.list
}

function deleteCases(): Case[] {
  const remove = new Cases('DeleteItem')
  remove.core('deletes', 'A deleted item is gone, and ALL_OLD answers it', async (target) => {
    const TableName = target.tables.composite
    const Key = { pk: { S: target.fresh() }, sk: { S: 'a' } }
    await target.db.putItem({ TableName, Item: { ...Key, v: { S: '1' } } })
    const answer = await target.db.deleteItem({ TableName, Key, ReturnValues: 'ALL_OLD' })
    assert.deepEqual(answer.Attributes, { ...Key, v: { S: '1' } })
    assert.equal(
      (await target.db.getItem({ TableName, Key, ConsistentRead: true })).Item,
      undefined,
    )
  })
  remove.core('absent', 'Deleting a missing item succeeds', async (target) => {
    const Key = { pk: { S: target.fresh() } }
    const input = { TableName: target.tables.hash, Key, ReturnValues: 'ALL_OLD' }
    assert.deepEqual(await accepted(target, 'DeleteItem', input), {})
  })
  remove.core('condition', 'A false condition keeps the item', async (target) => {
    const TableName = target.tables.hash
    const Key = { pk: { S: target.fresh() } }
    await target.db.putItem({ TableName, Item: { ...Key, v: { N: '1' } } })
    const input = {
      TableName,
      Key,
      ConditionExpression: 'v > :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    }
    await refused(target, 'DeleteItem', input, { error: 'ConditionalCheckFailedException' })
    assert.ok((await target.db.getItem({ TableName, Key, ConsistentRead: true })).Item)
  })
  remove.complete(
    'condition-on-absent',
    'A condition is judged where there is no item',
    async (target) => {
      const input = { TableName: target.tables.hash, Key: { pk: { S: target.fresh() } } }
      const exists = { ...input, ConditionExpression: 'attribute_exists(pk)' }
      await refused(target, 'DeleteItem', exists, { error: 'ConditionalCheckFailedException' })
      await accepted(target, 'DeleteItem', {
        ...input,
        ConditionExpression: 'attribute_not_exists(pk)',
      })
    },
  )
  return remove.list
}
