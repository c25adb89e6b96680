import {
  addConsumed,
  consumedByWrite,
  getBatch,
  itemKey,
  readUnits,
  writeItem,
  type Consumed,
  type WriteDeps,
} from '../../engine/index.ts'
import { kindOfStatement } from '../../engine/partiql/index.ts'
import { ApiError, validation } from '../../errors/index.ts'
import type {
  BatchExecuteStatementInput,
  BatchStatementRequest,
} from '../../generated/dynamodb/index.ts'
import type { AttributeMap } from '../../values/index.ts'
import type {
  Operation,
  RawJson,
  RequestContext,
  ResourceAuthorizer,
  ResourceNotes,
} from '../operation.ts'
import { statementAccess } from './access/index.ts'
import { consumedCapacity } from './consumed-capacity.ts'
import { statementError, type StatementError } from './partiql-errors.ts'
import { locateRead, readItem, type SingleRead } from './partiql-single-read.ts'
import { bindParameters, bindStatement, type BoundStatement } from './partiql-statement.ts'
import { existsOutsideTransaction, statementWrite, type StatementWrite } from './partiql-write.ts'

/** One statement of the batch, or what is wrong with it: its faults are its own. */
interface Member {
  readonly request: BatchStatementRequest
  readonly bound: BoundStatement | undefined
  readonly write: StatementWrite | undefined
  readonly error: StatementError | undefined
}

interface Prepared {
  readonly input: BatchExecuteStatementInput
  readonly members: readonly Member[]
}

interface Response {
  readonly Error?: StatementError | undefined
  readonly TableName?: string | undefined
  readonly Item?: RawJson | AttributeMap | undefined
}

type Deps = WriteDeps & { readonly authorizer: ResourceAuthorizer }

/** Runs up to 25 statements, either reads or writes, each of one item and each by itself. */
export const BatchExecuteStatement: Operation<Deps, BatchExecuteStatementInput, Prepared, object> =
  {
    name: 'BatchExecuteStatement',
    inputShape: 'BatchExecuteStatementInput',

    prepare(input, context) {
      const members = input.Statements.map((request) => memberOf(request, context))
      const kinds = new Set(members.map(kindOf))
      kinds.delete(undefined)
      if (kinds.size > 1) {
        throw validation('Read and write requests together in the same batch is not supported.')
      }
      return { input, members }
    },

    accesses({ members }, context, { catalog }) {
      const bound = members.flatMap((member) => member.bound ?? [])
      return Promise.all(
        bound.map(async (each) => ({
          ...(await statementAccess(catalog, context, each)),
          askedByRun: true as const,
        })),
      )
    },

    async run(deps, { input, members: asked }, context) {
      const members = await Promise.all(asked.map((member) => permitted(deps, context, member)))
      const consumed = new Map<string, Consumed>()
      const responses = members.some(({ write }) => write !== undefined)
        ? await write(deps, members, consumed, context.notes)
        : await read(deps, members, consumed)
      const capacities = [...consumed.values()].flatMap((each) => {
        const capacity = consumedCapacity(input.ReturnConsumedCapacity, () => each)
        return capacity ? [capacity] : []
      })
      return {
        Responses: responses,
        ConsumedCapacity: capacities.length > 0 ? capacities : undefined,
      }
    },
  }

function memberOf(request: BatchStatementRequest, context: RequestContext): Member {
  let bound: BoundStatement | undefined
  try {
    bound = bindStatement(request, bindParameters(request), context)
    if (bound.statement.kind === 'exists') throw existsOutsideTransaction()
    const itemOnFailure = request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD'
    const write =
      bound.statement.kind === 'select'
        ? undefined
        : statementWrite(bound, { itemOnFailure, inTransaction: false })
    return { request, bound, write, error: undefined }
  } catch (error) {
    return { request, bound, write: undefined, error: statementError(error) }
  }
}

/** Whether a statement reads or writes; those that cannot be read at all go with both. */
function kindOf({ request, bound }: Member): 'read' | 'write' | undefined {
  const kind = bound?.statement.kind ?? kindOfStatement(request.Statement)
  if (kind === undefined) return undefined
  return kind === 'select' ? 'read' : 'write'
}

