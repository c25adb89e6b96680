import type { EnableKeyRotationRequest } from '../../generated/kms/index.ts'
import { nextRotation } from '../../security/kms/index.ts'
import { keyOperation } from './key-operation.ts'
import { checkRotates } from './rotation.ts'

const standardDays = 365

export const EnableKeyRotation = keyOperation<EnableKeyRotationRequest>({
  name: 'EnableKeyRotation',
  inputShape: 'EnableKeyRotationRequest',
  naming: 'key',
  states: 'usable',
  conditions: ({ RotationPeriodInDays: days = standardDays }) => ({
    'kms:RotationPeriodInDays': String(days),
  }),
  suits(key, _, arn) {
    checkRotates(key, arn)
  },
  async run({ kms }, { accountId, keyId }, { RotationPeriodInDays: days = standardDays }) {
    await kms.keys.change(accountId, keyId, (key) => ({
      ...key,
      rotation: { days, nextAt: nextRotation({ days }, kms.clock.now()) },
    }))
    return {}
  },
})
