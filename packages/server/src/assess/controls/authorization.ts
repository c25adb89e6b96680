import { actionRefused, attributeRefused, rowRefused } from '../checks/attacks.ts'
import { tablePoliciesClosed } from '../checks/boundaries.ts'
import { dataAccessNarrow } from '../checks/people.ts'
import type { Control } from '../model.ts'

export const authorization: Control = {
  id: 'authorization',
  group: 'review',
  title: 'Authorization',
  question:
    'Is each caller held to what its policies allow, down to the table, the item and the attribute?',
  material:
    'Each table, index, item, attribute and action of a request is decided by the policies of IAM, of resources, sessions, boundaries, endpoints and accounts.',
  reached: {
    pass: 'Attacks from outside a policy are denied, and no policy lets everybody in.',
    review: 'An attempt could not be made, or principals may read everything.',
    remediate: 'What no policy allows was done, or a policy lets everybody in.',
  },
  checks: [actionRefused, rowRefused, attributeRefused, tablePoliciesClosed, dataAccessNarrow],
  references: [
    'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html',
    'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/access-control-resource-based.html',
  ],
}
