/** What the audit trail says of one operation. */
export interface OperationSpec {
  readonly readOnly: boolean
  /** Management events are always recorded, data events where a trail selects them. */
  readonly category: 'Management' | 'Data'
  /** Members of the input that may appear as requestParameters. */
  readonly request: readonly string[]
  /** Members of the output that may appear as responseElements: of changes alone. */
  readonly response: readonly string[]
  /** Members of the input that never appear: values of items, plaintexts, passwords, one-time codes. */
  readonly leftOut: readonly string[]
}

/** By name of operation. */
export type OperationTable = Readonly<Record<string, OperationSpec>>

type Members = readonly string[]

const spec =
  (category: OperationSpec['category'], readOnly: boolean) =>
  (request: Members, response: Members = [], leftOut: Members = []): OperationSpec => ({
    readOnly,
    category,
    request,
    response,
    leftOut,
  })

/** A management operation that changes nothing. */
export const read = spec('Management', true)
/** A management operation that changes something. */
export const change = spec('Management', false)
/** An operation that reads items or records of streams. */
export const dataRead = spec('Data', true)
/** An operation that writes items, or may. */
export const dataWrite = spec('Data', false)
