import type { OnDemandMaximum } from '../../engine/index.ts'
import { invalidParameters } from '../../errors/index.ts'
import type { OnDemandThroughput } from '../../generated/dynamodb/index.ts'
import { checkThroughputQuota } from './capacity-quota.ts'

/** Takes a maximum away again; only an update may send it. */
const none = -1

interface Place {
  /** Absent: of the table. */
  readonly index?: string
  readonly region: string
}

const directions = [
  { key: 'read', direction: 'Read', member: 'MaxReadRequestUnits' },
  { key: 'write', direction: 'Write', member: 'MaxWriteRequestUnits' },
] as const

/** The maximums of a new table or index. Throws where the billing mode has none, or one is out of range. */
export function onDemandMaximumOf(
  asked: OnDemandThroughput | undefined,
  billingMode: 'PROVISIONED' | 'PAY_PER_REQUEST',
  place: Place,
): OnDemandMaximum | undefined {
  if (asked === undefined) return undefined
  if (billingMode === 'PROVISIONED') {
    const member = memberOf(asked)
    const of = place.index === undefined ? '' : ` for index: ${place.index}`
    if (member === undefined) return undefined
    throw invalidParameters(
      `${member} for OnDemandThroughput${of} cannot be specified when table BillingMode is PROVISIONED.`,
    )
  }
  for (const { member } of directions) if (asked[member] === none) throw outOfRange(member, place)
  return mergeOnDemandMaximum(undefined, asked, place)
}

/** Refuses maximums that are sent to a provisioned table. */
export function refuseOnDemandMaximum(asked: OnDemandThroughput): void {
  const member = memberOf(asked)
  if (member === undefined) return
  throw invalidParameters(
    `${member} for OnDemandThroughput cannot be specified when the table BillingMode is PROVISIONED`,
  )
}

/** Each maximum that is sent replaces its own; what is not sent stays. Undefined when none is left. */
export function mergeOnDemandMaximum(
  before: OnDemandMaximum | undefined,
  asked: OnDemandThroughput,
  place: Place,
): OnDemandMaximum | undefined {
  const [read, write] = directions.map(({ key, direction, member }) => {
    const units = asked[member]
    if (units === undefined) return before?.[key]
    if (units === none) return undefined
    if (units < 1) throw outOfRange(member, place)
    const what = `${member} for OnDemandThroughput ${words(place)}`
    checkThroughputQuota(units, direction, what, place.region)
    return units
  })
  if (read === undefined && write === undefined) return undefined
  return { ...(read === undefined ? {} : { read }), ...(write === undefined ? {} : { write }) }
}

/** `OnDemandThroughput` as it is described; absent where nothing is set. */
export function onDemandDescription(maximum: OnDemandMaximum | undefined): object | undefined {
  return maximum && { MaxReadRequestUnits: maximum.read, MaxWriteRequestUnits: maximum.write }
}

function memberOf(asked: OnDemandThroughput): string | undefined {
  return directions.find(({ member }) => asked[member] !== undefined)?.member
}

function words({ index }: Place): string {
  return index === undefined ? 'for table' : `for index : ${index}`
}

function outOfRange(member: string, place: Place): Error {
  return invalidParameters(
    `Requested ${member} for OnDemandThroughput ${words(place)} is outside of valid range`,
  )
}
