import assert from 'node:assert/strict'
import type { AttributeValue, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb'
import { Cases, type Case } from '../case.ts'
import { accepted, refused } from '../expect.ts'
import type { Target } from '../target.ts'

type Attributes = Record<string, AttributeValue>

interface UpdateRow {
  readonly name: string
  readonly title: string
  /** The item before, without its key; absent where there is none. */
  readonly before?: Attributes
  readonly update: string
  readonly values?: Attributes
  /** The item after, without its key; undefined for no item. */
  readonly after: Attributes | undefined
}

const list = (...texts: string[]): AttributeValue => ({ L: texts.map((S) => ({ S })) })
const N = (text: string): AttributeValue => ({ N: text })
const S = (text: string): AttributeValue => ({ S: text })

const rows: readonly UpdateRow[] = [
  {
    name: 'creates',
    title: 'SET creates a missing item',
    update: 'SET a = :v',
    values: { ':v': S('x') },
    after: { a: S('x') },
  },
  {
    name: 'remove-creates-nothing',
    title: 'REMOVE alone does not create an item',
    update: 'REMOVE a',
    after: undefined,
  },
  {
    name: 'add',
    title: 'ADD counts from zero, and up',
    before: { n: N('1.5') },
    update: 'ADD n :v, m :v',
    values: { ':v': N('2') },
    after: { n: N('3.5'), m: N('2') },
  },
  {
    name: 'add-set',
    title: 'ADD unites sets',
    before: { s: { SS: ['a', 'c'] } },
    update: 'ADD s :v, t :v',
    values: { ':v': { SS: ['b', 'a'] } },
    after: { s: { SS: ['a', 'b', 'c'] }, t: { SS: ['a', 'b'] } },
  },
  {
    name: 'delete-set',
    title: 'DELETE takes members out, and the set with the last of them',
    before: { s: { NS: ['1', '2'] }, t: { NS: ['1'] } },
    update: 'DELETE s :v, t :v, u :v',
    values: { ':v': { NS: ['1', '7'] } },
    after: { s: { NS: ['2'] } },
  },
  {
    name: 'arithmetic',
    title: 'SET adds and subtracts',
    before: { n: N('10'), m: N('3') },
    update: 'SET a = n + m, b = n - m, c = n - :v, d = :v + :v',
    values: { ':v': N('0.1') },
    after: { n: N('10'), m: N('3'), a: N('13'), b: N('7'), c: N('9.9'), d: N('0.2') },
  },
  {
    name: 'old-values',
    title: 'All clauses see the item as it was',
    before: { a: N('1'), b: N('2') },
    update: 'SET a = b, b = a REMOVE c ADD d :v',
    values: { ':v': N('1') },
    after: { a: N('2'), b: N('1'), d: N('1') },
  },
  {
    name: 'if-not-exists',
    title: 'if_not_exists keeps what is there',
    before: { a: S('old') },
    update:
      'SET a = if_not_exists(a, :v), b = if_not_exists(b, a), n = if_not_exists(n, :zero) + :one',
    values: { ':v': S('new'), ':zero': N('0'), ':one': N('1') },
    after: { a: S('old'), b: S('old'), n: N('1') },
  },
  {
    name: 'list-append',
    title: 'list_append joins lists in both directions',
    before: { l: list('b') },
    update: 'SET l = list_append(l, :c), m = list_append(if_not_exists(m, :a), l)',
    values: { ':a': list('a'), ':c': list('c') },
    after: { l: list('b', 'c'), m: list('a', 'b') },
  },
  {
    name: 'list-set',
    title: 'SET of an element past the end appends',
    before: { l: list('a', 'b') },
    update: 'SET l[0] = :x, l[7] = :y, l[5] = :z',
    values: { ':x': S('x'), ':y': S('y'), ':z': S('z') },
    after: { l: list('x', 'b', 'z', 'y') },
  },
  {
    name: 'list-remove',
    title: 'REMOVE of elements closes the gaps',
    before: { l: list('a', 'b', 'c', 'd') },
    update: 'REMOVE l[0], l[2], l[9]',
    after: { l: list('b', 'd') },
  },
  {
    name: 'nested',
    title: 'Paths reach into maps and lists',
    before: { m: { M: { l: { L: [{ M: { x: N('1') } }] }, gone: S('') } } },
    update: 'SET m.l[0].x = m.l[0].x + :v, m.y = :v REMOVE m.gone, m.absent',
    values: { ':v': N('1') },
    after: { m: { M: { l: { L: [{ M: { x: N('2') } }] }, y: N('1') } } },
  },
  {
    name: 'set-from-path',
    title: 'SET copies from a path',
    before: { m: { M: { a: list('x') } } },
    update: 'SET c = m.a, m.b = m.a[0]',
    after: { m: { M: { a: list('x'), b: S('x') } }, c: list('x') },
  },
]

async function outcome(target: Target, row: UpdateRow): Promise<void> {
  const TableName = target.tables.hash
  const Key = { pk: S(target.fresh()) }
  if (row.before !== undefined)
    await target.db.putItem({ TableName, Item: { ...Key, ...row.before } })
  const input: UpdateItemCommandInput = { TableName, Key, UpdateExpression: row.update }
  if (row.values !== undefined) input.ExpressionAttributeValues = row.values
  const answer = await target.db.updateItem({ ...input, ReturnValues: 'ALL_NEW' })
  const { Item } = await target.db.getItem({ TableName, Key, ConsistentRead: true })
  const expected = row.after && { ...Key, ...row.after }
  assert.deepEqual(Item, expected)
  assert.deepEqual(answer.Attributes, expected)
}

/** Success of UpdateItem. */
export function updateItemCases(): Case[] {
  const update = new Cases('UpdateItem')
  for (const row of rows) update.core(row.name, row.title, (target) => outcome(target, row))

  update.core('key-alone', 'Without an expression the item is made to exist', async (target) => {
    const Key = { pk: { S: target.fresh() } }
    await accepted(target, 'UpdateItem', { TableName: target.tables.hash, Key })
    const { Item } = await target.db.getItem({
      TableName: target.tables.hash,
      Key,
      ConsistentRead: true,
    })
    assert.deepEqual(Item, Key)
  })
  update.core('condition', 'A condition decides', async (target) => {
    const input = {
      TableName: target.tables.hash,
      Key: { pk: { S: target.fresh() } },
      UpdateExpression: 'SET n = :one',
      ConditionExpression: 'attribute_not_exists(n) OR n < :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    }
    await accepted(target, 'UpdateItem', input)
    await refused(target, 'UpdateItem', input, { error: 'ConditionalCheckFailedException' })
  })
  update.core('counter', 'Concurrent additions all count', async (target) => {
    const Key = { pk: { S: target.fresh() } }
    const one = { ':one': { N: '1' } }
    const add = { TableName: target.tables.hash, Key, UpdateExpression: 'ADD n :one' }
    await Promise.all(
      Array.from({ length: 20 }, () =>
        target.db.updateItem({ ...add, ExpressionAttributeValues: one }),
      ),
    )
    const { Item } = await target.db.getItem({
      TableName: target.tables.hash,
      Key,
      ConsistentRead: true,
    })
    assert.deepEqual(Item?.['n'], { N: '20' })
  })
  returnValueCases(update)
  return update.list
}

function returnValueCases(update: Cases): void {
  const before = {
    a: { N: '1' },
    m: { M: { x: { S: 'x' }, y: { S: 'y' } } },
    l: list('a', 'b'),
    keep: { S: 'k' },
  }
  const change = {
    UpdateExpression: 'SET a = a + :one, m.x = :new, fresh = :new REMOVE l[0], m.y',
    ExpressionAttributeValues: { ':one': { N: '1' }, ':new': { S: 'new' } },
  }
  const expected: Readonly<Record<string, object | undefined>> = {
    NONE: undefined,
    ALL_OLD: before,
    UPDATED_OLD: { a: { N: '1' }, m: { M: { x: { S: 'x' }, y: { S: 'y' } } }, l: list('a') },
    ALL_NEW: {
      a: { N: '2' },
      m: { M: { x: { S: 'new' } } },
      l: list('b'),
      keep: { S: 'k' },
      fresh: { S: 'new' },
    },
    UPDATED_NEW: {
      a: { N: '2' },
      m: { M: { x: { S: 'new' } } },
      l: list('b'),
      fresh: { S: 'new' },
    },
  }
  for (const [ReturnValues, attributes] of Object.entries(expected)) {
    update.complete(
      `returns-${ReturnValues}`,
      `ReturnValues ${ReturnValues} answers its attributes`,
      async (target) => {
        const Key = { pk: { S: target.fresh() } }
        const TableName = target.tables.hash
        await target.db.putItem({ TableName, Item: { ...Key, ...before } })
        const answer = await accepted(target, 'UpdateItem', {
          TableName,
          Key,
          ...change,
          ReturnValues,
        })
        const whole = ReturnValues.startsWith('ALL') ? Key : {}
        assert.deepEqual(answer['Attributes'], attributes && { ...whole, ...attributes })
      },
    )
  }
  update.complete(
    'updated-new-of-removed',
    'UPDATED_NEW of removed attributes answers nothing',
    async (target) => {
      const Key = { pk: { S: target.fresh() } }
      const TableName = target.tables.hash
      await target.db.putItem({ TableName, Item: { ...Key, a: { S: 'x' } } })
      const input = { TableName, Key, UpdateExpression: 'REMOVE a, b', ReturnValues: 'UPDATED_NEW' }
      assert.deepEqual(await accepted(target, 'UpdateItem', input), {})
    },
  )
  update.complete(
    'old-of-none',
    'ALL_OLD and UPDATED_OLD of a new item answer nothing',
    async (target) => {
      for (const ReturnValues of ['ALL_OLD', 'UPDATED_OLD']) {
        const input = {
          TableName: target.tables.hash,
          Key: { pk: { S: target.fresh() } },
          UpdateExpression: 'SET a = :v',
          ExpressionAttributeValues: { ':v': { S: 'x' } },
          ReturnValues,
        }
        assert.deepEqual(await accepted(target, 'UpdateItem', input), {})
      }
    },
  )
}
