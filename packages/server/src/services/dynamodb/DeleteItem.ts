import {
  consumedByWrite,
  deleteItem,
  writeItem,
  type Condition,
  type TableName,
  type WriteDeps,
} from '../../engine/index.ts'
import { validation } from '../../errors/index.ts'
import type { DeleteItemInput } from '../../generated/dynamodb/index.ts'
import { normalizeItem, type AttributeMap } from '../../values/index.ts'
import { RawJson, type Operation } from '../operation.ts'
import { factsOfItem, returnedBy, tableAccess } from './access/index.ts'
import { resolveTableName } from './arns.ts'
import { itemCollectionMetrics } from './collection-metrics.ts'
import { consumedCapacity } from './consumed-capacity.ts'
import { conditionOf, countingFaults, substitutionsOf } from './expressions.ts'
import { expectedCondition, refuseMixed } from './legacy/index.ts'

interface Prepared {
  readonly input: DeleteItemInput
  readonly table: TableName
  readonly key: AttributeMap
  readonly condition: Condition | undefined
}

export const DeleteItem: Operation<WriteDeps, DeleteItemInput, Prepared, object> = {
  name: 'DeleteItem',
  inputShape: 'DeleteItemInput',

  prepare(input, context) {
    const table = resolveTableName(input.TableName, context)
    return countingFaults(() => {
      refuseMixed(input, ['Expected', 'ConditionalOperator'], ['ConditionExpression'])
      if (!['NONE', 'ALL_OLD', undefined].includes(input.ReturnValues)) {
        throw validation('ReturnValues can only be ALL_OLD or NONE')
      }
      const key = normalizeItem(input.Key)
      const substitutions = substitutionsOf(input, {
        expressions: { ConditionExpression: input.ConditionExpression },
      })
      const expected = expectedCondition(input)
      const condition =
        conditionOf('ConditionExpression', input.ConditionExpression, substitutions) ?? expected
      substitutions.assertAllUsed()
      return { input, table, key, condition }
    })
  },

  async accesses({ input, table, key, condition }, context, { catalog }) {
    const facts = {
      ...factsOfItem(key, condition),
      returnValues: returnedBy(input),
      returnConsumedCapacity: input.ReturnConsumedCapacity ?? 'NONE',
    }
    return [await tableAccess(catalog, context, { action: 'DeleteItem', table, facts })]
  },

  async run(deps, { input, table, key, condition }, { notes }) {
    const itemOnFailure = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD'
    const result = await writeItem(
      deps,
      deleteItem(table, key, { condition, itemOnFailure }),
      notes?.recording,
    )
    return {
      Attributes:
        input.ReturnValues === 'ALL_OLD' && result.before
          ? new RawJson(result.before.json)
          : undefined,
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
