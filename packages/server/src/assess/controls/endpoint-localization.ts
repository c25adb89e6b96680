import { endpointForbids, otherRegionRefused } from '../checks/attacks.ts'
import { endpointPoliciesNarrow, endpointsExist } from '../checks/boundaries.ts'
import { listenersNarrow } from '../checks/host.ts'
import type { Control } from '../model.ts'

export const endpointLocalization: Control = {
  id: 'endpoint-localization',
  group: 'review',
  title: 'Endpoint localization',
  question: 'Through which networks and for which region does the service answer?',
  material:
    'A listener can be an endpoint of a VPC with a policy of its own; requests that are signed for another region are refused.',
  reached: {
    pass: 'Clients come through endpoints with narrow policies, and other regions are refused.',
    review: 'There are no endpoints, or their policies let everything through.',
    remediate:
      'A request for another region was answered, or an endpoint let through what it forbids.',
  },
  checks: [
    endpointsExist,
    endpointPoliciesNarrow,
    listenersNarrow,
    endpointForbids,
    otherRegionRefused,
  ],
  references: ['https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-ddb.html'],
}
