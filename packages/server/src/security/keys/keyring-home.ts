import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { StorageError, type KvStore } from '../../storage/kv.ts'
import {
  createPrivateFile,
  makePrivateDirectory,
  readPrivateFile,
  replacePrivateFile,
} from './private-file.ts'

/** Where a keyring is kept. What it keeps is wrapped, so it may lie beside the data that it guards. */
export interface KeyringHome {
  /** Names the place in messages to operators, as in "the keyring in …". */
  readonly place: string
  read(): Promise<Buffer | undefined>
  /** Whether there is data that a keyring must have guarded: then a new keyring would be a mistake. */
  holdsData(): Promise<boolean>
  /** False when there is a keyring already. */
  create(bytes: Buffer): Promise<boolean>
  /** Puts `bytes` in the place of `expected`. Rejects with a StorageError when that is no longer there. */
  replace(bytes: Buffer, expected: Buffer): Promise<void>
}

/** Runs alone what must not meet the same in another process. */
export type Alone = <Result>(work: () => Promise<Result>) => Promise<Result>

const fileName = 'keyring.json'
/** What may lie in a data directory that is still new: a file system's own entry, and what a crash left. */
const harmless = /^(lost\+found|lock|.*\.lock|keyring\.json\.[\w-]+\.tmp)$/

/**
 * `keyring.json` in the data directory, which is made with mode 0700 where it is missing. `alone`
 * holds the lock under which the file is replaced.
 */
export function keyringFile(dataDirectory: string, alone: Alone = (work) => work()): KeyringHome {
  const path = join(dataDirectory, fileName)
  return {
    place: path,
    read: () => readPrivateFile(path),
    async holdsData() {
      try {
        return (await readdir(dataDirectory)).some((name) => !harmless.test(name))
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
        throw new StorageError(
          'io',
          `Cannot read the data directory ${dataDirectory}; choose a directory that this user can read`,
          { cause: error },
        )
      }
    },
    async create(bytes) {
      await makePrivateDirectory(dataDirectory)
      return createPrivateFile(path, bytes)
    },
    replace: (bytes, expected) =>
      alone(async () => {
        const present = await readPrivateFile(path)
        if (present?.equals(expected) !== true) throw changedMeanwhile()
        await replacePrivateFile(path, bytes)
      }),
  }
}

/** A keyring that ends with the process, for a store that does too. */
export function ephemeralKeyring(): KeyringHome {
  let kept: Buffer | undefined
  return {
    place: 'memory',
    read: () => Promise.resolve(kept),
    holdsData: () => Promise.resolve(false),
    create(bytes) {
      kept = bytes
      return Promise.resolve(true)
    },
    replace(bytes) {
      kept = bytes
      return Promise.resolve()
    },
  }
}

/** In the space of single rows, which no table's key can enter. */
const rowKey = Buffer.from('\0keyring', 'latin1')

/** A row of a shared store: each node that has the master key finds the keyring there. */
export function keyringRow(store: KvStore): KeyringHome {
  return {
    place: 'the database',
    read: async () => (await store.get(rowKey))?.value,
    async holdsData() {
      const entries = await store.range({ start: Buffer.of(0), end: Buffer.of(0xff), limit: 1 })
      return entries.length > 0
    },
    create: (bytes) => commitRow(store, 'absent', bytes),
    async replace(bytes, expected) {
      const current = await store.get(rowKey)
      if (current?.value.equals(expected) !== true) throw changedMeanwhile()
      if (!(await commitRow(store, current.version, bytes))) throw changedMeanwhile()
    },
  }
}

function changedMeanwhile(): StorageError {
  return new StorageError('io', 'Another process changed the keyring at the same time; try again')
}

/** False when the row has changed. An unknown outcome is refused: the next start finds out. */
async function commitRow(
  store: KvStore,
  version: number | 'absent',
  value: Buffer,
): Promise<boolean> {
  const result = await store.commit({
    checks: [{ key: rowKey, version }],
    writes: [{ key: rowKey, value }],
  })
  if (result.outcome === 'committed') return true
  if (result.outcome === 'conflict') return false
  throw new StorageError('io', 'The keyring could not be written to the database; start again')
}
