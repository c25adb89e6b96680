import type { IndexDescriptor, TableDescriptor, WarmMark } from '../../engine/index.ts'
import { invalidParameters } from '../../errors/index.ts'
import type { WarmThroughput } from '../../generated/dynamodb/index.ts'
import { checkThroughputQuota } from './capacity-quota.ts'

/**
 * Warm throughput is what a table can take at once. This server has nothing to warm up, so that the
 * values are kept, described and may only grow, as the service has it, and are true at once.
 */
interface Place {
  /** Absent: of the table. */
  readonly index?: string
  readonly region: string
}

type BillingMode = TableDescriptor['billingMode']

/** What an on-demand table or index can take from the beginning. */
const initial: WarmMark = { read: 12_000, write: 4000 }

const directions = [
  { key: 'read', direction: 'Read', member: 'ReadUnitsPerSecond', units: 'ReadCapacityUnits' },
  { key: 'write', direction: 'Write', member: 'WriteUnitsPerSecond', units: 'WriteCapacityUnits' },
] as const

/** What a table or index can take: the highest that it ever was provisioned with or asked to. */
export function warmOf(
  billingMode: BillingMode,
  { warm, throughput }: Pick<IndexDescriptor, 'warm' | 'throughput'>,
): WarmMark {
  const least = billingMode === 'PAY_PER_REQUEST' ? initial : (throughput ?? { read: 0, write: 0 })
  return {
    read: Math.max(least.read, warm?.read ?? 0),
    write: Math.max(least.write, warm?.write ?? 0),
  }
}

/** What CreateTable asks for. */
export function initialWarm(
  asked: WarmThroughput | undefined,
  billingMode: BillingMode,
  throughput: IndexDescriptor['throughput'],
  place: Place,
): WarmMark | undefined {
  if (asked === undefined) return undefined
  const least = warmOf(billingMode, throughput ? { throughput } : {})
  return raised(least, asked, place, (member, units) =>
    billingMode === 'PAY_PER_REQUEST'
      ? `${member} is lower than initial throughput for OnDemand. See: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html#on-demand-capacity-mode-initial`
      : `${member} is lower than ${units} of ProvisionedThroughput`,
  )
}

/** What UpdateTable asks for. Throws where it is less than what there is. */
export function raisedWarm(before: WarmMark, asked: WarmThroughput, place: Place): WarmMark {
  return raised(
    before,
    asked,
    place,
    (member) =>
      `${member} is lower than current WarmThroughput, decreasing WarmThroughput is not supported`,
  )
}

function raised(
  before: WarmMark,
  asked: WarmThroughput,
  { index, region }: Place,
  lower: (member: string, units: string) => string,
): WarmMark {
  const after = { ...before }
  for (const { key, direction, member, units } of directions) {
    const value = asked[member]
    if (value === undefined) continue
    const what = `${member} for WarmThroughput for ${index === undefined ? 'table' : `index ${index}`}`
    if (value < before[key]) throw invalidParameters(`Requested ${lower(what, units)}`)
    checkThroughputQuota(value, direction, what, region)
    after[key] = value
  }
  return after
}

/** `WarmThroughput` as it is described. */
export function warmDescription({ read, write }: WarmMark, Status: string): object {
  return { ReadUnitsPerSecond: read, WriteUnitsPerSecond: write, Status }
}
