import { assert } from '../../base/index.ts'
import type {
  IndexDescriptor,
  IndexState,
  KeyAttribute,
  KeySchema,
  TableDescriptor,
} from '../tables/descriptor.ts'

/*
 * The steps of a global index's life as changes of the table's descriptor; all pure. Every write
 * checks the descriptor's version, so that a step holds for all writes that are committed after it.
 */

/** The id for the next index, or other set of derived rows, of the table: never used before. */
export function nextIndexId(table: TableDescriptor): number {
  const ids = table.indexes.map(({ id }) => id)
  return Math.max(table.lastIndexId ?? 0, table.expiry?.id ?? 0, ...ids) + 1
}

/** The table with an index that writes maintain from now on and that is still to be filled. */
export function addIndex(
  table: TableDescriptor,
  definition: Omit<IndexDescriptor, 'id' | 'state'>,
): TableDescriptor {
  const id = nextIndexId(table)
  const index: IndexDescriptor = { ...definition, id, state: 'CREATING' }
  const known = new Set(table.attributes.map(({ name }) => name))
  const added = attributesOf(definition.key).filter(({ name }) => !known.has(name))
  return {
    ...table,
    lastIndexId: id,
    indexes: [...table.indexes, index],
    attributes: byName([...table.attributes, ...added]),
  }
}

/** The table with an index in another state; undefined: active. */
export function setIndexState(
  table: TableDescriptor,
  id: number,
  state: IndexState | undefined,
): TableDescriptor {
  const indexes = table.indexes.map((index) => {
    if (index.id !== id) return index
    const { state: _, ...rest } = index
    return state === undefined ? rest : { ...rest, state }
  })
  return { ...table, indexes }
}

/** The table without an index that was being deleted, and without the attributes that only it used. */
export function removeIndex(table: TableDescriptor, id: number): TableDescriptor {
  const removed = table.indexes.find((index) => index.id === id)
  assert(removed?.state === 'DELETING', 'an index is not written any more when it is removed')
  const indexes = table.indexes.filter((index) => index !== removed)
  const used = [table.key, ...indexes.map(({ key }) => key)].flatMap(attributesOf)
  const names = new Set(used.map(({ name }) => name))
  return {
    ...table,
    lastIndexId: nextIndexId(table) - 1,
    indexes,
    attributes: byName(table.attributes.filter(({ name }) => names.has(name))),
  }
}

function attributesOf({ hash, range }: KeySchema): KeyAttribute[] {
  return [...hash, ...range]
}

function byName(attributes: readonly KeyAttribute[]): KeyAttribute[] {
  return attributes.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}
