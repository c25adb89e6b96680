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
import { normalizeItem, type AttributeMap } from '../../values/index.ts'
import type { RequestContext } from '../operation.ts'
import { factsOfItem, type ItemFacts } from './access/index.ts'
import { resolveTableName } from './arns.ts'
import { conditionOf, substitutionsOf } from './expressions.ts'

/** One action of a transaction, parsed. */
export interface TransactionAction {
  /** IAM action without the service. */
  readonly action: string
  readonly table: TableName
  /** What the action names of its item. */
  readonly named: ItemFacts
  readonly write: ItemWrite
}

/** Parses one element of `TransactItems`, which holds exactly one action. Throws a validation error. */
export function transactionAction(
  element: TransactWriteItem,
  context: RequestContext,
): TransactionAction {
  const { ConditionCheck: check, Put: put, Delete: remove, Update: update } = element
  const given = [check, put, remove, update].filter((action) => action !== undefined)
  if (given.length === 0) {
    throw validation(
      'Invalid Request: TransactWriteRequest should contain Delete or Put or Update request',
    )
  }
  if (given.length > 1) {
    throw validation('TransactItems can only contain one of Check, Put, Update or Delete')
  }
  if (check) {
    return action('ConditionCheckItem', check, check.Key, context, (table, key, condition) =>
      conditionCheck(table, key, requirement(check, condition)),
    )
  }
  if (put) {
    return action('PutItem', put, put.Item, context, (table, item, condition) =>
      putItem(table, item, requirement(put, condition)),
    )
  }
  if (remove) {
    return action('DeleteItem', remove, remove.Key, context, (table, key, condition) =>
      deleteItem(table, key, requirement(remove, condition)),
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
  const named = { ...factsOfItem(key, changes, condition), ...returned(update) }
  return { action: 'UpdateItem', table, named, write }
}

function action(
  name: string,
  input: Put | Delete | ConditionCheck,
  keyOrItem: AttributeMap,
  context: RequestContext,
  make: (table: TableName, item: AttributeMap, condition: Condition | undefined) => ItemWrite,
): TransactionAction {
  const table = resolveTableName(input.TableName, context)
  const { ConditionExpression } = input
  const substitutions = substitutionsOf(input, {
    expressions: { ConditionExpression },
    wording: 'older',
  })
  const condition = conditionOf('ConditionExpression', ConditionExpression, substitutions)
  substitutions.assertAllUsed()
  const item = normalizeItem(keyOrItem, 'older')
  const named = { ...factsOfItem(item, condition), ...returned(input) }
  return { action: name, table, named, write: make(table, item, condition) }
}

/** Within a transaction, what a refused condition returns stands for ReturnValues. */
function returned(input: { readonly ReturnValuesOnConditionCheckFailure?: string | undefined }): {
  returnValues: string
} {
  return { returnValues: input.ReturnValuesOnConditionCheckFailure ?? 'NONE' }
}

function requirement(
  input: { readonly ReturnValuesOnConditionCheckFailure?: string | undefined },
  condition: Condition | undefined,
): { condition: Condition | undefined; itemOnFailure: boolean } {
  return { condition, itemOnFailure: input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' }
}
