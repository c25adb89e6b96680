import assert from 'node:assert/strict'
import type { AttributeValue, QueryCommandInput } from '@aws-sdk/client-dynamodb'
import { Cases, type Case } from '../case.ts'
import type { Target } from '../target.ts'
import { multiAttributeKey } from './multi-attribute-key.ts'

const N = (text: string): AttributeValue => ({ N: text })
const S = (text: string): AttributeValue => ({ S: text })

const numbers = [
  '-1e100',
  '-20',
  '-3',
  '-2.5',
  '0',
  '1E-100',
  '0.5',
  '7',
  '10',
  '123456789012345678901234567890',
]
const plain = numbers.map((text) =>
  text.replace('-1e100', `-1${'0'.repeat(100)}`).replace('1E-100', `0.${'0'.repeat(99)}1`),
)
const texts = ['', 'A', 'a', 'aa', 'ab', 'b', '\u00fc', '\ufffd', '\u{10000}'].slice(1)

/** Query on tables. */
export function queryCases(): Case[] {
  const query = new Cases('Query')

  query.core(
    'number-order',
    'Numbers come in the order of their values, both ways',
    async (target) => {
      const pk = await partition(
        target,
        target.tables.numeric,
        shuffled(numbers).map((sk) => ({ sk: N(sk) })),
      )
      const run = (ScanIndexForward: boolean) =>
        sortKeys(target, target.tables.numeric, pk, { ScanIndexForward })
      assert.deepEqual(await run(true), plain)
      assert.deepEqual(await run(false), plain.toReversed())
    },
  )

  query.core('text-order', 'Texts come in the order of their UTF-8 bytes', async (target) => {
    const pk = await partition(
      target,
      target.tables.composite,
      shuffled(texts).map((sk) => ({ sk: S(sk) })),
    )
    assert.deepEqual(await sortKeys(target, target.tables.composite, pk, {}), texts)
  })

  query.core('binary-order', 'Binaries come in the order of their bytes', async (target) => {
    const pk = Buffer.from(target.fresh())
    const written = [[0], [0, 0], [0, 1], [1], [127], [128], [255], [255, 0]].map((bytes) =>
      Uint8Array.from(bytes),
    )
    for (const sk of shuffled(written)) {
      await target.db.putItem({
        TableName: target.tables.binary,
        Item: { pk: { B: pk }, sk: { B: sk } },
      })
    }
    const { Items } = await target.db.query({
      TableName: target.tables.binary,
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': { B: pk } },
      ConsistentRead: true,
    })
    assert.deepEqual(
      Items?.map((item) => item['sk']?.B),
      written,
    )
  })

  const conditions: readonly [string, Record<string, AttributeValue>, string[]][] = [
    ['sk = :a', { ':a': S('aa') }, ['aa']],
    ['sk < :a', { ':a': S('aa') }, ['A', 'a']],
    ['sk <= :a', { ':a': S('aa') }, ['A', 'a', 'aa']],
    ['sk > :a', { ':a': S('b') }, ['\u00fc', '\ufffd', '\u{10000}']],
    ['sk >= :a', { ':a': S('b') }, ['b', '\u00fc', '\ufffd', '\u{10000}']],
    [':a <= sk', { ':a': S('b') }, ['b', '\u00fc', '\ufffd', '\u{10000}']],
    ['sk BETWEEN :a AND :b', { ':a': S('a'), ':b': S('ab') }, ['a', 'aa', 'ab']],
    ['(sk BETWEEN :a AND :b)', { ':a': S('aaa'), ':b': S('aaa') }, []],
    ['begins_with(sk, :a)', { ':a': S('a') }, ['a', 'aa', 'ab']],
    ['begins_with ( sk , :a )', { ':a': S('\ufffd') }, ['\ufffd']],
  ]
  query.core(
    'sort-key-conditions',
    'Each condition on the sort key selects its range',
    async (target) => {
      const pk = await partition(
        target,
        target.tables.composite,
        texts.map((sk) => ({ sk: S(sk) })),
      )
      for (const [condition, values, expected] of conditions) {
        const found = await sortKeys(target, target.tables.composite, pk, {
          KeyConditionExpression: `pk = :p AND ${condition}`,
          ExpressionAttributeValues: { ':p': pk, ...values },
        })
        assert.deepEqual(found, expected, condition)
      }
    },
  )

  query.core(
    'pages',
    'Pages of any size neither drop nor repeat an item, both ways',
    async (target) => {
      const keys = Array.from({ length: 23 }, (_, at) => String(at))
      const pk = await partition(
        target,
        target.tables.numeric,
        keys.map((sk) => ({ sk: N(sk) })),
      )
      for (const Limit of [1, 4, 23, 100]) {
        for (const ScanIndexForward of [true, false]) {
          const { found, pages } = await allPages(target, target.tables.numeric, pk, {
            Limit,
            ScanIndexForward,
          })
          assert.deepEqual(found, ScanIndexForward ? keys : keys.toReversed())
          // A page that ends at its limit has a cursor, even when nothing follows.
          assert.equal(pages, Math.floor(keys.length / Limit) + 1)
        }
      }
    },
  )

  query.core(
    'page-of-1mb',
    'A page ends at one megabyte, and the next begins where it ended',
    async (target) => {
      const v = S('x'.repeat(100_000))
      const keys = Array.from({ length: 13 }, (_, at) => String(at))
      const pk = await partition(
        target,
        target.tables.numeric,
        keys.map((sk) => ({ sk: N(sk), v })),
      )
      const first = await target.db.query({
        ...base(target.tables.numeric, pk),
        ProjectionExpression: 'sk',
      })
      assert.ok(first.LastEvaluatedKey !== undefined && first.Count !== undefined)
      assert.ok(first.Count >= 10 && first.Count <= 11, `${String(first.Count)} items of 100 KB`)
      const { found } = await allPages(target, target.tables.numeric, pk, {})
      assert.deepEqual(found, keys)
    },
  )

  query.core('filter', 'A filter is applied after reading', async (target) => {
    const rows = ['1', '2', '3', '4'].map((sk) => ({
      sk: N(sk),
      even: { BOOL: Number(sk) % 2 === 0 },
    }))
    const pk = await partition(target, target.tables.numeric, rows)
    const answer = await target.db.query({
      ...base(target.tables.numeric, pk),
      FilterExpression: 'even = :yes',
      ExpressionAttributeValues: { ':p': pk, ':yes': { BOOL: true } },
      Limit: 3,
    })
    assert.deepEqual(
      answer.Items?.map((item) => item['sk']?.N),
      ['2'],
    )
    assert.equal(answer.Count, 1)
    assert.equal(answer.ScannedCount, 3)
    assert.deepEqual(answer.LastEvaluatedKey, { pk, sk: N('3') })
  })

  query.complete('count', 'COUNT answers no items, with a filter too', async (target) => {
    const pk = await partition(
      target,
      target.tables.numeric,
      ['1', '2', '3'].map((sk) => ({ sk: N(sk) })),
    )
    const answer = await target.call('Query', {
      TableName: target.tables.numeric,
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': pk },
      Select: 'COUNT',
      ConsistentRead: true,
    })
    assert.deepEqual(answer.body, { Count: 3, ScannedCount: 3 })
  })

  query.complete('nothing', 'An empty partition is an empty page', async (target) => {
    const answer = await target.call('Query', base(target.tables.numeric, S(target.fresh())))
    assert.deepEqual(answer.body, { Items: [], Count: 0, ScannedCount: 0 })
  })

  query.complete(
    'start-need-not-exist',
    'A page may begin after an item that is gone',
    async (target) => {
      const pk = await partition(
        target,
        target.tables.numeric,
        ['1', '3'].map((sk) => ({ sk: N(sk) })),
      )
      const found = await sortKeys(target, target.tables.numeric, pk, {
        ExclusiveStartKey: { pk, sk: N('2') },
      })
      assert.deepEqual(found, ['3'])
    },
  )

  query.complete(
    'projection',
    'A projection shapes each item, and costs what the items cost',
    async (target) => {
      const v = S('x'.repeat(3000))
      const pk = await partition(
        target,
        target.tables.numeric,
        ['1', '2', '3'].map((sk) => ({ sk: N(sk), v })),
      )
      const answer = await target.db.query({
        ...base(target.tables.numeric, pk),
        ProjectionExpression: 'sk',
        Select: 'SPECIFIC_ATTRIBUTES',
        ReturnConsumedCapacity: 'TOTAL',
      })
      assert.deepEqual(
        answer.Items,
        ['1', '2', '3'].map((sk) => ({ sk: N(sk) })),
      )
      assert.deepEqual(answer.ConsumedCapacity, {
        TableName: target.tables.numeric,
        CapacityUnits: 3,
      })
    },
  )

  query.complete(
    'multi-attribute-key',
    'A key of several attributes is conditioned from its first',
    async (target) => {
      await multiAttributeKey(target)
    },
  )
  return query.list
}

