import {
  conditionCheck,
  deleteItem,
  parseUpdate,
  putItem,
  updateItem,
  type Condition,
  type ItemWrite,
  type TableName,
} from '../../engine/index.ts'
import { validation } from '../../errors/index.ts'
import type {
  ConditionCheck,
  Delete,
  Put,
  TransactWriteItem,
  Update,
} from '../../generated/dynamodb/index.ts'
import { normalizeItem } from '../../values/index.ts'
import type { RequestContext } from '../operation.ts'
import { resolveTableName } from './arns.ts'
import { conditionOf, substitutionsOf } from './expressions.ts'

/** One action of a transaction, parsed. */
export interface TransactionAction {
  /** IAM action. */
  readonly action: string
  readonly table: TableName
  readonly write: ItemWrite
}

/** Parses one element of `TransactItems`, which holds exactly one action. Throws a validation error. */
export function transactionAction(
  element: TransactWriteItem,
  context: RequestContext,
): TransactionAction {
  const { ConditionCheck: check, Put: put, Delete: remove, Update: update } = element
  const given = [check, put, remove, update].filter((action) => action !== undefined)
  if (given.length !== 1) {
    throw validation('TransactItems can only contain one of Check, Put, Update or Delete')
  }
  if (check) {
    return action('ConditionCheckItem', check, context, (table, condition) =>
      conditionCheck(table, normalizeItem(check.Key, 'older'), requirement(check, condition)),
    )
  }
  if (put) {
    return action('PutItem', put, context, (table, condition) =>
      putItem(table, normalizeItem(put.Item, 'older'), requirement(put, condition)),
    )
  }
  if (remove) {
    return action('DeleteItem', remove, context, (table, condition) =>
      deleteItem(table, normalizeItem(remove.Key, 'older'), requirement(remove, condition)),
    )
  }
  if (update) return updateAction(update, context)
  throw validation('TransactItems can only contain one of Check, Put, Update or Delete')
}

function updateAction(update: Update, context: RequestContext): TransactionAction {
  const table = resolveTableName(update.TableName, context)
  const key = normalizeItem(update.Key, 'older')
  const { UpdateExpression, ConditionExpression } = update
  const substitutions = substitutionsOf(update, {
    expressions: { UpdateExpression, ConditionExpression },
    wording: 'older',
  })
  const changes = parseUpdate(UpdateExpression, substitutions)
  const condition = conditionOf('ConditionExpression', ConditionExpression, substitutions)
  substitutions.assertAllUsed()
  const write = updateItem(table, key, changes, requirement(update, condition))
  return { action: 'dynamodb:UpdateItem', table, write }
}

function action(
  name: string,
  input: Put | Delete | ConditionCheck,
  context: RequestContext,
  make: (table: TableName, condition: Condition | undefined) => ItemWrite,
): TransactionAction {
  const table = resolveTableName(input.TableName, context)
  const { ConditionExpression } = input
  const substitutions = substitutionsOf(input, {
    expressions: { ConditionExpression },
    wording: 'older',
  })
  const condition = conditionOf('ConditionExpression', ConditionExpression, substitutions)
  substitutions.assertAllUsed()
  return { action: `dynamodb:${name}`, table, write: make(table, condition) }
}

function requirement(
  input: { readonly ReturnValuesOnConditionCheckFailure?: string | undefined },
  condition: Condition | undefined,
): { condition: Condition | undefined; itemOnFailure: boolean } {
  return { condition, itemOnFailure: input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' }
}
