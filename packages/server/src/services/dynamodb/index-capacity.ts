import type { IndexDescriptor, TableDescriptor } from '../../engine/index.ts'
import { invalidParameters } from '../../errors/index.ts'
import type { GlobalSecondaryIndex } from '../../generated/dynamodb/index.ts'
import { checkCapacityQuota } from './capacity-quota.ts'
import { onDemandMaximumOf } from './on-demand-throughput.ts'
import { initialWarm } from './warm-throughput.ts'

/** What a global index is allowed to consume. */
export type IndexCapacity = Pick<IndexDescriptor, 'throughput' | 'onDemandMaximum' | 'warm'>

/** Capacity of a global index that is created with its table. Throws the service's refusals. */
export function indexCapacity(
  billingMode: TableDescriptor['billingMode'],
  index: GlobalSecondaryIndex,
  region: string,
): IndexCapacity {
  const place = { index: index.IndexName, region }
  const throughput = provisioned(billingMode, index)
  const onDemandMaximum = onDemandMaximumOf(index.OnDemandThroughput, billingMode, place)
  const warm = initialWarm(index.WarmThroughput, billingMode, throughput, place)
  if (index.ProvisionedThroughput) {
    checkCapacityQuota(index.ProvisionedThroughput, region, index.IndexName)
  }
  return {
    throughput,
    ...(onDemandMaximum ? { onDemandMaximum } : {}),
    ...(warm ? { warm } : {}),
  }
}

function provisioned(
  billingMode: TableDescriptor['billingMode'],
  { IndexName, ProvisionedThroughput: asked }: GlobalSecondaryIndex,
): NonNullable<IndexDescriptor['throughput']> {
  if (billingMode === 'PAY_PER_REQUEST') {
    if (asked !== undefined) {
      throw invalidParameters(
        `ProvisionedThroughput should not be specified for index: ${IndexName} when BillingMode is PAY_PER_REQUEST`,
      )
    }
    return { read: 0, write: 0, decreases: 0 }
  }
  if (asked === undefined) {
    throw invalidParameters(`ProvisionedThroughput is not specified for index: ${IndexName}`)
  }
  return { read: asked.ReadCapacityUnits, write: asked.WriteCapacityUnits, decreases: 0 }
}