async function partition(
  target: Target,
  TableName: string,
  rows: readonly Record<string, AttributeValue>[],
): Promise<AttributeValue> {
  const pk = S(target.fresh())
  await Promise.all(rows.map((row) => target.db.putItem({ TableName, Item: { pk, ...row } })))
  return pk
}

function base(TableName: string, pk: AttributeValue): QueryCommandInput {
  return {
    TableName,
    KeyConditionExpression: 'pk = :p',
    ExpressionAttributeValues: { ':p': pk },
    ConsistentRead: true,
  }
}

async function sortKeys(
  target: Target,
  TableName: string,
  pk: AttributeValue,
  more: Partial<QueryCommandInput>,
): Promise<(string | undefined)[]> {
  const { Items } = await target.db.query({ ...base(TableName, pk), ...more })
  return (Items ?? []).map((item) => item['sk']?.S ?? item['sk']?.N)
}

async function allPages(
  target: Target,
  TableName: string,
  pk: AttributeValue,
  more: Partial<QueryCommandInput>,
): Promise<{ found: (string | undefined)[]; pages: number }> {
  const found: (string | undefined)[] = []
  let start: Record<string, AttributeValue> | undefined
  for (let pages = 1; ; pages++) {
    const page = await target.db.query({
      ...base(TableName, pk),
      ...more,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    })
    found.push(...(page.Items ?? []).map((item) => item['sk']?.S ?? item['sk']?.N))
    start = page.LastEvaluatedKey
    if (start === undefined) return { found, pages }
  }
}

/** Another order of the same values, the same at every run. */
function shuffled<T>(values: readonly T[]): T[] {
  return values
    .map((value, at) => ({ value, rank: (at * 7 + 3) % values.length }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ value }) => value)
}
