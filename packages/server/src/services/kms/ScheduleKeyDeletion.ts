import { validation } from '../../errors/index.ts'
import type { ScheduleKeyDeletionRequest } from '../../generated/kms/index.ts'
import { keyArn } from './arns.ts'
import { changed, keyOperation } from './key-operation.ts'
import { seconds } from './wire.ts'

const standardDays = 30
const dayMs = 86_400_000

export const ScheduleKeyDeletion = keyOperation<ScheduleKeyDeletionRequest>({
  name: 'ScheduleKeyDeletion',
  inputShape: 'ScheduleKeyDeletionRequest',
  naming: 'key',
  states: 'kept',
  prepare({ PendingWindowInDays: days = standardDays }) {
    if (days >= 7 && days <= 30) return
    throw validation('PendingWindowInDays must be between 7 and 30 inclusive.')
  },
  conditions: ({ PendingWindowInDays: days = standardDays }) => ({
    'kms:ScheduleKeyDeletionPendingWindowInDays': String(days),
  }),
  async run(
    { kms },
    { accountId, keyId },
    { PendingWindowInDays: days = standardDays },
    { region },
  ) {
    const at = kms.clock.now() + days * dayMs
    const KeyId = keyArn(region, { accountId, keyId })
    const key = changed(
      await kms.keys.change(accountId, keyId, (before) => ({
        ...before,
        state: 'PendingDeletion',
        deletion: { at, days },
      })),
      KeyId,
    )
    return {
      KeyId,
      DeletionDate: seconds(at),
      KeyState: key.state,
      PendingWindowInDays: days,
    }
  },
})
