import { kmsError } from '../../errors/index.ts'
import type { KeyRecord } from '../../security/kms/index.ts'

/** Only symmetric keys whose material this server made rotate. */
export function checkRotates(key: KeyRecord, arn: string): void {
  if (key.spec !== 'SYMMETRIC_DEFAULT') throw kmsError('UnsupportedOperationException')
  if (key.origin === 'AWS_KMS') return
  throw kmsError(
    'UnsupportedOperationException',
    `${arn} origin is ${key.origin} which is not valid for this operation.`,
  )
}
