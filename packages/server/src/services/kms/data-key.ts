import { validation } from '../../errors/index.ts'
import { encryptUnder, type KeyRecord } from '../../security/kms/index.ts'
import type { RequestContext } from '../operation.ts'
import { keyArn } from './arns.ts'
import type { EncryptionContext, KmsDeps } from './key-operation.ts'

interface Wanted {
  readonly KeySpec?: string | undefined
  readonly NumberOfBytes?: number | undefined
}

/** Exactly one of the two says how long the data key is. */
export function dataKeyBytes({ KeySpec, NumberOfBytes }: Wanted): number {
  if ((KeySpec === undefined) === (NumberOfBytes === undefined)) {
    throw validation('Please specify either number of bytes or key spec.')
  }
  return NumberOfBytes ?? (KeySpec === 'AES_128' ? 16 : 32)
}

/** A fresh data key; its plaintext is the caller's, who erases it. */
export async function makeDataKey(
  { kms }: Pick<KmsDeps, 'kms'>,
  key: KeyRecord,
  plaintext: Buffer,
  encryptionContext: EncryptionContext | undefined,
  { region }: Pick<RequestContext, 'region'>,
): Promise<{ CiphertextBlob: string; KeyId: string; KeyMaterialId: string }> {
  const made = await encryptUnder(kms, key, plaintext, encryptionContext ?? {})
  return {
    CiphertextBlob: made.ciphertext.toString('base64'),
    KeyId: keyArn(region, key),
    KeyMaterialId: made.materialId,
  }
}
