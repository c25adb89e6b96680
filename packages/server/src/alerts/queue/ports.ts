import type { CloudTrailRecord, LogCursor } from '../../audit/index.ts'
import type { Alert } from './alert.ts'

/** The audit log, read at once. */
export interface AlertSource {
  start(): LogCursor
  readNow(
    after: LogCursor,
    limit: number,
    wanted?: (record: string) => boolean,
  ): Promise<{
    readonly events: readonly { readonly at: number; readonly record: CloudTrailRecord }[]
    readonly cursor: LogCursor
    readonly more: boolean
  }>
}

/** Where alerts are delivered to. */
export interface AlertTarget {
  /** `webhook`, `syslog` or `file`. */
  readonly name: string
  /**
   * Delivers in this order. Resolves to how many arrived, at least one; rejects if none did. An alert may be delivered
   * more than once.
   */
  send(alerts: readonly Alert[]): Promise<number>
}
