import assert from 'node:assert/strict'
import { Cases, type Case } from '../case.ts'
import { accepted, refused } from '../expect.ts'
import type { Target } from '../target.ts'

type Item = Readonly<Record<string, object>>
const S = (text: string) => ({ S: text })
const N = (number: number) => ({ N: String(number) })
const L = (...numbers: number[]) => ({ L: numbers.map(N) })
const when = (ComparisonOperator: string, ...AttributeValueList: object[]) => ({
  ComparisonOperator,
  ...(AttributeValueList.length > 0 ? { AttributeValueList } : {}),
})

/** The parameters of the time before expressions. */
export function legacyCases(): Case[] {
  return [...operatorCases(), ...expectedCases(), ...updateCases(), ...readCases()]
}

/** Conditions on one attribute of the item of `compared`, and whether it meets them. */
const comparisons: readonly [string, ReturnType<typeof when>, boolean][] = [
  ['n', when('EQ', N(3)), true],
  ['n', when('EQ', S('3')), false],
  ['l', when('EQ', L(2, 4)), true],
  ['ns', when('EQ', { NS: ['4', '2'] }), true],
  ['missing', when('EQ', N(3)), false],
  ['n', when('NE', N(3)), false],
  ['n', when('NE', S('3')), true],
  ['missing', when('NE', N(3)), true],
  ['n', when('LE', N(3)), true],
  ['n', when('LT', N(3)), false],
  ['n', when('GE', N(3)), true],
  ['n', when('GT', S('1')), false],
  ['n', when('NULL'), false],
  ['missing', when('NULL'), true],
  ['n', when('NOT_NULL'), true],
  ['a.b', when('CONTAINS', S('ell')), true],
  ['ns', when('CONTAINS', N(4)), true],
  ['l', when('CONTAINS', N(4)), true],
  ['missing', when('CONTAINS', N(4)), false],
  ['a.b', when('NOT_CONTAINS', S('dog')), true],
  ['l', when('NOT_CONTAINS', N(4)), false],
  ['missing', when('NOT_CONTAINS', N(4)), false],
  ['a.b', when('BEGINS_WITH', S('hell')), true],
  ['n', when('BEGINS_WITH', S('3')), false],
  ['n', when('IN', N(1), N(3)), true],
  ['ns', when('IN', N(2)), false],
  ['n', when('BETWEEN', N(3), N(4)), true],
  ['missing', when('BETWEEN', N(0), N(100)), false],
]

async function compared(target: Target): Promise<Item> {
  const Item = {
    pk: S(target.fresh()),
    sk: N(1),
    'a.b': S('hello'),
    n: N(3),
    ns: { NS: ['2', '4'] },
    l: L(2, 4),
  }
  await accepted(target, 'PutItem', { TableName: target.tables.numeric, Item })
  return Item
}

function operatorCases(): Case[] {
  return comparisons.map(([name, condition, holds], at) => {
    const kind = condition.ComparisonOperator
    const title = `${kind} means the same in Expected, QueryFilter and ScanFilter`
    const run = async (target: Target): Promise<void> => {
      const TableName = target.tables.numeric
      const Item = await compared(target)
      const whole = { pk: when('EQ', Item['pk'] ?? {}), sk: when('EQ', N(1)) }
      const filter = { [name]: condition }
      const query = await accepted(target, 'Query', {
        TableName,
        KeyConditions: whole,
        QueryFilter: filter,
        ConsistentRead: true,
      })
      assert.equal(query['Count'], holds ? 1 : 0, 'QueryFilter')
      assert.equal(query['ScannedCount'], 1)
      const scan = { TableName, ScanFilter: { ...filter, ...whole }, ConsistentRead: true }
      assert.equal(await countOf(target, scan), holds ? 1 : 0, 'ScanFilter')
      const { error, message } = await target.call('PutItem', { TableName, Item, Expected: filter })
      assert.equal(error, holds ? '' : 'ConditionalCheckFailedException', message)
    }
    return { id: `Legacy/${String(at + 1)}-${kind}-${name}`, tier: 'complete', title, run }
  })
}

/** Items that a scan answers over all its pages. */
async function countOf(target: Target, scan: object): Promise<number> {
  let count = 0
  let from: unknown
  do {
    const more = from === undefined ? {} : { ExclusiveStartKey: from }
    const page = await accepted(target, 'Scan', { ...scan, ...more })
    count += Number(page['Count'])
    from = page['LastEvaluatedKey']
  } while (from !== undefined)
  return count
}

function expectedCases(): Case[] {
  const legacy = new Cases('Legacy')
  legacy.core('expected', 'Value and Exists guard a write', async (target) => {
    const TableName = target.tables.numeric
    const Item = await compared(target)
    const meets = async (Expected: object, more: object = {}) => {
      const { error } = await target.call('PutItem', { TableName, Item, Expected, ...more })
      if (error !== '') assert.equal(error, 'ConditionalCheckFailedException')
      return error === ''
    }
    assert.equal(await meets({ n: { Value: N(3) } }), true)
    assert.equal(await meets({ n: { Exists: true, Value: N(4) } }), false)
    assert.equal(await meets({ missing: { Exists: false } }), true)
    assert.equal(await meets({ n: { Exists: false } }), false)
    const both = { n: when('LT', N(4)), l: { Value: S('x') } }
    assert.equal(await meets(both), false)
    assert.equal(await meets(both, { ConditionalOperator: 'AND' }), false)
    assert.equal(await meets(both, { ConditionalOperator: 'OR' }), true)
  })
  legacy.complete('expected-delete', 'Expected guards a deletion', async (target) => {
    const TableName = target.tables.numeric
    const { pk, sk } = await compared(target)
    const Key = { pk, sk }
    const remove = (n: number) => ({ TableName, Key, Expected: { n: { Value: N(n) } } })
    await refused(target, 'DeleteItem', remove(2), {
      error: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
    })
    await accepted(target, 'DeleteItem', remove(3))
  })
  return legacy.list
}

