import type { Random, Secret } from '../../base/index.ts'
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

/** Where the master key comes from. Its errors are StorageErrors of one line with a remedy. */
export interface MasterKeyProvider {
  /** One line for people that says what guards the server. */
  readonly description: string
  /** The key for a keyring that is about to be made. Makes the key where that is the provider's part. */
  create(): Promise<MasterKey>
  /** The key of a keyring that exists. Never makes one. */
  open(parameters: MasterKeyParameters): Promise<MasterKey>
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
