import type { AttributeMap } from '../../values/index.ts'
import type { Index, Table } from './table.ts'

/** The items of one partition key of a table with local indexes, and their rows in those. */
export interface Collection {
  /** Unique in the store. */
  readonly id: string
  /** An item of it, where the write leaves one. */
  readonly item: AttributeMap | undefined
}

/** By how much a commit lets a table and its indexes grow, or shrink. */
export interface Growth {
  readonly table: Table
  /** Undefined where nothing grows, or the table has no item collections. */
  readonly collection: Collection | undefined
  readonly items: number
  readonly bytes: number
  /** What is added to a shard of the table's log; absent where nothing is. */
  readonly logged?: { readonly shard: number; readonly bytes: number } | undefined
  readonly indexes: readonly {
    readonly index: Index
    readonly items: number
    readonly bytes: number
  }[]
}
