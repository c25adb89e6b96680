import type { CloudTrailRecord } from '../../audit/index.ts'

/** A record in the envelope in which EventBridge carries it: what patterns are matched against. */
export interface AlertEvent {
  readonly version: '0'
  /** The record's own event id. */
  readonly id: string
  readonly 'detail-type': 'AWS API Call via CloudTrail'
  /** `aws.dynamodb` */
  readonly source: string
  readonly account: string
  readonly time: string
  readonly region: string
  readonly resources: readonly string[]
  readonly detail: CloudTrailRecord
}

export function alertEvent(record: CloudTrailRecord): AlertEvent {
  return {
    version: '0',
    id: record.eventID,
    'detail-type': 'AWS API Call via CloudTrail',
    source: `aws.${record.eventSource.replace(/\.amazonaws\.com$/, '')}`,
    account: record.recipientAccountId,
    time: record.eventTime,
    region: record.awsRegion,
    resources: [],
    detail: record,
  }
}

/** Who made the request, as far as that is known. */
export function principalOf({ userIdentity }: CloudTrailRecord): string {
  return userIdentity.arn ?? userIdentity.invokedBy ?? 'somebody unknown'
}

/** What a request asked for, by its name in records; undefined if the record does not show it. */
export function parameter(record: CloudTrailRecord, name: string): unknown {
  return record.requestParameters?.[name]
}

export function textParameter(record: CloudTrailRecord, name: string): string | undefined {
  const value = parameter(record, name)
  return typeof value === 'string' ? value : undefined
}

/** The ARN of what the request was about, of this type; else the parameter that names it. */
export function resourceOf(record: CloudTrailRecord, type: string, name: string): string {
  const found = record.resources?.find((resource) => resource.type === type)
  return found?.ARN ?? textParameter(record, name) ?? 'something that the record does not name'
}
