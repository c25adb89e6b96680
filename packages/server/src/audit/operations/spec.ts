/**
 * How the commits of an operation find its record. `handed on`: the operation passes it along
 * (`Commit.by`). `in context`: it is ambient while the operation runs, so that none can forget it, and
 * Node's hooks cost every request beside it a tenth of its time. `none`: the operation commits nothing.
 */
export type CommitsBy = 'handed on' | 'in context' | 'none'

/** What the audit trail says of one operation. */
export interface OperationSpec {
  readonly readOnly: boolean
  /** Management events are always recorded, data events where a trail selects them. */
  readonly category: 'Management' | 'Data'
  readonly commits: CommitsBy
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
  (category: OperationSpec['category'], readOnly: boolean, commits: CommitsBy) =>
  (request: Members, response: Members = [], leftOut: Members = []): OperationSpec => ({
    readOnly,
    category,
    commits,
    request,
    response,
    leftOut,
  })

/** A management operation that changes nothing. */
export const read = spec('Management', true, 'none')
/** One that counts as such, and stores something all the same: a session, a report. */
export const readThatStores = spec('Management', true, 'in context')
/** A management operation that changes something. */
export const change = spec('Management', false, 'in context')
/** An operation that reads items or records of streams. */
export const dataRead = spec('Data', true, 'none')
/** An operation that writes items, or may. */
export const dataWrite = spec('Data', false, 'handed on')
