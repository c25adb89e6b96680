import { endpointForbids } from '../checks/attacks.ts'
import { endpointPoliciesNarrow } from '../checks/boundaries.ts'
import type { Control } from '../model.ts'

export const needPrivateConnectivity: Control = {
  id: 'need-private-connectivity',
  group: 'need',
  title: 'Private connectivity',
  question: 'Do endpoint policies hold for what comes through the private network?',
  material: 'The policy of a VPC endpoint limits what passes its listener, whoever asks.',
  reached: {
    pass: 'Endpoint policies are narrow, and hold.',
    review: 'There is no endpoint, its policy is wide, or it was not tried.',
    remediate: 'An endpoint let through what it forbids.',
  },
  checks: [endpointPoliciesNarrow, endpointForbids],
  references: ['https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html'],
}
