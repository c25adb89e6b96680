import type { CloudTrailRecord } from '../../audit/index.ts'
import { limits } from '../../base/index.ts'
import { principalOf, type Finding } from '../events/index.ts'
import type { Rule, Severity } from '../rules/index.ts'

/** An alert as targets get it. */
export interface Alert {
  /** The same however often it is delivered: the event id, the rule, and a number if the rule says more than one thing. */
  readonly id: string
  readonly rule: string
  readonly severity: Severity
  readonly description: string
  /** One sentence. */
  readonly message: string
  /** When it was raised: `2026-11-25T10:00:00.123Z`. */
  readonly raisedAt: string
  /** What follows is of the event; of an alert about alerts there is none. */
  readonly eventId?: string
  readonly eventTime?: string
  readonly account?: string
  readonly region?: string
  readonly eventSource?: string
  readonly eventName?: string
  readonly principal?: string
  readonly sourceIPAddress?: string
  readonly errorCode?: string
  readonly details?: Readonly<Record<string, unknown>>
  /** The record; left out where it is large. */
  readonly event?: CloudTrailRecord
}

export function alertOf(
  { name, severity, description }: Rule,
  { message, details }: Finding,
  record: CloudTrailRecord,
  number: number,
  now: number,
): Alert {
  const isSmall = JSON.stringify(record).length <= limits.alertEventCharacters
  return {
    id: `${record.eventID}.${name}${number === 0 ? '' : `.${String(number)}`}`,
    rule: name,
    severity,
    description,
    message,
    raisedAt: new Date(now).toISOString(),
    eventId: record.eventID,
    eventTime: record.eventTime,
    account: record.recipientAccountId,
    region: record.awsRegion,
    eventSource: record.eventSource,
    eventName: record.eventName,
    principal: principalOf(record),
    sourceIPAddress: record.sourceIPAddress,
    ...(record.errorCode === undefined ? {} : { errorCode: record.errorCode }),
    ...(details === undefined ? {} : { details }),
    ...(isSmall ? { event: record } : {}),
  }
}

/** What a target is told when alerts were dropped because it was away for too long. */
export function lostAlert(target: string, lost: number, upTo: number, now: number): Alert {
  return {
    id: `alerts-lost.${target}.${String(upTo)}`,
    rule: 'alerts-lost',
    severity: 'critical',
    description: 'alerts were dropped',
    message: `${String(lost)} alerts could not be delivered to the ${target} in time and were dropped, the oldest first`,
    raisedAt: new Date(now).toISOString(),
    details: { target, lost },
  }
}
