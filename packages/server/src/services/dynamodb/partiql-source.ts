import type { Index, Table } from '../../engine/index.ts'
import type { ReadKey, Select } from '../../engine/partiql/index.ts'
import { assert } from '../../base/index.ts'
import { invalidParameters, validation } from '../../errors/index.ts'

/** The index that a SELECT reads, if it names one, in PartiQL's own refusals. Throws a ValidationException. */
export function sourceIndex(table: Table, select: Select): Index | undefined {
  if (select.index === undefined) return undefined
  const index = table.indexByName.get(select.index)
  if (index === undefined) throw validation('The table does not have the specified index')
  if (index.key.hash.length > 1 || index.key.range.length > 1) {
    throw validation(
      'PartiQL statements cannot be executed on tables with multi-attribute HASH keys or multi-attribute RANGE keys.',
    )
  }
  return index
}

export function readKey(table: Table, index: Index | undefined): ReadKey {
  const { hash, range } = index?.key ?? table.key
  const [first] = hash
  assert(first !== undefined, 'a key has a hash attribute')
  return { hash: first, range: range[0] }
}

/** Throws where a SELECT asks a global index for attributes that it does not hold. */
export function checkColumnsHeld(index: Index | undefined, select: Select): void {
  const held = index?.projected
  if (index?.kind !== 'global' || held === undefined) return
  const wanted = new Set(select.columns?.map(({ path }) => path[0]))
  const missing = [...wanted].filter((name) => !held.has(name))
  if (missing.length > 0) {
    throw invalidParameters(
      `Global secondary index ${index.name} does not project [${missing.join(', ')}]`,
    )
  }
}

/** The attributes of which a SELECT asks for a part. */
export function nestedColumns({ columns = [] }: Select): {
  readonly nestedAttributes: ReadonlySet<string>
} {
  const nested = columns.filter(({ path }) => path.length > 1)
  return { nestedAttributes: new Set(nested.map(({ path }) => path[0])) }
}
