import type { Case } from '../case.ts'
import { batchCases } from './batch.ts'
import { capacityCases } from './capacity.ts'
import { indexCases } from './indexes.ts'
import { itemOperationCases } from './item-operations.ts'
import { queryCases } from './query.ts'
import { scanCases } from './scan.ts'
import { updateItemCases } from './update-item.ts'

/** Every case, operation by operation. */
export function allCases(): Case[] {
  return [
    ...itemOperationCases(),
    ...updateItemCases(),
    ...batchCases(),
    ...queryCases(),
    ...indexCases(),
    ...scanCases(),
    ...capacityCases(),
  ]
}
