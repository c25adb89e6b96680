import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { StorageError } from '../../storage/kv.ts'
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
  replace(bytes: Buffer): Promise<void>
}

const fileName = 'keyring.json'
/** What may lie in a data directory that is still new: a file system's own entry, and what a crash left. */
const harmless = /^(lost\+found|lock|.*\.lock|keyring\.json\.\d+\.tmp)$/

/** `keyring.json` in the data directory, which is made with mode 0700 where it is missing. */
export function keyringFile(dataDirectory: string): KeyringHome {
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
    replace: (bytes) => replacePrivateFile(path, bytes),
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
