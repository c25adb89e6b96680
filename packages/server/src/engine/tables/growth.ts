import type { Index, Table } from './table.ts'

/** By how much a commit lets a table and its indexes grow, or shrink. */
export interface Growth {
  readonly table: Table
  readonly items: number
  readonly bytes: number
  readonly indexes: readonly {
    readonly index: Index
    readonly items: number
    readonly bytes: number
  }[]
}
