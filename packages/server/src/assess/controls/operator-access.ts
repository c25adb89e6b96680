import { masterKeyApart, rootSecretPutAway } from '../checks/host.ts'
import {
  dataAccessNarrow,
  dutiesSeparated,
  keyAccessNarrow,
  rootNotUsed,
} from '../checks/people.ts'
import type { Control } from '../model.ts'

export const operatorAccess: Control = {
  id: 'operator-access',
  group: 'review',
  title: 'Operator access',
  question: 'Who can reach data and keys besides the applications, and is root locked away?',
  material:
    'Root may do everything and is for emergencies; what others may do is up to the policies of IAM. The master key can lie apart from the data.',
  reached: {
    pass: 'Root rests, administrators do not read data, and keys lie apart.',
    review: 'Principals may read everything, or the use of root is not known.',
    remediate: 'Root is used, its secret lies about, or a user both administers and reads.',
  },
  checks: [
    rootNotUsed,
    rootSecretPutAway,
    dutiesSeparated,
    dataAccessNarrow,
    keyAccessNarrow,
    masterKeyApart,
  ],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html'],
}
