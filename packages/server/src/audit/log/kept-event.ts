import type { ParameterTemplate } from '../records/parameter-templates.ts'
import type { RecordShape } from '../records/record-shape.ts'

/** One event as it is kept: an envelope, then the record as text. */
export interface Envelope {
  /** Milliseconds. */
  readonly at: number
  /** Whether trails and the event history may have it. */
  readonly delivered: boolean
  /** Whether an answer follows in a row of its own: what was answered is known after the commit only. */
  readonly awaits: boolean
}

export interface KeptEvent extends Envelope {
  /** As in the record: a UUID. */
  readonly eventId: string
  /** What the record shares with others. */
  readonly shape?: RecordShape | undefined
  /** What its parameters share with those of others. Never without a shape. */
  readonly template?: ParameterTemplate | undefined
  /**
   * JSON of a CloudTrailRecord. With a shape, its request id and its parameters, with a space between; with a
   * template, the values that fill its holes instead, with a hole between two.
   */
  readonly record: string
}
