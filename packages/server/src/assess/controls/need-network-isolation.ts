import { endpointsExist } from '../checks/boundaries.ts'
import { listenersNarrow } from '../checks/host.ts'
import type { Control } from '../model.ts'

export const needNetworkIsolation: Control = {
  id: 'need-network-isolation',
  group: 'need',
  title: 'Network isolation',
  question: 'Is the service reached from the networks that need it alone?',
  material:
    'The server listens on one address unless told otherwise; listeners of a VPC take connections from named networks only.',
  reached: {
    pass: 'It listens on chosen addresses, and clients come through endpoints.',
    review: 'It listens on every network, there is no endpoint, or its process is not to be seen.',
    remediate: 'Not reached: what is open here is for a person to judge.',
  },
  checks: [listenersNarrow, endpointsExist],
  references: ['https://docs.aws.amazon.com/vpc/latest/privatelink/what-is-privatelink.html'],
}
