import { consumedByWrite, writeItem, type WriteDeps } from '../../engine/index.ts'
import { checkSelectCondition, type Select } from '../../engine/partiql/index.ts'
import type { ExecuteStatementInput } from '../../generated/dynamodb/index.ts'
import type { Operation, ResourceNotes } from '../operation.ts'
import { statementAccess } from './access/index.ts'
import { consumedCapacity } from './consumed-capacity.ts'
import { runSelect } from './partiql-select.ts'
import { bindParameters, bindStatement, type BoundStatement } from './partiql-statement.ts'
import { existsOutsideTransaction, statementWrite, type StatementWrite } from './partiql-write.ts'

interface Prepared {
  readonly input: ExecuteStatementInput
  readonly bound: BoundStatement
  readonly task: { readonly select: Select } | { readonly write: StatementWrite }
}

/** Runs one PartiQL statement. */
export const ExecuteStatement: Operation<WriteDeps, ExecuteStatementInput, Prepared, object> = {
  name: 'ExecuteStatement',
  inputShape: 'ExecuteStatementInput',

  prepare(input, context) {
    const bound = bindStatement(input, bindParameters(input), context)
    const { statement } = bound
    if (statement.kind === 'exists') throw existsOutsideTransaction()
    if (statement.kind === 'select') {
      checkSelectCondition(statement, bound.parameters)
      return { input, bound, task: { select: statement } }
    }
    const itemOnFailure = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD'
    const write = statementWrite(bound, { itemOnFailure, inTransaction: false })
    return { input, bound, task: { write } }
  },

  async accesses({ bound }, context, { catalog }) {
    return [await statementAccess(catalog, context, bound)]
  },

  run(deps, { input, bound, task }, { notes }) {
    return 'select' in task
      ? select(deps, input, bound, task.select)
      : write(deps, input, task.write, notes)
  },
}

async function select(
  deps: WriteDeps,
  input: ExecuteStatementInput,
  bound: BoundStatement,
  statement: Select,
): Promise<object> {
  const result = await runSelect(deps, {
    bound,
    select: statement,
    text: input.Statement,
    consistent: input.ConsistentRead === true,
    limit: input.Limit,
    nextToken: input.NextToken,
  })
  return {
    Items: result.items,
    NextToken: result.nextToken,
    LastEvaluatedKey: result.lastKey,
    ConsumedCapacity: consumedCapacity(input.ReturnConsumedCapacity, () => result.consumed),
  }
}

async function write(
  deps: WriteDeps,
  input: ExecuteStatementInput,
  statement: StatementWrite,
  notes: ResourceNotes | undefined,
): Promise<object> {
  const result = await writeItem(deps, statement.write, notes?.recording)
  const item = statement.returned(result)
  return {
    Items: item === undefined ? [] : [item],
    ConsumedCapacity: consumedCapacity(input.ReturnConsumedCapacity, () => consumedByWrite(result)),
  }
}