/** The statement as it may run: one that is denied is at fault in that, whatever else is wrong with it. */
async function permitted(
  { catalog, authorizer }: Deps,
  context: RequestContext,
  member: Member,
): Promise<Member> {
  const { bound } = member
  if (bound === undefined) return member
  try {
    await authorizer.authorize(context, await statementAccess(catalog, context, bound))
    return member
  } catch (error) {
    return { ...member, write: undefined, error: statementError(error) }
  }
}

/** Reads all items as they are at one point in time. */
async function read(
  { store, catalog }: WriteDeps,
  members: readonly Member[],
  consumed: Map<string, Consumed>,
): Promise<Response[]> {
  const reads = await Promise.all(
    members.map(({ bound, error, request }) =>
      attempt(error, async (): Promise<SingleRead & { readonly consistent: boolean }> => {
        const select = bound?.statement
        if (bound === undefined || select?.kind !== 'select') throw existsOutsideTransaction()
        const read = await locateRead(catalog, bound, select, 'BatchExecuteStatement')
        return { ...read, consistent: request.ConsistentRead === true }
      }),
    ),
  )
  const wanted = reads.flatMap(({ value }) => (value ? [value] : []))
  checkDistinct(wanted.map(({ storageKey }) => storageKey))
  const found = await getBatch(store, wanted, Infinity)
  return reads.map(({ value, error }, at) => {
    const { bound } = members[at] as Member
    if (value === undefined) return failed(bound, error)
    const got = found[wanted.indexOf(value)]
    if (got?.outcome === 'throttled') return failed(bound, statementError(got.error))
    const item = got?.outcome === 'read' ? got.item : undefined
    const units = readUnits(item?.size ?? 0, value.consistent)
    add(consumed, { table: value.table, units, indexes: new Map() })
    return { TableName: bound?.table.name, Item: readItem(value.select, item) }
  })
}

/** Each write is atomic by itself; they run together, and so join one group commit. */
async function write(
  deps: WriteDeps,
  members: readonly Member[],
  consumed: Map<string, Consumed>,
  notes: ResourceNotes | undefined,
): Promise<Response[]> {
  const located = await Promise.all(
    members.map(({ write: statement, error }) =>
      attempt(error, async () => {
        if (statement === undefined) throw existsOutsideTransaction()
        const table = await deps.catalog.get(statement.write.table)
        return { statement, storageKey: itemKey(table, statement.write.key(table)) }
      }),
    ),
  )
  checkDistinct(located.flatMap(({ value }) => (value ? [value.storageKey] : [])))
  return Promise.all(
    located.map(async ({ value, error }, at): Promise<Response> => {
      const { bound } = members[at] as Member
      if (value === undefined) return failed(bound, error)
      const outcome = await attempt(undefined, () =>
        writeItem(deps, value.statement.write, notes?.recording),
      )
      if (outcome.value === undefined) return failed(bound, outcome.error)
      add(consumed, consumedByWrite(outcome.value))
      return { TableName: bound?.table.name, Item: value.statement.returned(outcome.value) }
    }),
  )
}

/** Runs a step of one statement; a refusal is kept for the statement's response. */
async function attempt<T>(
  before: StatementError | undefined,
  step: () => Promise<T>,
): Promise<{ value: T | undefined; error: StatementError | undefined }> {
  if (before !== undefined) return { value: undefined, error: before }
  try {
    return { value: await step(), error: undefined }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return { value: undefined, error: statementError(error) }
  }
}

function failed(bound: BoundStatement | undefined, error: StatementError | undefined): Response {
  return { Error: error, TableName: bound?.table.name }
}

function checkDistinct(keys: readonly Buffer[]): void {
  if (new Set(keys.map((key) => key.toString('latin1'))).size < keys.length) {
    throw validation('Provided list of item keys contains duplicates')
  }
}

function add(consumed: Map<string, Consumed>, more: Consumed): void {
  const { tableId } = more.table.descriptor
  const total = consumed.get(tableId)
  if (total) addConsumed(total, more)
  else consumed.set(tableId, more)
}
