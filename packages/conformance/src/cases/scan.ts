import assert from 'node:assert/strict'
import type { AttributeValue, ScanCommandInput } from '@aws-sdk/client-dynamodb'
import { Cases, type Case } from '../case.ts'
import { eventually } from '../expect.ts'
import type { Target } from '../target.ts'

type Item = Record<string, AttributeValue>

/** Scan. Other cases write to the same tables, so that each filters for its own items. */
export function scanCases(): Case[] {
  const scan = new Cases('Scan')

  scan.core('pages', 'Pages of a table neither drop nor repeat an item', async (target) => {
    const run = target.fresh()
    const keys = await write(target, target.tables.hash, run, 30)
    for (const Limit of [undefined, 7]) {
      const seen = await pages(target, {
        TableName: target.tables.hash,
        ...own(run),
        ...(Limit === undefined ? {} : { Limit }),
      })
      assert.deepEqual(seen.sort(), keys)
    }
  })
  scan.core(
    'segments',
    'Segments together are the table, each item in one of them',
    async (target) => {
      const run = target.fresh()
      const keys = await write(target, target.tables.hash, run, 30)
      for (const TotalSegments of [1, 3, 16]) {
        const segments = await Promise.all(
          Array.from({ length: TotalSegments }, (_, Segment) =>
            pages(target, {
              TableName: target.tables.hash,
              ...own(run),
              Segment,
              TotalSegments,
              Limit: 20,
            }),
          ),
        )
        assert.deepEqual(segments.flat().sort(), keys)
      }
    },
  )
  scan.core('projection', 'A projection and a filter shape what is answered', async (target) => {
    const run = target.fresh()
    await write(target, target.tables.hash, run, 2)
    const items: Item[] = []
    let start: Item | undefined
    do {
      const page = await target.db.scan({
        TableName: target.tables.hash,
        ...own(run),
        ProjectionExpression: 'run',
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      })
      items.push(...(page.Items ?? []))
      start = page.LastEvaluatedKey
    } while (start !== undefined)
    assert.deepEqual(items, [{ run: { S: run } }, { run: { S: run } }])
  })
  scan.complete('index', 'A scan of an index answers what the index holds', async (target) => {
    const run = target.fresh()
    const g = { S: run }
    for (const sk of ['1', '2', '3']) {
      const Item = { pk: { S: run }, sk: { S: sk }, g, run: { S: run }, extra: { S: 'x' } }
      await target.db.putItem({ TableName: target.tables.indexed, Item })
    }
    await eventually(async () => {
      const seen = await pages(
        target,
        { TableName: target.tables.indexed, IndexName: 'gsi-all', ...own(run), Limit: 2 },
        'sk',
      )
      assert.deepEqual(seen.sort(), ['1', '2', '3'])
    })
  })
  scan.complete('count', 'COUNT answers counts alone', async (target) => {
    const answer = await target.call('Scan', {
      TableName: target.tables.multi,
      Select: 'COUNT',
      Limit: 1,
    })
    assert.equal(answer.body['Items'], undefined)
    assert.equal(typeof answer.body['Count'], 'number')
  })
  return scan.list
}

function own(run: string): Partial<ScanCommandInput> {
  return { FilterExpression: 'run = :run', ExpressionAttributeValues: { ':run': { S: run } } }
}

async function write(
  target: Target,
  TableName: string,
  run: string,
  count: number,
): Promise<string[]> {
  const keys = Array.from({ length: count }, (_, at) => `${run}.${String(at)}`)
  await Promise.all(
    keys.map((pk) => target.db.putItem({ TableName, Item: { pk: { S: pk }, run: { S: run } } })),
  )
  return keys.sort()
}

async function pages(target: Target, input: ScanCommandInput, name = 'pk'): Promise<string[]> {
  const seen: string[] = []
  let start: Item | undefined
  do {
    const page = await target.db.scan({
      ...input,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    })
    seen.push(...(page.Items ?? []).map((item) => item[name]?.S ?? ''))
    start = page.LastEvaluatedKey
  } while (start !== undefined)
  return seen
}
