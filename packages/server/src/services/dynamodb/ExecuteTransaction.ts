import {
  getTransaction,
  readUnits,
  transactWrite,
  type Consumed,
  type Engine,
} from '../../engine/index.ts'
import type { Select } from '../../engine/partiql/index.ts'
import { ApiError, validation } from '../../errors/index.ts'
import type { ExecuteTransactionInput } from '../../generated/dynamodb/index.ts'
import type { Operation, RequestContext } from '../operation.ts'
import { statementAccess } from './access/index.ts'
import { digestOf } from './parameter-digest.ts'
import { locateRead, readItem, type SingleRead } from './partiql-single-read.ts'
import { bindParameters, bindStatement, type BoundStatement } from './partiql-statement.ts'
import { statementWrite, type StatementWrite } from './partiql-write.ts'
import {
  addTo,
  consumedByRepeat,
  consumedByWrites,
  transactionCapacities,
} from './transaction-capacity.ts'

interface Prepared {
  readonly input: ExecuteTransactionInput
  readonly bound: readonly BoundStatement[]
  readonly task:
    { readonly selects: readonly Select[] } | { readonly writes: readonly StatementWrite[] }
}

type Deps = Pick<
  Engine,
  | 'store'
  | 'catalog'
  | 'locks'
  | 'clock'
  | 'random'
  | 'statistics'
  | 'tokens'
  | 'tokensInUse'
  | 'collections'
>

/** Runs up to a hundred statements, either reads or writes, each of one item: all or none. */
export const ExecuteTransaction: Operation<Deps, ExecuteTransactionInput, Prepared, object> = {
  name: 'ExecuteTransaction',
  inputShape: 'ExecuteTransactionInput',

  prepare(input, context) {
    const { TransactStatements: statements } = input
    const parameters = statements.map(bindParameters)
    const bound = statements.map((statement, at) =>
      inStatement(at, () => {
        const each = bindStatement(statement, parameters[at] ?? [], context)
        if ('returning' in each.statement && each.statement.returning !== undefined) {
          throw validation('RETURNING clause is not supported in ExecuteTransaction.')
        }
        return each
      }),
    )
    const selects = bound.flatMap(({ statement }) =>
      statement.kind === 'select' ? [statement] : [],
    )
    if (selects.length === bound.length) return { input, bound, task: { selects } }
    if (selects.length > 0) {
      throw validation(
        'ExecuteTransaction API does not support both read and write operations in the same request.',
      )
    }
    const writes = bound.map((each, at) => {
      const asked = statements[at]?.ReturnValuesOnConditionCheckFailure
      const options = { itemOnFailure: asked === 'ALL_OLD', inTransaction: true }
      return inStatement(at, () => statementWrite(each, options))
    })
    return { input, bound, task: { writes } }
  },

  accesses({ bound }, context, { catalog }) {
    const enclosing = { enclosingOperation: 'ExecuteTransaction' } as const
    return Promise.all(bound.map((each) => statementAccess(catalog, context, each, enclosing)))
  },

  run(deps, { input, bound, task }, context) {
    return 'selects' in task
      ? read(deps, input, bound, task.selects)
      : write(deps, input, task.writes, context)
  },
}

async function read(
  { store, catalog }: Deps,
  input: ExecuteTransactionInput,
  bound: readonly BoundStatement[],
  selects: readonly Select[],
): Promise<object> {
  const reads: SingleRead[] = []
  for (const [at, select] of selects.entries()) {
    const each = bound[at] as BoundStatement
    reads.push(
      await inStatementAsync(at, () => locateRead(catalog, each, select, 'ExecuteTransaction')),
    )
  }
  if (new Set(reads.map(({ storageKey }) => storageKey.toString('latin1'))).size < reads.length) {
    throw validation('Transaction request cannot include multiple operations on one item')
  }
  const stored = await getTransaction(store, reads)
  const consumed = new Map<string, Consumed>()
  const responses = reads.map(({ select, table }, at) => {
    addTo(consumed, {
      table,
      units: 2 * readUnits(stored[at]?.size ?? 0, true),
      indexes: new Map(),
    })
    return { Item: readItem(select, stored[at]) }
  })
  return {
    Responses: responses,
    ConsumedCapacity: transactionCapacities(input.ReturnConsumedCapacity, consumed, 'read'),
  }
}

async function write(
  deps: Deps,
  input: ExecuteTransactionInput,
  statements: readonly StatementWrite[],
  context: RequestContext,
): Promise<object> {
  const { ClientRequestToken: token } = input
  const writes = statements.map((statement) => statement.write)
  // Where a statement names no item, the statement is at fault and not the transaction.
  for (const [at, each] of writes.entries()) {
    const table = await deps.catalog.get(each.table)
    inStatement(at, () => each.key(table))
  }
  const results = await transactWrite(
    deps,
    writes,
    token === undefined
      ? undefined
      : // What a repeated token must come with again: the statements themselves.
        { accountId: context.caller.accountId, token, request: digestOf(input.TransactStatements) },
    context.notes?.recording,
  )
  const repeated = 'repeated' in results
  const consumed = repeated ? await consumedByRepeat(deps, writes) : consumedByWrites(results)
  const direction = repeated ? 'read' : 'write'
  return {
    Responses: [],
    ConsumedCapacity: transactionCapacities(input.ReturnConsumedCapacity, consumed, direction),
  }
}

/** Runs a check of one statement, whose number its faults then name. */
function inStatement<T>(at: number, check: () => T): T {
  try {
    return check()
  } catch (error) {
    throw namingStatement(at, error)
  }
}

async function inStatementAsync<T>(at: number, check: () => Promise<T>): Promise<T> {
  try {
    return await check()
  } catch (error) {
    throw namingStatement(at, error)
  }
}

function namingStatement(at: number, error: unknown): unknown {
  if (!(error instanceof ApiError) || error.code !== 'ValidationException') return error
  return validation(`Validation failed in TransactStatements[${String(at)}]: ${error.message}`)
}
