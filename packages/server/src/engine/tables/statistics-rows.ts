import type { Entry, Write } from '../../storage/kv.ts'
import type { Sealer } from '../rows/sealer.ts'
import { idPrefix, space } from '../rows/spaces.ts'
import type { Growth } from './growth.ts'

/** How many items or index rows there are, and their bytes; of a change, how many more. */
export interface Size {
  readonly items: number
  readonly bytes: number
}

export interface Sizes extends Size {
  /** By id. */
  readonly indexes: Readonly<Record<string, Size>>
}

/*
 * Below the space of statistics, sealed JSON under the system's key:
 *
 *     table id (u32) · 0 (8 bytes)            →  BaseSizes
 *     table id (u32) · process id (8 bytes)   →  OwnSizes
 *
 * What a table holds is the sum of its rows. A process has a row from before its first change until
 * it has changed nothing for a while, or ends: then its row is added to the base.
 */

export interface BaseSizes extends Sizes {
  /** Whether a change may be missing: a process ended without adding its row, or the table was never counted. */
  readonly uncertain: boolean
}

/** What a process added since it has its row. */
export interface OwnSizes extends Sizes {
  /** Wall time at which it was written. */
  readonly at: number
}

export const none: Sizes = { items: 0, bytes: 0, indexes: {} }
export const processIdBytes = 8
const owner = 'statistics'
const nothing = Buffer.alloc(0)
const base = Buffer.alloc(processIdBytes)

export function statisticsPrefix(tableId: number): Buffer {
  return idPrefix(space.statistics, tableId)
}

export function baseKey(tableId: number): Buffer {
  return Buffer.concat([statisticsPrefix(tableId), base])
}

export function ownKey(tableId: number, process: Buffer): Buffer {
  return Buffer.concat([statisticsPrefix(tableId), process])
}

export function sizesRow(sealer: Sealer, key: Buffer, sizes: BaseSizes | OwnSizes): Write {
  const text = Buffer.from(JSON.stringify(sizes))
  return { key, value: sealer.seal(owner, key, nothing, text) }
}

/** The row with which a table begins: it holds nothing, and that is certain. */
export function firstRow(sealer: Sealer, tableId: number): Write {
  return sizesRow(sealer, baseKey(tableId), { ...none, uncertain: false })
}

/** The rows of a table, opened. */
export interface StatisticsRows {
  readonly base: { readonly sizes: BaseSizes; readonly version: number } | undefined
  readonly processes: readonly { key: Buffer; version: number; sizes: OwnSizes }[]
}

export function openRows(
  sealer: Sealer,
  tableId: number,
  entries: readonly Entry[],
): StatisticsRows {
  const atBase = baseKey(tableId)
  let found: StatisticsRows['base']
  const processes: { key: Buffer; version: number; sizes: OwnSizes }[] = []
  for (const { key, value, version } of entries) {
    const sizes: unknown = JSON.parse(sealer.open(owner, key, value).toString('utf8'))
    if (key.equals(atBase)) found = { sizes: sizes as BaseSizes, version }
    else processes.push({ key, version, sizes: sizes as OwnSizes })
  }
  return { base: found, processes }
}

export function sum(a: Sizes, b: Sizes, sign: 1 | -1 = 1): Sizes {
  const indexes: Record<string, Size> = { ...a.indexes }
  for (const [id, { items, bytes }] of Object.entries(b.indexes)) {
    const size = indexes[id] ?? none
    indexes[id] = { items: size.items + sign * items, bytes: size.bytes + sign * bytes }
  }
  return { items: a.items + sign * b.items, bytes: a.bytes + sign * b.bytes, indexes }
}

/** What a commit adds; undefined where sizes stay as they were. */
export function sizesOf(growth: Growth): Sizes | undefined {
  const indexes: Record<string, Size> = {}
  let changes = growth.items !== 0 || growth.bytes !== 0
  for (const { index, items, bytes } of growth.indexes) {
    if (items === 0 && bytes === 0) continue
    changes = true
    const size = indexes[String(index.id)] ?? none
    indexes[String(index.id)] = { items: size.items + items, bytes: size.bytes + bytes }
  }
  return changes ? { items: growth.items, bytes: growth.bytes, indexes } : undefined
}
