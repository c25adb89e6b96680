import { principalOf, resourceOf } from '../events/index.ts'
import { succeeded } from './patterns.ts'
import { plainRule } from './rule.ts'

export const keyDisabled = plainRule(
  {
    name: 'key-disabled',
    severity: 'critical',
    description: 'a key was disabled, or is to be deleted',
    pattern: succeeded('kms', ['DisableKey', 'ScheduleKeyDeletion']),
  },
  ({ detail }) => {
    const did = detail.eventName === 'DisableKey' ? 'disabled' : 'scheduled the deletion of'
    return `${principalOf(detail)} ${did} the key ${resourceOf(detail, 'AWS::KMS::Key', 'keyId')}`
  },
)
