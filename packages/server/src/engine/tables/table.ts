import type { TableMeter } from '../throughput/table-meter.ts'
import type { TableKeys } from '../rows/table-keys.ts'
import { idPrefix, space } from '../rows/spaces.ts'
import type { ExpiryDescriptor, IndexDescriptor, KeySchema, TableDescriptor } from './descriptor.ts'

/** An index as requests use it. */
export interface Index extends IndexDescriptor {
  /** `space · table · index`: what every row of the index begins with. */
  readonly prefix: Buffer
  /** Keeps this index's MACs apart from every other use. */
  readonly macDomain: Buffer
  /** Names of index and table key attributes: what every projection holds. */
  readonly keyNames: ReadonlySet<string>
  /** Attributes that the index holds; undefined means all. */
  readonly projected: ReadonlySet<string> | undefined
}

/** The expiry of a table as writes use it. */
export interface Expiry extends ExpiryDescriptor {
  /** What every expiry row begins with. */
  readonly prefix: Buffer
}

/** A table as it is stored. */
export interface TableRecord {
  readonly descriptor: TableDescriptor
  /** Storage key and version of the descriptor, which every write checks. */
  readonly catalogKey: Buffer
  readonly catalogVersion: number
}

/** A table as requests use it: compiled once for each version of its descriptor and opening of its keys. */
export interface Table extends TableRecord {
  readonly keys: TableKeys
  /** Undefined where nothing bounds what may be consumed. */
  readonly meter: TableMeter | undefined
  readonly key: KeySchema
  readonly keyNames: ReadonlySet<string>
  /** `space · table`: what every item row begins with. */
  readonly prefix: Buffer
  /** Those that writes maintain. One that is being deleted is not among them. */
  readonly indexes: readonly Index[]
  readonly indexByName: ReadonlyMap<string, Index>
  /** Whether there are local indexes, so that the size of what one partition key holds is limited. */
  readonly hasCollections: boolean
  /** Where items expire, or are about to. */
  readonly expiry: Expiry | undefined
}

/** Domain of the MAC over a table's partition key, and of the one over its whole primary key. */
export const partitionDomain = Buffer.of(1)
export const primaryKeyDomain = Buffer.of(2)

export function compileTable(
  record: TableRecord,
  keys: TableKeys,
  meter: TableMeter | undefined,
): Table {
  const { descriptor } = record
  const keyNames = namesOf(descriptor.key)
  const indexes = maintained(descriptor).map((index): Index => {
    const names = new Set([...keyNames, ...namesOf(index.key)])
    return {
      ...index,
      prefix: idPrefix(space.index, descriptor.id, index.id),
      macDomain: idPrefix(3, index.id),
      keyNames: names,
      projected: projectedNames(index, names),
    }
  })
  return {
    ...record,
    keys,
    meter,
    key: descriptor.key,
    keyNames,
    prefix: idPrefix(space.item, descriptor.id),
    indexes,
    indexByName: new Map(indexes.map((index) => [index.name, index])),
    hasCollections: indexes.some(({ kind }) => kind === 'local'),
    expiry: expiryOf(descriptor),
  }
}

function expiryOf({ id, expiry }: TableDescriptor): Expiry | undefined {
  if (expiry === undefined || expiry.state === 'DELETING') return undefined
  return { ...expiry, prefix: idPrefix(space.ttl, id, expiry.id) }
}

function maintained({ indexes }: TableDescriptor): IndexDescriptor[] {
  return indexes.filter(({ state }) => state !== 'DELETING')
}

function namesOf(key: KeySchema): Set<string> {
  return new Set([...key.hash, ...key.range].map((attribute) => attribute.name))
}

function projectedNames(
  index: IndexDescriptor,
  keyNames: ReadonlySet<string>,
): ReadonlySet<string> | undefined {
  switch (index.projection.type) {
    case 'ALL':
      return undefined
    case 'KEYS_ONLY':
      return keyNames
    case 'INCLUDE':
      return new Set([...keyNames, ...index.projection.attributes])
  }
}
