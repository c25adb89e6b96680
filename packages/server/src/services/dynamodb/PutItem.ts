import {
  consumedByWrite,
  putItem,
  writeItem,
  type Condition,
  type TableName,
  type WriteDeps,
} from '../../engine/index.ts'
import { validation } from '../../errors/index.ts'
import type { PutItemInput } from '../../generated/dynamodb/index.ts'
import { normalizeItem, type AttributeMap } from '../../values/index.ts'
import { RawJson, type Operation } from '../operation.ts'
import { factsOfItem, onlyTableAccess, returnedBy } from './access/index.ts'
import { resolveTableName } from './arns.ts'
import { itemCollectionMetrics } from './collection-metrics.ts'
import { consumedCapacity } from './consumed-capacity.ts'
import { conditionOf, countingFaults, substitutionsOf } from './expressions.ts'
import { expectedCondition, refuseMixed } from './legacy/index.ts'

interface Prepared {
  readonly input: PutItemInput
  readonly table: TableName
  readonly item: AttributeMap
  readonly condition: Condition | undefined
}

export const PutItem: Operation<WriteDeps, PutItemInput, Prepared, object> = {
  name: 'PutItem',
  inputShape: 'PutItemInput',

  prepare(input, context) {
    const table = resolveTableName(input.TableName, context)
    return countingFaults(() => {
      refuseMixed(input, ['Expected', 'ConditionalOperator'], ['ConditionExpression'])
      if (!['NONE', 'ALL_OLD', undefined].includes(input.ReturnValues)) {
        throw validation('ReturnValues can only be ALL_OLD or NONE')
      }
      const item = normalizeItem(input.Item)
      const substitutions = substitutionsOf(input, {
        expressions: { ConditionExpression: input.ConditionExpression },
      })
      const expected = expectedCondition(input)
      const condition =
        conditionOf('ConditionExpression', input.ConditionExpression, substitutions) ?? expected
      substitutions.assertAllUsed()
      return { input, table, item, condition }
    })
  },

  accesses({ input, table, item, condition }, context, { catalog }) {
    const { partitions, attributes } = factsOfItem(item, condition)
    const returnValues = returnedBy(input)
    const returnConsumedCapacity = input.ReturnConsumedCapacity ?? 'NONE'
    const facts = { partitions, attributes, returnValues, returnConsumedCapacity }
    return onlyTableAccess(catalog, context, { action: 'PutItem', table, facts })
  },

  async run(deps, { input, table, item, condition }, { notes }) {
    const itemOnFailure = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD'
    const write = putItem(table, item, { condition, itemOnFailure })
    const result = await writeItem(deps, write, notes?.recording)
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
          ? await itemCollectionMetrics(deps.collections, result.table, item)
          : undefined,
    }
  },
}