function updateCases(): Case[] {
  const legacy = new Cases('Legacy')
  const updater = (target: Target) => {
    const TableName = target.tables.hash
    const Key = { pk: S(target.fresh()) }
    const item = async () =>
      (await accepted(target, 'GetItem', { TableName, Key, ConsistentRead: true }))['Item']
    const update = async (AttributeUpdates: object) => {
      const input = { TableName, Key, AttributeUpdates, ReturnValues: 'UPDATED_NEW' }
      return (await accepted(target, 'UpdateItem', input))['Attributes']
    }
    return { Key, item, update }
  }
  legacy.core('attribute-updates', 'AttributeUpdates put, add and delete', async (target) => {
    const { Key, item, update } = updater(target)
    const put = await update({
      'a.b': { Value: S('x') },
      n: { Action: 'ADD', Value: N(2) },
      ns: { Action: 'ADD', Value: { NS: ['1'] } },
      p: { Action: 'PUT', Value: L(1) },
    })
    assert.deepEqual(put, { 'a.b': S('x'), n: N(2), ns: { NS: ['1'] }, p: L(1) })
    await update({
      n: { Action: 'ADD', Value: N(-5) },
      ns: { Action: 'DELETE', Value: { NS: ['1'] } },
      'a.b': { Action: 'DELETE' },
    })
    assert.deepEqual(await item(), { ...Key, n: N(-3), p: L(1) })
  })
  legacy.complete('attribute-updates-lists', 'ADD appends to a list', async (target) => {
    const { update } = updater(target)
    assert.deepEqual(await update({ l: { Action: 'ADD', Value: L(1) } }), { l: L(1) })
    assert.deepEqual(await update({ l: { Action: 'ADD', Value: L(1, 2) } }), { l: L(1, 1, 2) })
  })
  legacy.complete('only-deletions', 'Updates that only delete create no item', async (target) => {
    const { item, update } = updater(target)
    await update({ a: { Action: 'DELETE' }, s: { Action: 'DELETE', Value: { SS: ['x'] } } })
    assert.equal(await item(), undefined)
  })
  legacy.complete('no-updates', 'An update of nothing creates the item', async (target) => {
    const { Key, item, update } = updater(target)
    await update({})
    assert.deepEqual(await item(), Key)
  })
  return legacy.list
}

function readCases(): Case[] {
  const legacy = new Cases('Legacy')
  legacy.core('attributes-to-get', 'AttributesToGet takes whole attributes', async (target) => {
    const TableName = target.tables.numeric
    const { pk, sk } = await compared(target)
    const Key = { pk, sk }
    const AttributesToGet = ['a.b', 'n', 'missing']
    const projected = { 'a.b': S('hello'), n: N(3) }
    const got = await accepted(target, 'GetItem', { TableName, Key, AttributesToGet })
    assert.deepEqual(got['Item'], projected)
    const RequestItems = { [TableName]: { Keys: [Key], AttributesToGet } }
    const batch = await accepted(target, 'BatchGetItem', { RequestItems })
    assert.deepEqual(batch['Responses'], { [TableName]: [projected] })
    const query = await accepted(target, 'Query', {
      TableName,
      KeyConditions: { pk: when('EQ', pk ?? {}) },
      AttributesToGet,
    })
    assert.deepEqual(query['Items'], [projected])
  })
  legacy.complete('unprojected', 'A global index answers only what it has', async (target) => {
    const input = {
      TableName: target.tables.indexed,
      IndexName: 'gsi-keys',
      KeyConditions: { gn: when('EQ', N(1)) },
      AttributesToGet: ['data'],
    }
    await refused(target, 'Query', input, {
      message:
        'One or more parameter values were invalid: Global secondary index gsi-keys does not project [data]',
    })
  })
  legacy.core('key-conditions', 'KeyConditions name a range', async (target) => {
    const TableName = target.tables.numeric
    const pk = S(target.fresh())
    for (const sk of [1, 2, 3].map(N)) {
      await accepted(target, 'PutItem', { TableName, Item: { pk, sk, n: sk } })
    }
    const query = async (sk?: object, more: object = {}) => {
      const KeyConditions = { pk: when('EQ', pk), ...(sk ? { sk } : {}) }
      const input = { TableName, KeyConditions, ConsistentRead: true, ...more }
      const { Items } = await accepted(target, 'Query', input)
      return (Items as { sk: { N: string } }[]).map((item) => item.sk.N).join('')
    }
    assert.equal(await query(), '123')
    assert.equal(await query(when('LE', N(2))), '12')
    assert.equal(await query(when('GT', N(2))), '3')
    assert.equal(await query(when('BETWEEN', N(2), N(3))), '23')
    assert.equal(await query(undefined, { ScanIndexForward: false, Limit: 2 }), '32')
    const filter = { n: when('GT', N(1)), sk2: when('NOT_NULL') }
    assert.equal(await query(undefined, { QueryFilter: filter, ConditionalOperator: 'OR' }), '23')
    const expression = { FilterExpression: 'n = :n', ExpressionAttributeValues: { ':n': N(2) } }
    assert.equal(await query(undefined, expression), '2')
  })
  return legacy.list
}
