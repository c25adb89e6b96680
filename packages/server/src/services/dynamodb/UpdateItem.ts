import {
  consumedByWrite,
  parseUpdate,
  updatedAttributes,
  updateItem,
  writeItem,
  type Condition,
  type TableName,
  type Update,
  type WriteDeps,
  type WriteResult,
} from '../../engine/index.ts'
import type { UpdateItemInput } from '../../generated/dynamodb/index.ts'
import { normalizeItem, type AttributeMap } from '../../values/index.ts'
import { RawJson, type Operation } from '../operation.ts'
import { factsOfItem, returnedBy, tableAccess } from './access/index.ts'
import { resolveTableName } from './arns.ts'
import { itemCollectionMetrics } from './collection-metrics.ts'
import { consumedCapacity } from './consumed-capacity.ts'
import { conditionOf, countingFaults, substitutionsOf } from './expressions.ts'
import { attributeUpdates, expectedCondition, refuseMixed } from './legacy/index.ts'

interface Prepared {
  readonly input: UpdateItemInput
  readonly table: TableName
  readonly key: AttributeMap
  readonly update: Update | undefined
  readonly condition: Condition | undefined
}

export const UpdateItem: Operation<WriteDeps, UpdateItemInput, Prepared, object> = {
  name: 'UpdateItem',
  inputShape: 'UpdateItemInput',

  prepare(input, context) {
    const table = resolveTableName(input.TableName, context)
    return countingFaults(() => {
      refuseMixed(
        input,
        ['AttributeUpdates', 'Expected', 'ConditionalOperator'],
        ['UpdateExpression', 'ConditionExpression'],
      )
      const key = normalizeItem(input.Key)
      const substitutions = substitutionsOf(input, {
        expressions: {
          UpdateExpression: input.UpdateExpression,
          ConditionExpression: input.ConditionExpression,
        },
      })
      const updates = attributeUpdates(input.AttributeUpdates)
      const expected = expectedCondition(input)
      const update =
        input.UpdateExpression === undefined
          ? updates
          : parseUpdate(input.UpdateExpression, substitutions)
      const condition =
        conditionOf('ConditionExpression', input.ConditionExpression, substitutions) ?? expected
      substitutions.assertAllUsed()
      return { input, table, key, update, condition }
    })
  },

  async accesses({ input, table, key, update, condition }, context, { catalog }) {
    const facts = {
      ...factsOfItem(key, update, condition),
      returnValues: returnedBy(input),
      returnConsumedCapacity: input.ReturnConsumedCapacity ?? 'NONE',
    }
    return [await tableAccess(catalog, context, { action: 'UpdateItem', table, facts })]
  },

  async run(deps, { input, table, key, update, condition }, { notes }) {
    const itemOnFailure = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD'
    const write = updateItem(table, key, update, { condition, itemOnFailure })
    const result = await writeItem(deps, write, notes?.recording)
    return {
      Attributes: returned(input.ReturnValues, update, result),
      ConsumedCapacity: consumedCapacity(input.ReturnConsumedCapacity, () =>
        consumedByWrite(result),
      ),
      ItemCollectionMetrics:
        input.ReturnItemCollectionMetrics === 'SIZE'
          ? await itemCollectionMetrics(deps.collections, result.table, key)
          : undefined,
    }
  },
}

/** The `Attributes` that ReturnValues asks for; left out when there are none. */
function returned(
  asked: UpdateItemInput['ReturnValues'],
  update: Update | undefined,
  { before, after }: WriteResult,
): RawJson | AttributeMap | undefined {
  switch (asked) {
    case 'ALL_OLD':
      return before && new RawJson(before.json)
    case 'ALL_NEW':
      return after && new RawJson(after.encoded.json)
    case 'UPDATED_OLD':
      return touched(update, before?.item)
    case 'UPDATED_NEW':
      return touched(update, after?.item)
    default:
      return undefined
  }
}

function touched(
  update: Update | undefined,
  item: AttributeMap | undefined,
): AttributeMap | undefined {
  if (update === undefined || item === undefined) return undefined
  const attributes = updatedAttributes(update, item)
  return Object.keys(attributes).length > 0 ? attributes : undefined
}
