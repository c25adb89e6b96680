/** What selectors may ask of an event. */
export interface EventFacts {
  readonly category: 'Management' | 'Data'
  readonly readOnly: boolean
  readonly eventName: string
  readonly eventSource: string
  readonly resources: readonly { readonly type: string; readonly ARN: string }[]
  readonly userIdentityArn?: string | undefined
  /** Default: `AwsApiCall`, which every event of a request is. */
  readonly eventType?: string | undefined
}

/** The members of a CloudTrail record that selection looks at. */
export interface SelectableRecord {
  readonly userIdentity: { readonly arn?: string | undefined }
  readonly eventSource: string
  readonly eventName: string
  readonly awsRegion: string
  readonly readOnly: boolean
  readonly resources?: readonly { readonly type: string; readonly ARN: string }[] | undefined
  readonly eventType: string
  readonly eventCategory: string
}

/** The facts of a record; undefined for a category that no selector here can name. */
export function factsOf(record: SelectableRecord): EventFacts | undefined {
  const { eventCategory: category, userIdentity, readOnly, eventName, eventSource } = record
  if (category !== 'Management' && category !== 'Data') return undefined
  return {
    category,
    readOnly,
    eventName,
    eventSource,
    resources: record.resources ?? [],
    userIdentityArn: userIdentity.arn,
    eventType: record.eventType,
  }
}
