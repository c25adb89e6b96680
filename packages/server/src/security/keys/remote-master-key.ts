import { Secret, type Random } from '../../base/index.ts'
import { StorageError } from '../../storage/kv.ts'
import type { SealContext } from './context.ts'
import {
  localMasterKey,
  refuseOtherGuard,
  type Guard,
  type MasterKey,
  type MasterKeyProvider,
} from './master-key.ts'
import { keyBytes } from './seal.ts'

/** A key that never leaves another service. Its errors are as those of a MasterKeyProvider. */
export interface RemoteKey {
  readonly guard: Guard
  readonly description: string
  /** What people want to know of the key; stored in the keyring. */
  readonly facts: Readonly<Record<string, string>>
  /** Printable text. */
  encrypt(plaintext: Buffer, context: SealContext): Promise<string>
  /** Rejects with a StorageError `wrong-key` when it is not the key that encrypted this. */
  decrypt(ciphertext: string, context: SealContext): Promise<Buffer>
}

/**
 * A master key that another service wraps: one request at a start, after which the server needs the
 * service no more. What the service wraps stands in the keyring, bound to this use and to an id.
 * Rotation makes a fresh master key, and the service wraps it by the newest version of its own.
 */
export function remoteMasterKey(remote: RemoteKey, random: Random): MasterKeyProvider {
  const { guard, description } = remote

  async function create(): Promise<MasterKey> {
    const id = random.uuid()
    const key = new Secret(random.bytes(keyBytes))
    const wrapped = await remote.encrypt(key.reveal(), contextOf(id))
    return localMasterKey(key, random, { ...remote.facts, guard, id, wrapped })
  }

  return {
    description,
    create,
    async open(parameters) {
      refuseOtherGuard(parameters, guard)
      const { id, wrapped } = parameters
      if (typeof id !== 'string' || typeof wrapped !== 'string') throw damaged()
      const key = await remote.decrypt(wrapped, contextOf(id))
      if (key.length !== keyBytes) throw damaged()
      return localMasterKey(new Secret(key), random, parameters)
    },
    async rotate() {
      return { key: await create(), settle: () => Promise.resolve() }
    },
  }
}

function contextOf(id: string): SealContext {
  return { 'strongroom:purpose': 'master key', 'strongroom:id': id }
}

function damaged(): StorageError {
  return new StorageError(
    'damaged',
    'What the keyring says of its master key is damaged; restore keyring.json from a backup',
  )
}
