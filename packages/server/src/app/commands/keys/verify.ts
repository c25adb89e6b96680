import { damagedRows, faultyKeys, storedTables, type StoredTable } from '../../../engine/index.ts'
import { createServiceKey } from '../../../security/keys/index.ts'
import { MaterialLostError, type StoredKey } from '../../../security/kms/index.ts'
import { StorageError } from '../../../storage/kv.ts'
import { StartError } from '../../exit.ts'
import { openUnasked } from '../../table-key-source.ts'
import { print, withKeys, type OpenedKeys } from './opened.ts'
import { openProgress } from '../progress.ts'

/** What does not open, and why. */
interface Fault {
  readonly what: string
  readonly why: string
  /** Rows, where it is rows that do not open. */
  readonly count?: number
}

export function verifyKeys(options: Record<string, unknown>): Promise<void> {
  return withKeys(options, async (opened) => {
    const tables: StoredTable[] = []
    const { store, keyring, surroundings, kms } = opened
    for await (const table of storedTables(store, keyring.systemKey, surroundings.random)) {
      tables.push(table)
    }
    const keys: StoredKey[] = []
    for await (const key of kms.stored.all()) keys.push(key)

    const faults: Fault[] = []
    // Rows can be opened only where the keys can.
    const intact: StoredTable[] = []
    const progress = await openProgress('Opening keys')
    let done = 0
    const step = (): void => {
      progress.update(++done, keys.length + tables.length)
    }
    try {
      for (const key of keys) {
        faults.push(...(await faultsOfKey(opened, key)))
        step()
      }
      for (const table of tables) {
        const found = await faultsOfTable(opened, table)
        if (found.length === 0) intact.push(table)
        faults.push(...found)
        step()
      }
    } finally {
      progress.end()
    }
    const ofRows = options['rows'] === true ? await verifyRows(opened, intact) : undefined
    faults.push(...(ofRows?.faults ?? []))
    // The keyring is a third: it would not be here if it had not opened.
    const counted = {
      keyring: 1,
      kmsKeys: keys.length,
      tables: tables.length,
      ...(ofRows && { rows: ofRows.rows }),
    }
    const rows = ofRows ? `, ${String(ofRows.rows)} rows` : ''
    print(options, { ...counted, faults }, [
      ...faults.map(({ what, why }) => `does not open: ${what}: ${why}`),
      `Keyring, ${String(keys.length)} KMS keys, the keys of ${String(tables.length)} tables${rows}: ${
        faults.length === 0 ? 'all open' : `${String(faults.length)} faults`
      }`,
    ])
    if (faults.length > 0) {
      throw new StartError('damaged', `Not every key${ofRows ? ' and row' : ''} opens`)
    }
  })
}

async function verifyRows(
  opened: OpenedKeys,
  tables: readonly StoredTable[],
): Promise<{ rows: number; faults: Fault[] }> {
  const progress = await openProgress('Opening rows, per cent')
  const faults: Fault[] = []
  let rows = 0
  try {
    for (const [at, { accountId, name, descriptor }] of tables.entries()) {
      if (descriptor === undefined) continue
      const what = `table ${accountId}/${name}`
      const reached = (more: number, share: number): void => {
        rows += more
        progress.update(Math.floor((100 * (at + share)) / tables.length), 100)
      }
      const work = async (): Promise<Fault[]> => {
        const deps = { ...depsOf(opened), store: opened.store, systemKey: opened.keyring.systemKey }
        const damaged = await damagedRows(deps, descriptor, reached)
        return damaged.map(({ kind, count, first }) => {
          const why = `${String(count)} ${kind}${count === 1 ? '' : 's'}; the first: ${first}`
          return { what, why, count }
        })
      }
      faults.push(...(await faultsOf(what, work)))
    }
  } finally {
    progress.end()
  }
  return { rows, faults }
}

async function faultsOfKey({ kms }: OpenedKeys, key: StoredKey): Promise<Fault[]> {
  const what = `KMS key ${key.accountId}/${key.keyId}`
  if (key.record === undefined) return [{ what, why: 'its record was altered' }]
  return (await kms.stored.faults(key.record)).map((why) => ({ what, why }))
}

async function faultsOfTable(opened: OpenedKeys, table: StoredTable): Promise<Fault[]> {
  const what = `table ${table.accountId}/${table.name}`
  const { descriptor } = table
  if (descriptor === undefined) return [{ what, why: 'its record was altered' }]
  const { source, random } = depsOf(opened)
  return faultsOf(what, async () =>
    (await faultyKeys(descriptor, source, random)).map((name) => ({
      what,
      why: `the ${name} was altered`,
    })),
  )
}

/** Opens table keys whatever state the KMS keys above them are in. */
function depsOf({ kms, keyring, surroundings: { random } }: OpenedKeys) {
  const serviceKey = createServiceKey(keyring.serviceKey, random)
  const source = {
    async unwrap(wrapped: string, context: Readonly<Record<string, string>>) {
      const key = await openUnasked({ serviceKey, kms }, wrapped, context)
      if (key !== undefined) return key
      throw new StorageError('wrong-key', 'its KMS key was deleted')
    },
  }
  return { source, random }
}

/** What `work` found; that a table's key is not to be had is a fault of the table as well. */
async function faultsOf(what: string, work: () => Promise<Fault[]>): Promise<Fault[]> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof StorageError || error instanceof MaterialLostError) {
      return [{ what, why: error.message }]
    }
    throw error
  }
}
