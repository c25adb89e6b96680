/** What the event history reads of a record; the record is kept whole. */
export interface HistoryRecord {
  readonly userIdentity: {
    readonly type: string
    readonly principalId?: string | undefined
    readonly arn?: string | undefined
    readonly accessKeyId?: string | undefined
    readonly userName?: string | undefined
  }
  /** `2026-11-25T10:00:00Z` */
  readonly eventTime: string
  readonly eventSource: string
  readonly eventName: string
  readonly eventID: string
  readonly readOnly: boolean
  readonly eventCategory: string
  readonly recipientAccountId: string
  readonly resources?: readonly { readonly type: string; readonly ARN: string }[] | undefined
}

/** The log of records, read from a place on: `audit/log/log-reader.ts`. */
export interface HistorySource {
  start(): readonly string[]
  read(
    after: readonly string[],
    limit: number,
    /** Asked with a record's text, leaves out what is not wanted. */
    wanted?: (record: string) => boolean,
  ): Promise<{
    readonly events: readonly {
      /** Milliseconds. */
      readonly at: number
      readonly record: HistoryRecord
      readonly delivered: boolean
    }[]
    readonly cursor: readonly string[]
    readonly more: boolean
  }>
}
