import {
  after,
  checkNoPathIntoKey,
  contains,
  resolveIndex,
  rowOfKey,
  type Condition,
  type Index,
  type KeyRange,
  type Projection,
  type ReadResult,
  type ReadShape,
  type Table,
} from '../../engine/index.ts'
import { invalidParameters, validation } from '../../errors/index.ts'
import type { QueryInput, ScanInput } from '../../generated/dynamodb/index.ts'
import { normalizeItem, type AttributeMap, type Wording } from '../../values/index.ts'
import { RawJson } from '../operation.ts'
import { consumedCapacity } from './consumed-capacity.ts'

/** What Query and Scan have in common, parsed. */
export interface ReadParameters extends ReadShape {
  readonly startKey: AttributeMap | undefined
}

/** The rules on Select, which need no table. Throws a validation error. */
export function checkSelect(input: QueryInput | ScanInput): void {
  const { Select, ProjectionExpression, AttributesToGet, IndexName } = input
  const projected = ProjectionExpression !== undefined || AttributesToGet !== undefined
  if (Select === 'ALL_PROJECTED_ATTRIBUTES' && IndexName === undefined) {
    throw validation('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName')
  }
  if (Select === 'SPECIFIC_ATTRIBUTES' && !projected) {
    throw validation(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    )
  }
  if (projected && Select !== undefined && Select !== 'SPECIFIC_ATTRIBUTES') {
    const what = Select === 'COUNT' ? 'only the Count' : Select
    const member = ProjectionExpression === undefined ? 'AttributesToGet' : 'ProjectionExpression'
    throw validation(`Cannot specify the ${member} when choosing to get ${what}`)
  }
}

export function readParameters(
  input: QueryInput | ScanInput,
  parsed: {
    readonly filter: Condition | undefined
    readonly projection: Projection | undefined
    readonly wording: Wording
  },
): ReadParameters {
  return {
    indexName: input.IndexName,
    consistent: input.ConsistentRead === true,
    select: input.Select,
    projection: parsed.projection,
    filter: parsed.filter,
    startKey: input.ExclusiveStartKey && normalizeItem(input.ExclusiveStartKey, parsed.wording),
  }
}

/** The index that is read, after the rules that need the table. */
export function indexOf(table: Table, parameters: ReadShape): Index | undefined {
  const index = resolveIndex(table, parameters)
  checkNoPathIntoKey(table, parameters.filter, parameters.projection)
  return index
}

/**
 * Throws where a read by the key of an index filters by attributes that the index does not hold, even
 * if the item is fetched as well. A scan of the index sees them as missing instead.
 */
export function checkFilterHeld(index: Index | undefined, filtered: ReadonlySet<string>): void {
  const held = index?.projected
  if (index === undefined || held === undefined) return
  const missing = [...filtered].filter((name) => !held.has(name))
  if (missing.length > 0) {
    throw invalidParameters(
      `Secondary index ${index.name} does not project one or more filter attributes: [${missing.join(', ')}]`,
    )
  }
}

/** What is left of a range after the start key. `texts` are the operation's own refusals. */
export function afterStartKey(
  table: Table,
  index: Index | undefined,
  range: KeyRange,
  reverse: boolean,
  startKey: AttributeMap | undefined,
  texts: { readonly invalid: string; readonly outside: string },
): KeyRange {
  if (startKey === undefined) return range
  const row = rowOfKey(table, index, startKey)
  if (row === undefined) throw validation(texts.invalid)
  if (!contains(range, row)) throw validation(texts.outside)
  return after(range, row, reverse)
}

/** The answer of Query and Scan. */
export function readOutput(input: QueryInput | ScanInput, result: ReadResult): object {
  return {
    Items:
      input.Select === 'COUNT'
        ? undefined
        : result.items.map((item) => (Buffer.isBuffer(item) ? new RawJson(item) : item)),
    Count: result.count,
    ScannedCount: result.scannedCount,
    LastEvaluatedKey: result.lastKey,
    ConsumedCapacity: consumedCapacity(input.ReturnConsumedCapacity, () => result.consumed),
  }
}
