import { limits } from '../../base/index.ts'
import { limitExceeded } from '../../errors/index.ts'
import type { ProvisionedThroughput } from '../../generated/dynamodb/index.ts'

/** Refuses provisioned capacity above what one table, or one index of it, may have. */
export function checkCapacityQuota(
  asked: ProvisionedThroughput,
  region: string,
  index?: string,
): void {
  const most = limits.tableCapacityUnits
  for (const member of ['ReadCapacityUnits', 'WriteCapacityUnits'] as const) {
    if (asked[member] <= most) continue
    const subject = index === undefined ? '' : ` for index ${index}`
    const what = index === undefined ? 'table' : 'index'
    throw limitExceeded(
      `The requested ${member}${subject}, ${String(asked[member])}, is above the per ${what} maximum for the account in ${region}. Per ${what} maximum: ${String(most)}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.`,
    )
  }
}

/** Refuses other throughput above the same quota. `what` is as in "MaxReadRequestUnits for OnDemandThroughput for table". */
export function checkThroughputQuota(
  units: number,
  direction: 'Read' | 'Write',
  what: string,
  region: string,
): void {
  if (units <= limits.tableCapacityUnits) return
  throw limitExceeded(
    `Subscriber limit exceeded: Requested ${what} exceeds TableMax${direction}CapacityUnits of the account in region ${region}`,
  )
}
