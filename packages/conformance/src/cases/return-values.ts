import assert from 'node:assert/strict'
import type { Case } from '../case.ts'
import { accepted } from '../expect.ts'
import type { Target } from '../target.ts'

const N = (text: string): object => ({ N: text })
const L = (...numbers: string[]): object => ({ L: numbers.map(N) })

const before = {
  n: N('1'),
  l: L('1', '2', '3'),
  m: { M: { a: N('1'), b: { M: { c: N('1') } } } },
  s: { SS: ['a', 'b'] },
}

interface ReturnRow {
  readonly name: string
  readonly update: string
  readonly values?: object
  /** What UPDATED_OLD and UPDATED_NEW answer; undefined for no attributes at all. */
  readonly old: object | undefined
  readonly new: object | undefined
}

const nine = { ':v': N('9') }
const row = (
  name: string,
  update: string,
  values: object | undefined,
  old: object | undefined,
  after: object | undefined,
): ReturnRow => ({ name, update, ...(values && { values }), old, new: after })

const inM = (...members: [string, object][]): object => ({
  m: { M: Object.fromEntries(members) },
})

const rows: readonly ReturnRow[] = [
  row('the-same-value', 'SET n = :v', { ':v': N('1') }, { n: N('1') }, { n: N('1') }),
  row('a-new-attribute', 'SET q = :v', nine, undefined, { q: N('9') }),
  row(
    'a-nested-value',
    'SET m.b.c = :v',
    nine,
    inM(['b', { M: { c: N('1') } }]),
    inM(['b', { M: { c: N('9') } }]),
  ),
  row('a-new-nested-value', 'SET m.q = :v', nine, undefined, inM(['q', N('9')])),
  row('an-element', 'SET l[1] = :v', nine, { l: L('2') }, { l: L('9') }),
  row(
    'two-elements-in-order',
    'SET l[2] = :v, l[0] = :v',
    nine,
    { l: L('1', '3') },
    { l: L('9', '9') },
  ),
  row('an-element-past-the-end', 'SET l[7] = :v', nine, undefined, undefined),
  row('a-removed-attribute', 'REMOVE n', undefined, { n: N('1') }, undefined),
  row('a-removed-absent-attribute', 'REMOVE q, m.q, l[7]', undefined, undefined, undefined),
  row('a-removed-nested-value', 'REMOVE m.a', undefined, inM(['a', N('1')]), undefined),
  row('a-removed-element', 'REMOVE l[0]', undefined, { l: L('1') }, { l: L('2') }),
  row('an-addition', 'ADD n :v', nine, { n: N('1') }, { n: N('10') }),
  row('an-addition-to-none', 'ADD q :v', nine, undefined, { q: N('9') }),
  row('a-nested-addition', 'ADD m.a :v', nine, inM(['a', N('1')]), inM(['a', N('10')])),
  row(
    'a-union',
    'ADD s :v',
    { ':v': { SS: ['c'] } },
    { s: { SS: ['a', 'b'] } },
    { s: { SS: ['a', 'b', 'c'] } },
  ),
  row(
    'a-difference',
    'DELETE s :v',
    { ':v': { SS: ['b', 'z'] } },
    { s: { SS: ['a', 'b'] } },
    { s: { SS: ['a'] } },
  ),
  row(
    'a-difference-of-all',
    'DELETE s :v',
    { ':v': { SS: ['a', 'b'] } },
    { s: { SS: ['a', 'b'] } },
    undefined,
  ),
  row('a-difference-from-none', 'DELETE q :v', { ':v': { SS: ['a'] } }, undefined, undefined),
]

/** What UPDATED_OLD and UPDATED_NEW answer of each kind of change. */
export function returnValueRows(): Case[] {
  return rows.map((each) => ({
    id: `UpdateItem/returns-of-${each.name}`,
    tier: 'complete',
    title: `UPDATED_OLD and UPDATED_NEW answer ${each.name.replaceAll('-', ' ')}`,
    run: (target) => answers(target, each),
  }))
}

async function answers(target: Target, { update, values, ...expected }: ReturnRow): Promise<void> {
  const TableName = target.tables.hash
  const Key = { pk: { S: target.fresh() } }
  for (const [ReturnValues, attributes] of [
    ['UPDATED_OLD', expected.old],
    ['UPDATED_NEW', expected.new],
  ] as const) {
    await accepted(target, 'PutItem', { TableName, Item: { ...Key, ...before } })
    const answer = await accepted(target, 'UpdateItem', {
      TableName,
      Key,
      UpdateExpression: update,
      ...(values && { ExpressionAttributeValues: values }),
      ReturnValues,
    })
    assert.deepEqual(answer['Attributes'], attributes, ReturnValues)
  }
}
