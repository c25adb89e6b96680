import { Secret, type Random } from '../../base/index.ts'
import { StorageError } from '../../storage/kv.ts'
import type { SealContext } from './context.ts'
import { keyBytes, openSealed, seal } from './seal.ts'

/** Strongroom key, wrapping format 1. A later format gets another prefix, so old text stays readable. */
const prefix = 'srk1.'

/** The service default key, by which table data keys are wrapped. The shape of the engine's DataKeySource. */
export interface ServiceKey {
  /** A fresh 32-byte key, which belongs to the caller, and its wrapped form as printable text. */
  generate(context: SealContext): Promise<{ plaintext: Secret; wrapped: string }>
  /** Rejects with a StorageError when another key wrapped the text or the context differs. */
  unwrap(wrapped: string, context: SealContext): Promise<Secret>
}

export function createServiceKey(serviceKey: Secret, random: Random): ServiceKey {
  return {
    generate(context) {
      const plaintext = new Secret(random.bytes(keyBytes))
      const sealed = seal(serviceKey.reveal(), plaintext.reveal(), context, random)
      return Promise.resolve({ plaintext, wrapped: prefix + sealed.toString('base64url') })
    },
    async unwrap(wrapped, context) {
      const sealed = decode(wrapped)
      const plaintext = sealed && openSealed(serviceKey.reveal(), sealed, context)
      if (plaintext?.length !== keyBytes) {
        throw new StorageError(
          'wrong-key',
          'A data key does not open under the service key in this context; the stored key was altered or belongs to another table',
        )
      }
      return Promise.resolve(new Secret(plaintext))
    },
  }
}

/** Strict, so that one key has one text: Node's decoder skips what it does not know. */
function decode(wrapped: string): Buffer | undefined {
  if (!wrapped.startsWith(prefix)) return undefined
  const text = wrapped.slice(prefix.length)
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : undefined
}
