import { StoredItem } from '../rows/item-row.ts'
import {
  attributeOf,
  encodeKeyComponent,
  keyValueSize,
  type AttributeMap,
} from '../../values/index.ts'
import { assert, limits } from '../../base/index.ts'
import type { KeyAttribute, KeySchema } from './descriptor.ts'
import { macBytes } from '../rows/spaces.ts'
import { partitionDomain, primaryKeyDomain, type Index, type Table } from './table.ts'

/** Where an item lives. `key` holds valid values of the table's key attributes; others are passed over. */
export function itemKey(table: Table, key: AttributeMap): Buffer {
  return Buffer.concat([
    table.prefix,
    table.keys.mac(partitionDomain, encodeAll(table.key.hash, key)),
    ...encodeAll(table.key.range, key),
  ])
}

/** Names the partition that an item lives in, apart from every other in the store. */
export function partitionOf(table: Table, itemKey: Buffer): string {
  return itemKey.toString('latin1', 0, table.prefix.length + macBytes)
}

/** What every item of one partition key begins with. */
export function partitionPrefix(table: Table, hash: readonly Buffer[]): Buffer {
  return Buffer.concat([table.prefix, table.keys.mac(partitionDomain, hash)])
}

/** What every row of one index partition begins with. */
export function indexPartitionPrefix(table: Table, index: Index, hash: readonly Buffer[]): Buffer {
  return Buffer.concat([index.prefix, table.keys.mac(index.macDomain, hash)])
}

/**
 * Where an item's row in an index lives, or undefined where the item lacks a key attribute of the
 * index and so is not in it. An item that was written before the index was created may hold a value
 * there that no key can be: it is not in the index either.
 */
export function indexRowKey(table: Table, index: Index, item: AttributeMap): Buffer | undefined {
  if (!hasKey(index.key, item)) return undefined
  return Buffer.concat([
    indexPartitionPrefix(table, index, encodeAll(index.key.hash, item)),
    ...encodeAll(index.key.range, item),
    table.keys.mac(primaryKeyDomain, [
      ...encodeAll(table.key.hash, item),
      ...encodeAll(table.key.range, item),
    ]),
  ])
}

/** Whether an item has values that a key of this schema can have. */
export function hasKey({ hash, range }: KeySchema, item: AttributeMap): boolean {
  return (
    hash.every((attribute) => hasKeyValue(attribute, item, limits.partitionKeyBytes)) &&
    range.every((attribute) => hasKeyValue(attribute, item, limits.sortKeyBytes))
  )
}

function hasKeyValue({ name, type }: KeyAttribute, item: AttributeMap, most: number): boolean {
  const value = attributeOf(item, name)
  if (value === undefined || !(type in value)) return false
  const size = keyValueSize(value)
  return size > 0 && size <= most
}

function encodeAll(attributes: readonly KeyAttribute[], item: AttributeMap): Buffer[] {
  return attributes.map(({ name }) => {
    const value = attributeOf(item, name)
    assert(value !== undefined, 'a key attribute was checked to be there')
    return encodeKeyComponent(value)
  })
}

/** A row of the table or of its indexes, decrypted when it is first looked at; its size may be known without. */
export function openRow(
  table: Table,
  storageKey: Buffer,
  value: Buffer,
  size?: number,
): StoredItem {
  return new StoredItem(table.keys.sealer, table.descriptor.accountId, storageKey, value, size)
}
