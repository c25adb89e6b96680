import { tableKeysUsable } from '../checks/at-rest.ts'
import { keyPoliciesClosed, keysRotate } from '../checks/keys.ts'
import { disabledKeyRefused } from '../checks/lost-key.ts'
import { keyAccessNarrow } from '../checks/people.ts'
import type { Control } from '../model.ts'

export const needKeyManagement: Control = {
  id: 'need-key-management',
  group: 'need',
  title: 'Key management',
  question: 'Are keys ours to rotate, disable and delete, and closed to others?',
  material:
    'KMS with the AWS API: keys, policies, grants, rotation, import, deletion that erases what is under a key.',
  reached: {
    pass: 'Keys rotate, their policies are closed, none that is needed is lost.',
    review: 'There is no key of the customer yet, or some may decrypt by all of them.',
    remediate: 'A key does not rotate, is open to everybody, or a table lost its key.',
  },
  checks: [keysRotate, keyPoliciesClosed, keyAccessNarrow, tableKeysUsable, disabledKeyRefused],
  references: ['https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html'],
}
