import type { DescribeEndpointsRequest } from '../../generated/dynamodb/index.ts'
import type { Operation } from '../operation.ts'

const cachePeriodInMinutes = 1440

/**
 * Where an SDK with endpoint discovery is to send its requests: to the name and port by which the
 * client has reached this server already, which is the only one that is known to work for it.
 */
export const DescribeEndpoints: Operation<unknown, DescribeEndpointsRequest, object, object> = {
  name: 'DescribeEndpoints',
  inputShape: 'DescribeEndpointsRequest',

  prepare: () => ({}),

  accesses: () => [{ action: 'dynamodb:DescribeEndpoints', resource: '*' }],

  run(_deps, _prepared, { host = 'localhost' }) {
    return Promise.resolve({
      Endpoints: [{ Address: host, CachePeriodInMinutes: cachePeriodInMinutes }],
    })
  },
}
