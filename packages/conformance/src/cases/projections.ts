import assert from 'node:assert/strict'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { Cases, type Case } from '../case.ts'

const S = (text: string): AttributeValue => ({ S: text })
const M = (map: Record<string, AttributeValue>): AttributeValue => ({ M: map })
const L = (...list: AttributeValue[]): AttributeValue => ({ L: list })

const l = L(
  M({ a: S('a0'), b: S('b0'), n: L(M({ p: S('p0'), q: S('q0') }), M({ p: S('p1'), q: S('q1') })) }),
  M({ a: S('a1'), b: S('b1') }),
  M({ a: S('a2'), c: S('c2') }),
)

const rows: readonly (readonly [string, Record<string, AttributeValue>])[] = [
  ['l[0].a, l[0].b', { l: L(M({ a: S('a0'), b: S('b0') })) }],
  ['l[0].b, l[0].a', { l: L(M({ a: S('a0'), b: S('b0') })) }],
  ['l[0].n[0].p, l[0].n[0].q', { l: L(M({ n: L(M({ p: S('p0'), q: S('q0') })) })) }],
  ['l[0].n[0].p, l[0].n[1].q', { l: L(M({ n: L(M({ p: S('p0') }), M({ q: S('q1') })) })) }],
  ['l[2].c, l[0].a', { l: L(M({ a: S('a0') }), M({ c: S('c2') })) }],
  ['l[1], l[9], m.y', { l: L(M({ a: S('a1'), b: S('b1') })), m: M({ y: S('y') }) }],
  ['m.x, m.y', { m: M({ x: S('x'), y: S('y') }) }],
  ['m.z, s.a, absent', {}],
]

/** How several paths into one document come together in GetItem, BatchGetItem and Query. */
export function projectionCases(): Case[] {
  const projection = new Cases('Projections')
  projection.complete(
    'merged',
    'Paths into one list or map are merged, lists without gaps',
    async (target) => {
      const { db, tables } = target
      const Key = { pk: S(target.fresh()) }
      const TableName = tables.hash
      await db.putItem({
        TableName,
        Item: { ...Key, s: S('text'), l, m: M({ x: S('x'), y: S('y'), w: S('w') }) },
      })
      for (const [ProjectionExpression, expected] of rows) {
        const got = await db.getItem({ TableName, Key, ProjectionExpression, ConsistentRead: true })
        assert.deepEqual(got.Item, expected, ProjectionExpression)
        const batch = await db.batchGetItem({
          RequestItems: {
            [TableName]: { Keys: [Key], ProjectionExpression, ConsistentRead: true },
          },
        })
        assert.deepEqual(batch.Responses?.[TableName], [expected], ProjectionExpression)
        const page = await db.query({
          TableName,
          KeyConditionExpression: 'pk = :p',
          ExpressionAttributeValues: { ':p': Key.pk },
          ProjectionExpression,
          ConsistentRead: true,
        })
        assert.deepEqual(page.Items, [expected], ProjectionExpression)
      }
    },
  )
  projection.complete(
    'part-of-a-key',
    'No operation reads a part of a key, which is a scalar',
    async (target) => {
      const of = {
        TableName: target.tables.hash,
        Key: { pk: S('x') },
        ProjectionExpression: 'pk.x',
      }
      const { TableName, Key, ProjectionExpression } = of
      const batch = { RequestItems: { [TableName]: { Keys: [Key], ProjectionExpression } } }
      for (const [operation, input] of [
        ['GetItem', of],
        ['BatchGetItem', batch],
        ['TransactGetItems', { TransactItems: [{ Get: of }] }],
        ['Scan', { TableName, ProjectionExpression }],
      ] as const) {
        const { status, text } = await target.call(operation, input)
        assert.equal(status, 400, operation)
        // The transaction may tell it as the reason of the item.
        assert.match(text, /Key attributes must be scalars; .*: Key: pk/, operation)
      }
    },
  )
  return projection.list
}
