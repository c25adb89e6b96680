import type { Engine, Table } from '../../engine/index.ts'
import { attributeOf, type AttributeMap } from '../../values/index.ts'

export interface ItemCollectionMetrics {
  ItemCollectionKey: AttributeMap
  SizeEstimateRangeGB: [number, number]
}

/**
 * The `ItemCollectionMetrics` of the collection that a key belongs to. Only tables with local
 * indexes have item collections; for others it is undefined.
 */
export async function itemCollectionMetrics(
  collections: Engine['collections'],
  table: Table,
  key: AttributeMap,
): Promise<ItemCollectionMetrics | undefined> {
  const hash = table.key.hash[0]
  const value = hash && attributeOf(key, hash.name)
  if (hash === undefined || value === undefined) return undefined
  if (!table.indexes.some((index) => index.kind === 'local')) return undefined
  const gigabytes = (await collections.estimate(table, key)) / 2 ** 30
  return {
    ItemCollectionKey: { [hash.name]: value },
    SizeEstimateRangeGB: [Math.floor(gigabytes), Math.floor(gigabytes) + 1],
  }
}
