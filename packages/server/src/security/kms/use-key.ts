import { assert } from '../../base/index.ts'
import type { SealContext } from '../keys/index.ts'
import { openCiphertext, readHead, sealCiphertext } from './ciphertext.ts'
import type { KeyRecord, Material } from './key-record.ts'
import type { Kms } from './kms.ts'

/** A ciphertext under a symmetric key that may be used, with the version that made it. */
export async function encryptUnder(
  kms: Pick<Kms, 'keys' | 'vault' | 'random'>,
  key: KeyRecord,
  plaintext: Buffer,
  context: SealContext,
): Promise<{ ciphertext: Buffer; materialId: string }> {
  const { material } = await kms.keys.sealing(key)
  assert(material !== undefined, 'a key that may be used has material')
  const head = { accountId: key.accountId, keyId: key.keyId, materialId: material.id }
  const ciphertext = await kms.vault.open(key, material, (secret) =>
    sealCiphertext(secret, head, plaintext, context, kms.random),
  )
  return { ciphertext, materialId: material.id }
}

/** Undefined when this key did not make these bytes in this context. */
export async function decryptUnder(
  kms: Pick<Kms, 'vault'>,
  key: KeyRecord,
  ciphertext: Buffer,
  context: SealContext,
): Promise<{ plaintext: Buffer; materialId: string } | undefined> {
  const head = readHead(ciphertext)
  if (head?.keyId !== key.keyId || head.accountId !== key.accountId) return undefined
  const material = key.materials.find(({ id }) => id === head.materialId)
  if (material?.wrapped === undefined) return undefined
  const plaintext = await kms.vault.open(key, material, (secret) =>
    openCiphertext(secret, ciphertext, context),
  )
  return plaintext && { plaintext, materialId: material.id }
}

/** Hands the material of a key that is not symmetric to `use`. */
export function withMaterial<Result>(
  kms: Pick<Kms, 'vault'>,
  key: KeyRecord,
  use: (secret: Buffer, material: Material) => Result,
): Promise<Result> {
  const material = key.materials.at(-1)
  assert(material !== undefined, 'a key that may be used has material')
  return kms.vault.open(key, material, (secret) => use(secret, material))
}
