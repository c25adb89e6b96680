import { accessDenied, kmsError, validation } from '../../errors/index.ts'
import { readHead, type KeyRecord } from '../../security/kms/index.ts'
import type { RequestContext } from '../operation.ts'
import type { KmsDeps } from './key-operation.ts'
import { resolveKey } from './resolve-key.ts'

export interface SourceKey {
  readonly key: KeyRecord
  readonly alias: string | undefined
}

/**
 * The key that a ciphertext is to be opened with: the one that the request names, which must be the
 * one that made it, or the one that the ciphertext itself names.
 */
export async function sourceKey(
  { kms }: Pick<KmsDeps, 'kms'>,
  context: RequestContext,
  ciphertext: Buffer,
  named: string | undefined,
  algorithm: string,
): Promise<SourceKey> {
  if (algorithm !== 'SYMMETRIC_DEFAULT') {
    if (named === undefined) {
      throw validation('KeyId is required for asymmetric encryption algorithms.')
    }
    return resolveKey(kms, context, named, 'any')
  }
  const head = readHead(ciphertext)
  const asked = named === undefined ? undefined : await resolveKey(kms, context, named, 'any')
  if (head === undefined) throw kmsError('InvalidCiphertextException')
  if (asked !== undefined) {
    if (asked.key.keyId === head.keyId && asked.key.accountId === head.accountId) return asked
    throw kmsError(
      'IncorrectKeyException',
      'The key ID in the request does not identify a CMK that can perform this operation.',
    )
  }
  const key = await kms.keys.find(head.accountId, head.keyId)
  if (key === undefined) throw accessDenied(unknownSource)
  return { key, alias: undefined }
}

export const unknownSource =
  'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.'
