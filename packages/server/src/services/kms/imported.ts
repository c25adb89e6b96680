import { kmsError } from '../../errors/index.ts'
import type { KeyRecord } from '../../security/kms/index.ts'

/** Only keys that were made to have their material imported take any. */
export function checkExternal(key: KeyRecord, arn: string): void {
  if (key.origin === 'EXTERNAL') return
  throw kmsError(
    'UnsupportedOperationException',
    `${arn} origin is ${key.origin} which is not valid for this operation.`,
  )
}
