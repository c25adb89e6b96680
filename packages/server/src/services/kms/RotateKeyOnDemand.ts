import { limits } from '../../base/index.ts'
import { kmsError } from '../../errors/index.ts'
import type { RotateKeyOnDemandRequest } from '../../generated/kms/index.ts'
import { keyOperation } from './key-operation.ts'
import { checkRotates } from './rotation.ts'

const soonMs = 20 * 60_000

export const RotateKeyOnDemand = keyOperation<RotateKeyOnDemandRequest>({
  name: 'RotateKeyOnDemand',
  inputShape: 'RotateKeyOnDemandRequest',
  naming: 'key',
  states: 'usable',
  suits(key, _, arn) {
    checkRotates(key, arn)
    if (key.onDemandRotations < limits.kmsRotations) return
    throw kmsError(
      'LimitExceededException',
      `The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can be performed for this key: ${arn}`,
    )
  },
  async run({ kms }, key) {
    if (key.rotation !== undefined && key.rotation.nextAt - kms.clock.now() < soonMs) {
      throw kmsError('ConflictException', 'An automatic rotation of the key is about to begin.')
    }
    await kms.keys.rotate(key, 'ON_DEMAND')
    return { KeyId: key.keyId }
  },
})
