import { faultyKeys, storedTables, type StoredTable } from '../../../engine/index.ts'
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

    const progress = await openProgress('Opening keys')
    const faults: Fault[] = []
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
        faults.push(...(await faultsOfTable(opened, table)))
        step()
      }
    } finally {
      progress.end()
    }
    // The keyring is a third: it would not be here if it had not opened.
    const counted = { keyring: 1, kmsKeys: keys.length, tables: tables.length }
    print(options, { ...counted, faults }, [
      ...faults.map(({ what, why }) => `does not open: ${what}: ${why}`),
      `Keyring, ${String(keys.length)} KMS keys and the keys of ${String(tables.length)} tables: ${
        faults.length === 0 ? 'all open' : `${String(faults.length)} faults`
      }`,
    ])
    if (faults.length > 0) throw new StartError('damaged', 'Not every key opens')
  })
}

async function faultsOfKey({ kms }: OpenedKeys, key: StoredKey): Promise<Fault[]> {
  const what = `KMS key ${key.accountId}/${key.keyId}`
  if (key.record === undefined) return [{ what, why: 'its record was altered' }]
  return (await kms.stored.faults(key.record)).map((why) => ({ what, why }))
}

async function faultsOfTable(opened: OpenedKeys, table: StoredTable): Promise<Fault[]> {
  const { kms, keyring, surroundings } = opened
  const { random } = surroundings
  const what = `table ${table.accountId}/${table.name}`
  if (table.descriptor === undefined) return [{ what, why: 'its record was altered' }]
  const serviceKey = createServiceKey(keyring.serviceKey, random)
  const source = {
    async unwrap(wrapped: string, context: Readonly<Record<string, string>>) {
      const key = await openUnasked({ serviceKey, kms }, wrapped, context)
      if (key !== undefined) return key
      throw new StorageError('wrong-key', 'its KMS key was deleted')
    },
  }
  try {
    const faulty = await faultyKeys(table.descriptor, source, random)
    return faulty.map((name) => ({ what, why: `the ${name} was altered` }))
  } catch (error) {
    if (error instanceof StorageError || error instanceof MaterialLostError) {
      return [{ what, why: error.message }]
    }
    throw error
  }
}
