import { kmsError } from '../../errors/index.ts'
import { keySpecs, type KeyRecord, type KeyUsage } from '../../security/kms/index.ts'

/** Refuses a key that is for something else. */
export function checkUsage(key: KeyRecord, usage: KeyUsage, operation: string, arn: string): void {
  if (key.usage === usage) return
  throw kmsError(
    'InvalidKeyUsageException',
    `${arn} key usage is ${key.usage} which is not valid for ${operation}.`,
  )
}

/** Data keys are made under symmetric keys alone. */
export function checkSymmetric(key: KeyRecord, operation: string, arn: string): void {
  checkUsage(key, 'ENCRYPT_DECRYPT', operation, arn)
  if (key.spec === 'SYMMETRIC_DEFAULT') return
  throw kmsError(
    'InvalidKeyUsageException',
    `${arn} key spec is ${key.spec} which is not valid for ${operation}.`,
  )
}

/** The algorithm must be one that the key has. */
export function checkAlgorithm(
  key: KeyRecord,
  of: 'encryption' | 'signing' | 'macs',
  algorithm: string,
): void {
  if (keySpecs.get(key.spec)?.[of].includes(algorithm) === true) return
  throw kmsError(
    'InvalidKeyUsageException',
    `Algorithm ${algorithm} is incompatible with key spec ${key.spec}.`,
  )
}
