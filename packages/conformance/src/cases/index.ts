import type { Case } from '../case.ts'
import { batchCases } from './batch.ts'
import { batchRefusalCases } from './batch-refusals.ts'
import { capacityCases } from './capacity.ts'
import { indexCases } from './indexes.ts'
import { itemOperationCases } from './item-operations.ts'
import { keyConditionRefusalCases } from './key-condition-refusals.ts'
import { queryCases } from './query.ts'
import { readRefusalCases } from './read-refusals.ts'
import { scanCases } from './scan.ts'
import { tableOperationCases } from './table-operations.ts'
import { tableRefusalCases } from './table-refusals.ts'
import { updateItemCases } from './update-item.ts'
import { updateRefusalCases } from './update-refusals.ts'
import { valueRefusalCases } from './value-refusals.ts'
import { wireCases } from './wire.ts'
import { itemRefusalCases } from './write-refusals.ts'

/** Every case, operation by operation. */
export function allCases(): Case[] {
  return [
    ...tableOperationCases(),
    ...itemOperationCases(),
    ...updateItemCases(),
    ...batchCases(),
    ...queryCases(),
    ...indexCases(),
    ...scanCases(),
    ...capacityCases(),
    ...conditionCases(),
    ...limitCases(),
    ...wireCases(),
    ...tableRefusalCases(),
    ...itemRefusalCases(),
    ...keyConditionRefusalCases(),
    ...readRefusalCases(),
    ...batchRefusalCases(),
    ...valueRefusalCases(),
    ...expressionRefusalCases(),
    ...updateRefusalCases(),
    ...orderCases(),
  ]
}
