import type { GetKeyRotationStatusRequest } from '../../generated/kms/index.ts'
import { keyOperation } from './key-operation.ts'
import { checkRotates } from './rotation.ts'
import { seconds } from './wire.ts'

export const GetKeyRotationStatus = keyOperation<GetKeyRotationStatusRequest>({
  name: 'GetKeyRotationStatus',
  inputShape: 'GetKeyRotationStatusRequest',
  naming: 'key',
  states: 'any',
  suits(key, _, arn) {
    checkRotates(key, arn)
  },
  run(_, key) {
    const rotation = key.state === 'PendingDeletion' ? undefined : key.rotation
    return Promise.resolve({
      KeyRotationEnabled: rotation !== undefined,
      KeyId: key.keyId,
      RotationPeriodInDays: rotation?.days,
      NextRotationDate: rotation && seconds(rotation.nextAt),
    })
  },
})
