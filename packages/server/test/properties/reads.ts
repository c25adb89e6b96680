import assert from 'node:assert/strict'
import { readCost, sizeOf } from '../reference/tables/costs.ts'
import {
  byRange,
  textOf,
  type IndexModel,
  type Item,
  type TableModel,
} from '../reference/tables/model.ts'
import type { Dice } from './dice.ts'
import { keyQuestion, question, type Question } from './generate.ts'
import type { Callable } from './in-process.ts'

interface Page {
  readonly Items?: readonly Item[]
  readonly Count: number
  readonly ScannedCount: number
  readonly LastEvaluatedKey?: Item
  readonly ConsumedCapacity?: { readonly CapacityUnits: number }
}

/** All pages of a Query or Scan, one after the other. Asserts what every page must keep to. */
export async function allPages(
  server: Callable,
  operation: 'Query' | 'Scan',
  input: Readonly<Record<string, unknown>>,
): Promise<{ items: Item[]; count: number; scanned: number }> {
  const total = { items: [] as Item[], count: 0, scanned: 0 }
  const limit = (input['Limit'] as number | undefined) ?? Infinity
  let start: Item | undefined
  do {
    const page = (await server.call(operation, {
      ...input,
      ReturnConsumedCapacity: 'TOTAL',
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    })) as unknown as Page
    checkCost(page, input)
    assert.ok(page.ScannedCount <= limit && page.Count <= page.ScannedCount)
    if (input['Select'] === 'COUNT') assert.equal(page.Items, undefined)
    else assert.equal(page.Items?.length, page.Count)
    start = page.LastEvaluatedKey
    if (start !== undefined) assert.ok(page.ScannedCount > 0, 'a page that goes on moves on')
    total.items.push(...(page.Items ?? []))
    total.count += page.Count
    total.scanned += page.ScannedCount
  } while (start !== undefined)
  return total
}

/** A page costs what was looked at, which it shows where nothing was filtered out. */
function checkCost(page: Page, input: Readonly<Record<string, unknown>>): void {
  const cost = page.ConsumedCapacity?.CapacityUnits
  const consistent = input['ConsistentRead'] === true
  if (page.Items === undefined || page.Count < page.ScannedCount) {
    assert.ok(cost !== undefined && cost >= readCost(0, consistent))
    return
  }
  const bytes = page.Items.reduce((sum, item) => sum + sizeOf(item), 0)
  assert.equal(cost, readCost(bytes, consistent))
}

/** A random Query of a table or index, all pages, in both directions, against the model. */
export async function checkQuery(server: Callable, model: TableModel, dice: Dice): Promise<void> {
  const index = dice.chance(0.75) ? dice.any(model.schema.indexes) : undefined
  const keys = index ?? model.schema
  const wanted = keyQuestion(dice, keys)
  const filter = dice.chance(0.3) ? question(dice) : undefined
  const counting = dice.chance(0.1)
  const input = {
    ...common(model, index, dice, [wanted, filter]),
    KeyConditionExpression: wanted.text,
    ...(filter === undefined ? {} : { FilterExpression: filter.text }),
    ...(counting ? { Select: 'COUNT' } : {}),
  }
  const filtered = Object.values(filter?.names ?? {})
  if (!filtered.every((name) => index?.include?.includes(name) ?? true)) {
    await assert.rejects(server.call('Query', input), /does not project one or more filter attr/)
    return
  }
  const inRange = model.rows(index).filter((row) => wanted.holds(row))
  const expected = inRange.filter((row) => filter?.holds(row) ?? true)
  const forward = await allPages(server, 'Query', input)
  assert.equal(forward.scanned, inRange.length)
  assert.equal(forward.count, expected.length)
  if (counting) return
  sameRows(forward.items, expected)
  const order = byRange(keys)
  forward.items.forEach((row, at) => {
    const before = forward.items[at - 1]
    assert.ok(before === undefined || order(before, row) <= 0, 'rows are in order')
  })
  const backward = await allPages(server, 'Query', { ...input, ScanIndexForward: false })
  assert.deepEqual(backward.items, [...forward.items].reverse())
}

/** A random Scan, in one piece or in segments, against the model. */
export async function checkScan(server: Callable, model: TableModel, dice: Dice): Promise<void> {
  const index = dice.chance(0.6) ? dice.any(model.schema.indexes) : undefined
  const filter = dice.chance(0.3) ? question(dice) : undefined
  const input = {
    ...common(model, index, dice, [filter]),
    ...(filter === undefined ? {} : { FilterExpression: filter.text }),
  }
  const segments = dice.chance(0.3) ? 1 + dice.below(5) : undefined
  const found: Item[] = []
  let scanned = 0
  for (let segment = 0; segment < (segments ?? 1); segment++) {
    const part = segments === undefined ? {} : { Segment: segment, TotalSegments: segments }
    const read = await allPages(server, 'Scan', { ...input, ...part })
    found.push(...read.items)
    scanned += read.scanned
  }
  const rows = model.rows(index)
  assert.equal(scanned, rows.length)
  sameRows(
    found,
    rows.filter((row) => filter?.holds(row) ?? true),
  )
}

/** Every row of the table and of each of its indexes, against the model. */
export async function checkAll(server: Callable, model: TableModel): Promise<void> {
  for (const index of [undefined, ...model.schema.indexes]) {
    const { items } = await allPages(server, 'Scan', {
      TableName: model.schema.name,
      ...(index === undefined ? {} : { IndexName: index.name }),
    })
    sameRows(items, model.rows(index))
  }
}

interface Sizes {
  readonly ItemCount: number
  readonly [bytes: string]: unknown
}

/** What DescribeTable counts of the table and of each index, as of the last answer, against the model. */
export async function checkSizes(server: Callable, model: TableModel): Promise<void> {
  const { Table } = await server.call('DescribeTable', { TableName: model.schema.name })
  const table = Table as Sizes
  const indexes = [table['GlobalSecondaryIndexes'], table['LocalSecondaryIndexes']]
  const counted = [
    ['table', table.ItemCount, table['TableSizeBytes']],
    ...indexes
      .flatMap((some) => (some ?? []) as Sizes[])
      .map((index) => [index['IndexName'], index.ItemCount, index['IndexSizeBytes']]),
  ]
  const expected = [undefined, ...model.schema.indexes].map((index) => {
    const rows = model.rows(index)
    const bytes = rows.reduce((sum, row) => sum + sizeOf(row), 0)
    return [index?.name ?? 'table', rows.length, bytes]
  })
  assert.deepEqual(counted.sort(byName), expected.sort(byName))
}

function byName([a]: readonly unknown[], [b]: readonly unknown[]): number {
  return String(a) < String(b) ? -1 : 1
}

export function sameRows(found: readonly Item[], expected: readonly Item[]): void {
  assert.deepEqual(found.map(textOf).sort(), expected.map(textOf).sort())
}

function common(
  model: TableModel,
  index: IndexModel | undefined,
  dice: Dice,
  questions: readonly (Question | undefined)[],
): Readonly<Record<string, unknown>> {
  const names = Object.assign({}, ...questions.map((each) => each?.names)) as object
  const values = Object.assign({}, ...questions.map((each) => each?.values)) as object
  return {
    TableName: model.schema.name,
    ...(index === undefined ? {} : { IndexName: index.name }),
    ...(index?.kind !== 'global' && dice.chance(0.5) ? { ConsistentRead: true } : {}),
    ...(dice.chance(0.5) ? { Limit: 1 + dice.below(8) } : {}),
    ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
  }
}
