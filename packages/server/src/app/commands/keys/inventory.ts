import { dataKeysOf, storedTables, type StoredTable } from '../../../engine/index.ts'
import type { KeyRecord, StoredKey } from '../../../security/kms/index.ts'
import type { OpenedKeys } from './opened.ts'

/** A KMS key as the commands show it. `state` is `damaged` where its record does not open. */
export interface KeyFacts {
  readonly accountId: string
  readonly keyId: string
  readonly state: string
  readonly spec?: string
  readonly manager?: string
  readonly origin?: string
  readonly createdAt?: string
  readonly deletionAt?: string
  readonly versions?: number
  readonly aliases: readonly string[]
  /** `account/name` of the tables under it. */
  readonly tables: readonly string[]
}

export interface TableKeyFacts {
  readonly accountId: string
  readonly name: string
  /** ARN of the KMS key, or `service default`; `damaged` where the table's record does not open. */
  readonly key: string
  readonly epoch?: number
  readonly dataKeys?: readonly number[]
  readonly inaccessibleSince?: string
  readonly archivedAt?: string
}

export const serviceDefault = 'service default'

export function tableFacts({ accountId, name, descriptor }: StoredTable): TableKeyFacts {
  if (descriptor === undefined) return { accountId, name, key: 'damaged' }
  const { encryption, keys } = descriptor
  const since = encryption?.inaccessibleSince
  const archivedAt = encryption?.archivedAt
  return {
    accountId,
    name,
    key: encryption?.keyArn ?? serviceDefault,
    epoch: keys.epoch,
    dataKeys: dataKeysOf(descriptor),
    ...(since === undefined ? {} : { inaccessibleSince: timeOf(since) }),
    ...(archivedAt === undefined ? {} : { archivedAt: timeOf(archivedAt) }),
  }
}

/** Every table, in the order of accounts and names. */
export async function allTables(opened: OpenedKeys): Promise<TableKeyFacts[]> {
  const { store, keyring, surroundings } = opened
  const found: TableKeyFacts[] = []
  for await (const table of storedTables(store, keyring.systemKey, surroundings.random)) {
    found.push(tableFacts(table))
  }
  return found
}

/** Every KMS key of every account. */
export async function allKeys(
  { kms }: OpenedKeys,
  tables: readonly TableKeyFacts[],
): Promise<KeyFacts[]> {
  const aliases = await kms.stored.aliases()
  const found: KeyFacts[] = []
  for await (const { accountId, keyId, record } of kms.stored.all()) {
    const own = aliases.filter((alias) => alias.accountId === accountId && alias.keyId === keyId)
    const under = tables.filter(({ key }) => key.endsWith(`:${accountId}:key/${keyId}`))
    found.push({
      ...keyFacts({ accountId, keyId, record }),
      aliases: own.map(({ name }) => name),
      tables: under.map((table) => `${table.accountId}/${table.name}`),
    })
  }
  return found
}

function keyFacts({ accountId, keyId, record }: StoredKey): Omit<KeyFacts, 'aliases' | 'tables'> {
  if (record === undefined) return { accountId, keyId, state: 'damaged' }
  const { state, spec, manager, origin, createdAt, materials } = record
  const facts = { accountId, keyId, state, spec, manager, origin, versions: materials.length }
  return { ...facts, createdAt: timeOf(createdAt), ...deletionOf(record) }
}

function deletionOf({ deletion }: KeyRecord): { readonly deletionAt?: string } {
  return deletion === undefined ? {} : { deletionAt: timeOf(deletion.at) }
}

function timeOf(time: number): string {
  return new Date(time).toISOString()
}

/** Columns as wide as what is in them. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>(
    (most, row) => row.map((cell, at) => Math.max(most[at] ?? 0, cell.length)),
    [],
  )
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
