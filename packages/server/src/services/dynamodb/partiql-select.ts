import { limits } from '../../base/index.ts'
import {
  addConsumed,
  after,
  checkNoPathIntoKey,
  keyRange,
  readItems,
  rowOfKey,
  scanRange,
  type Catalog,
  type Condition,
  type Consumed,
  type Index,
  type KeyRange,
  type Table,
} from '../../engine/index.ts'
import {
  attributesOf,
  overlapping,
  planRead,
  selectColumns,
  type Column,
  type PartitionRead,
  type ReadPlan,
  type Select,
} from '../../engine/partiql/index.ts'
import { validation } from '../../errors/index.ts'
import type { KvReader } from '../../storage/kv.ts'
import type { AttributeMap } from '../../values/index.ts'
import { RawJson } from '../operation.ts'
import {
  openPosition,
  requestDigest,
  sealPosition,
  type ReadPosition,
} from './partiql-next-token.ts'
import { checkColumnsHeld, nestedColumns, readKey, sourceIndex } from './partiql-source.ts'
import type { BoundStatement } from './partiql-statement.ts'
import { checkFilterHeld } from './read-input.ts'

export interface SelectRequest {
  readonly bound: BoundStatement
  readonly select: Select
  /** The statement as it was sent, to which a token is bound. */
  readonly text: string
  readonly consistent: boolean
  readonly limit: number | undefined
  readonly nextToken: string | undefined
}

export interface SelectResult {
  readonly items: (RawJson | AttributeMap)[]
  readonly nextToken: string | undefined
  readonly lastKey: AttributeMap | undefined
  readonly consumed: Consumed
}

/** A stretch of rows, and what their items must meet. */
interface Stretch {
  readonly range: KeyRange
  readonly filter: Condition | undefined
}

/** Runs a SELECT: reads of its partitions one after the other or a scan, up to one page in all. */
export async function runSelect(
  { store, catalog }: { readonly store: KvReader; readonly catalog: Catalog },
  request: SelectRequest,
): Promise<SelectResult> {
  const { bound, select, consistent } = request
  const table = await catalog.get(bound.table)
  const index = sourceIndex(table, select)
  if (consistent && index?.kind === 'global') {
    throw validation('Strongly consistent read is not supported on Global Secondary Indexes')
  }
  const plan = planRead(select, readKey(table, index), bound.parameters)
  checkNoPathIntoKey(table, plan.condition, nestedColumns(select))
  checkColumnsHeld(index, select)
  // Of a read by no key, such a filter finds the attributes missing.
  if (plan.keyed && plan.condition) checkFilterHeld(index, plan.condition.attributes)
  const digest = requestDigest(request.text, bound.parameters)
  const page = await readStretches(store, request, {
    table,
    index,
    stretches: stretchesOf(table, index, plan),
    reverse: plan.descending,
    start:
      request.nextToken === undefined ? undefined : openPosition(table, digest, request.nextToken),
  })
  return {
    items: page.rows.map((row) => answered(select.columns, row)),
    nextToken: page.end && sealPosition(table, digest, page.end),
    lastKey: page.end?.after,
    consumed: page.consumed,
  }
}

function answered(
  columns: readonly Column[] | undefined,
  row: Buffer | AttributeMap,
): RawJson | AttributeMap {
  if (Buffer.isBuffer(row)) return new RawJson(row)
  return columns ? selectColumns(columns, row) : row
}

interface Page {
  readonly rows: (Buffer | AttributeMap)[]
  /** Where the next page begins; undefined when nothing is left. */
  readonly end: ReadPosition | undefined
  readonly consumed: Consumed
}

async function readStretches(
  store: KvReader,
  { select, consistent, limit }: SelectRequest,
  source: {
    readonly table: Table
    readonly index: Index | undefined
    readonly stretches: readonly Stretch[]
    readonly reverse: boolean
    readonly start: ReadPosition | undefined
  },
): Promise<Page> {
  const { table, index, stretches, reverse, start } = source
  const projection = select.columns && attributesOf(select.columns)
  const consumed: Consumed = { table, units: 0, indexes: new Map() }
  const rows: (Buffer | AttributeMap)[] = []
  let scanned = 0
  let from = start?.after
  for (let read = start?.read ?? 0; read < stretches.length; read++) {
    const { range, filter } = stretches[read] as Stretch
    const result = await readItems(store, {
      table,
      index,
      indexName: index?.name,
      select: undefined,
      consistent,
      projection,
      filter,
      reverse,
      range: rest(table, index, range, from, reverse),
      limit: limit === undefined ? undefined : limit - scanned,
    })
    addConsumed(consumed, result.consumed)
    for (const row of result.items) rows.push(row)
    scanned += result.scannedCount
    if (result.lastKey) return { rows, end: { read, after: result.lastKey }, consumed }
    from = undefined
    const more = read + 1 < stretches.length
    if (more && isFull(consumed, consistent)) {
      return { rows, end: { read: read + 1, after: undefined }, consumed }
    }
  }
  return { rows, end: undefined, consumed }
}

function rest(
  table: Table,
  index: Index | undefined,
  range: KeyRange,
  from: AttributeMap | undefined,
  reverse: boolean,
): KeyRange {
  const row = from && rowOfKey(table, index, from)
  return row ? after(range, row, reverse) : range
}

/** Whether the reads so far make up a page, by the units that they cost. */
function isFull({ units, indexes }: Consumed, consistent: boolean): boolean {
  let total = units
  for (const each of indexes.values()) total += each
  return total >= (limits.pageBytes / 4096) * (consistent ? 1 : 0.5)
}

/** The rows to be read, in the order in which they are answered. */
function stretchesOf(table: Table, index: Index | undefined, plan: ReadPlan): Stretch[] {
  if (plan.reads === undefined) {
    return [{ range: scanRange(index?.prefix ?? table.prefix, undefined), filter: plan.condition }]
  }
  const stretches: Stretch[] = []
  let partition: { hash: string; stretches: Stretch[] } | undefined
  const close = (): void => {
    if (partition) stretches.push(...inOrder(partition.stretches, plan.descending))
  }
  for (const read of plan.reads) {
    const hash = JSON.stringify(read.hash.operands)
    if (partition?.hash !== hash) {
      close()
      partition = { hash, stretches: [] }
    }
    partition.stretches.push({ range: rangeOf(table, index, read), filter: read.filter })
  }
  close()
  return stretches
}

/** What all the terms leave of the partition. */
function rangeOf(table: Table, index: Index | undefined, { hash, range }: PartitionRead): KeyRange {
  const whole = keyRange(table, index, { terms: [hash], attributes: new Set() })
  return range
    .map((term) => keyRange(table, index, { terms: [hash, term], attributes: new Set() }))
    .reduce(
      (left, right) => ({
        start: left.start.compare(right.start) > 0 ? left.start : right.start,
        end: left.end.compare(right.end) < 0 ? left.end : right.end,
      }),
      whole,
    )
}

/** The ranges of one partition by their keys; throws where two of them share rows. */
function inOrder(stretches: readonly Stretch[], descending: boolean): Stretch[] {
  const sorted = stretches
    .filter(({ range }) => range.start.compare(range.end) < 0 || stretches.length === 1)
    .sort((a, b) => a.range.start.compare(b.range.start))
  sorted.forEach(({ range }, at) => {
    const next = sorted[at + 1]
    if (next !== undefined && next.range.start.compare(range.end) < 0) throw overlapping()
  })
  return descending ? sorted.reverse() : sorted
}
