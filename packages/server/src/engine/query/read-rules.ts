import { invalidParameters, validation } from '../../errors/index.ts'
import type { Condition, Projection } from '../expression/index.ts'
import type { Index, Table } from '../tables/table.ts'

export type Select = 'ALL_ATTRIBUTES' | 'ALL_PROJECTED_ATTRIBUTES' | 'SPECIFIC_ATTRIBUTES' | 'COUNT'

/** What a Query or Scan asks of a table or index, apart from which rows. */
export interface ReadShape {
  readonly indexName: string | undefined
  readonly consistent: boolean
  readonly select: Select | undefined
  readonly projection: Projection | undefined
  readonly filter: Condition | undefined
}

/** The index that is read, if one is named, after the checks that need the table. Throws a validation error. */
export function resolveIndex(table: Table, shape: ReadShape): Index | undefined {
  if (shape.indexName === undefined) return undefined
  const index = table.indexByName.get(shape.indexName)
  if (index === undefined) {
    throw validation(`The table does not have the specified index: ${shape.indexName}`)
  }
  if (index.kind === 'global') {
    if (index.state !== undefined) {
      throw validation(`Cannot read from backfilling global secondary index: ${index.name}`)
    }
    if (shape.consistent) {
      throw validation('Consistent reads are not supported on global secondary indexes')
    }
    checkGlobalProjection(index, shape)
  }
  return index
}

/** A global index answers only what it holds. */
function checkGlobalProjection(index: Index, shape: ReadShape): void {
  const held = index.projected
  if (held === undefined) return
  if (shape.select === 'ALL_ATTRIBUTES') {
    throw invalidParameters(
      `Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
    )
  }
  const missing = [...(shape.projection?.attributes ?? [])].filter((name) => !held.has(name))
  if (missing.length > 0) {
    throw invalidParameters(
      `Global secondary index ${index.name} does not project [${missing.join(', ')}]`,
    )
  }
}

/** Whether rows of the index lack attributes that are asked for, so that the items must be fetched. */
export function mustFetch(index: Index | undefined, shape: ReadShape): boolean {
  const held = index?.projected
  if (index?.kind !== 'local' || held === undefined) return false
  if (shape.select === 'ALL_ATTRIBUTES') return true
  return [...(shape.projection?.attributes ?? [])].some((name) => !held.has(name))
}
