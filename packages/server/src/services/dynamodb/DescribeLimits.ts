import { limits } from '../../base/index.ts'
import type { DescribeLimitsInput } from '../../generated/dynamodb/index.ts'
import type { Operation } from '../operation.ts'

/** The quotas of provisioned capacity: what may be asked for, not what is left. */
export const DescribeLimits: Operation<unknown, DescribeLimitsInput, object, object> = {
  name: 'DescribeLimits',
  inputShape: 'DescribeLimitsInput',

  prepare: () => ({}),

  accesses: () => [{ action: 'dynamodb:DescribeLimits', resource: '*' }],

  run() {
    return Promise.resolve({
      AccountMaxReadCapacityUnits: limits.accountCapacityUnits,
      AccountMaxWriteCapacityUnits: limits.accountCapacityUnits,
      TableMaxReadCapacityUnits: limits.tableCapacityUnits,
      TableMaxWriteCapacityUnits: limits.tableCapacityUnits,
    })
  },
}
