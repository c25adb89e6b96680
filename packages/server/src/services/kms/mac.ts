import { createHmac } from 'node:crypto'
import { withMaterial, type KeyRecord } from '../../security/kms/index.ts'
import type { KmsDeps } from './key-operation.ts'

/** `algorithm` is one of the key's: `HMAC_SHA_256`. */
export function macOf(
  { kms }: Pick<KmsDeps, 'kms'>,
  key: KeyRecord,
  algorithm: string,
  message: Buffer,
): Promise<Buffer> {
  const hash = `sha${algorithm.slice(-3)}`
  return withMaterial(kms, key, (secret) => createHmac(hash, secret).update(message).digest())
}
