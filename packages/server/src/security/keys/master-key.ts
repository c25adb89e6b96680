import type { Random, Secret } from '../../base/index.ts'
import { StorageError } from '../../storage/kv.ts'
import type { SealContext } from './context.ts'
import { openSealed, seal } from './seal.ts'

/** What a provider needs to find its key again; stored in the keyring in clear, so never secret. */
export type MasterKeyParameters = Readonly<Record<string, string | number>>

/**
 * The key at the top of the hierarchy: it wraps the keyring and nothing else. Asynchronous, so that
 * a key which never leaves Vault, an HSM or a cloud KMS fits behind it.
 */
export interface MasterKey {
  readonly parameters: MasterKeyParameters
  wrap(plaintext: Buffer, context: SealContext): Promise<Buffer>
  /**
   * Undefined when this key did not wrap these bytes in this context. Rejects only when the provider
   * cannot answer. The buffer belongs to the caller, who erases it.
   */
  unwrap(wrapped: Buffer, context: SealContext): Promise<Buffer | undefined>
}

/**
 * Where the master key comes from. Its errors are of one line with a remedy: a StorageError where
 * nothing will change by itself, a ProviderAwayError where the provider may answer later.
 */
export interface MasterKeyProvider {
  /** One line for people that says what guards the server. */
  readonly description: string
  /** The key for a keyring that is about to be made. Makes the key where that is the provider's part. */
  create(): Promise<MasterKey>
  /** The key of a keyring that exists. Never makes one. */
  open(parameters: MasterKeyParameters): Promise<MasterKey>
  /** Absent where only the operator can give another key. */
  readonly rotate?: (parameters: MasterKeyParameters) => Promise<NextMasterKey>
}

/** A master key that is about to take the place of the one that guards a keyring. */
export interface NextMasterKey {
  readonly key: MasterKey
  /** Called when the keyring is wrapped by the new key, durably: the old one can go. */
  settle(): Promise<void>
}

/** A master key whose bytes this process holds. */
export function localMasterKey(
  key: Secret,
  random: Random,
  parameters: MasterKeyParameters = {},
): MasterKey {
  return {
    parameters,
    wrap: (plaintext, context) => Promise.resolve(seal(key.reveal(), plaintext, context, random)),
    unwrap: (wrapped, context) => Promise.resolve(openSealed(key.reveal(), wrapped, context)),
  }
}

/** The kinds of guards. A keyring of one kind is never opened by a provider of another. */
export type Guard = 'key' | 'passphrase' | 'vault' | 'external-key'

/** As people call them, and what opens a keyring that has this one. */
const guards: Readonly<Record<Guard, readonly [name: string, remedy: string]>> = {
  key: ['a master key', 'give its master key file or STRONGROOM_MASTER_KEY'],
  passphrase: ['a passphrase', 'set STRONGROOM_MASTER_PASSPHRASE_FILE'],
  vault: ['a key of HashiCorp Vault', 'set --vault-address and --vault-key'],
  'external-key': ['a key of another KMS', 'set --external-key'],
}

export function guardOf({ guard, kdf }: MasterKeyParameters): Guard {
  if (kdf !== undefined) return 'passphrase'
  return guard === 'vault' || guard === 'external-key' ? guard : 'key'
}

/** Refuses a keyring that a provider of another kind guards, in one line that says what opens it. */
export function refuseOtherGuard(parameters: MasterKeyParameters, own: Guard): void {
  const actual = guardOf(parameters)
  if (actual === own) return
  const [name, remedy] = guards[actual]
  throw new StorageError(
    'wrong-key',
    `The keyring is not guarded by ${guards[own][0]} but by ${name}: ${remedy}, and leave out the rest`,
  )
}
