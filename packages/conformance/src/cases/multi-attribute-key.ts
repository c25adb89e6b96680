import assert from 'node:assert/strict'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { eventually } from '../expect.ts'
import type { Target } from '../target.ts'

const S = (text: string): AttributeValue => ({ S: text })

/** Asks a global index with two hash and three range attributes for all that its key allows. */
export async function multiAttributeKey(target: Target): Promise<void> {
  const TableName = target.tables.multi
  const own = target.fresh()
  const row = (id: string, r: readonly (string | undefined)[]): Record<string, AttributeValue> => {
    const item: Record<string, AttributeValue> = { pk: S(`${own}${id}`), h1: S(own), h2: S('h') }
    for (const [at, value] of r.entries())
      if (value !== undefined) item[`r${String(at + 1)}`] = S(value)
    return item
  }
  const rows = [
    row('d', ['b', 'a', 'a']),
    row('a', ['a', 'a', 'a']),
    row('c', ['a', 'b', 'a']),
    row('b', ['a', 'a', 'b']),
    row('sparse', ['a', undefined, 'a']),
    { ...row('elsewhere', ['a', 'a', 'a']), h2: S('other') },
  ]
  for (const Item of rows) await target.db.putItem({ TableName, Item })
  const ids = async (
    condition: string,
    values: Record<string, string>,
    more: object = {},
  ): Promise<string[]> => {
    const given = { ':1': own, ':2': 'h', ...values }
    const { Items, LastEvaluatedKey } = await target.db.query({
      TableName,
      IndexName: 'gsi',
      KeyConditionExpression: `h1 = :1 AND h2 = :2${condition}`,
      ExpressionAttributeValues: Object.fromEntries(
        Object.entries(given).map(([name, text]) => [name, S(text)]),
      ),
      ...more,
    })
    if (LastEvaluatedKey !== undefined) {
      assert.deepEqual(Object.keys(LastEvaluatedKey).sort(), ['h1', 'h2', 'pk', 'r1', 'r2', 'r3'])
    }
    return (Items ?? []).map((item) => (item['pk']?.S ?? '').slice(own.length))
  }
  await eventually(async () => {
    assert.deepEqual(await ids('', {}), ['a', 'b', 'c', 'd'])
  })
  assert.deepEqual(await ids('', {}, { Limit: 2 }), ['a', 'b'])
  assert.deepEqual(await ids(' AND r1 = :a', { ':a': 'a' }, { ScanIndexForward: false }), [
    'c',
    'b',
    'a',
  ])
  assert.deepEqual(await ids(' AND r1 = :a AND r2 = :a', { ':a': 'a' }), ['a', 'b'])
  assert.deepEqual(await ids(' AND r2 > :a AND r1 = :a', { ':a': 'a' }), ['c'])
  assert.deepEqual(
    await ids(' AND r1 = :a AND r2 = :a AND begins_with(r3, :b)', { ':a': 'a', ':b': 'b' }),
    ['b'],
  )
  assert.deepEqual(await ids(' AND r1 BETWEEN :a AND :b', { ':a': 'a', ':b': 'b' }), [
    'a',
    'b',
    'c',
    'd',
  ])
}
