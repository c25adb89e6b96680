import { provisionedThroughputExceeded, throttled, type ApiError } from '../../errors/index.ts'
import type { Bound } from './bounds.ts'

export interface Throttled {
  /** ARN of the table or index that has nothing left. */
  readonly resource: string
  readonly of: 'Table' | 'Index'
  readonly direction: 'Read' | 'Write'
  readonly kind: Bound['kind']
}

/** The service's refusal of a request for which a table or index has no capacity left. */
export function capacityExceeded({ resource, of, direction, kind }: Throttled): ApiError {
  if (kind === 'on-demand maximum') {
    const reason = `${of}${direction}MaxOnDemandThroughputExceeded`
    return throttled(
      'Throughput exceeds the maximum OnDemandThroughput configured on table or index',
      [{ reason, resource }],
    )
  }
  const reason = `${of}${direction}ProvisionedThroughputExceeded`
  return provisionedThroughputExceeded(
    of === 'Table'
      ? 'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.'
      : 'The level of configured provisioned throughput for one or more global secondary indexes of the table was exceeded. Consider increasing your provisioning level for the under-provisioned global secondary indexes with the UpdateTable API',
    [{ reason, resource }],
  )
}
