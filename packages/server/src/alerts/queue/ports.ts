import type { CloudTrailRecord, LogCursor } from '../../audit/index.ts'
import type { Alert } from './alert.ts'

export interface ReadEvent {
  /** Milliseconds. */
  readonly at: number
  readonly eventTime: string
  readonly record: CloudTrailRecord
  /** Of the record; where `isShaped`, the same object for events that differ in time, parameters and ids alone. */
  readonly facts: Pick<CloudTrailRecord, 'eventName'>
  readonly isShaped: boolean
}

/** The audit log, read at once. */
export interface AlertSource {
  start(): LogCursor
  readNow(
    after: LogCursor,
    limit: number,
    wanted?: (record: string) => boolean,
    rare?: (facts: ReadEvent['facts']) => boolean,
  ): Promise<{
    readonly events: readonly ReadEvent[]
    readonly cursor: LogCursor
    readonly more: boolean
  }>
}

/** Where alerts are delivered to. */
export interface AlertTarget {
  /** `webhook`, `syslog` or `file`. */
  readonly name: string
  /**
   * Delivers in this order. Rejects if the target is away: none arrived, for no reason of its own. An alert may be
   * delivered more than once.
   */
  send(alerts: readonly Alert[]): Promise<Sent>
}

/** What came of alerts that were to be delivered. */
export interface Sent {
  /** Of each that was tried, from the first on, whether it arrived. The rest was not tried. */
  readonly arrived: readonly boolean[]
  /** Why the last one that did not arrive did not. */
  readonly failure?: Error | undefined
}
