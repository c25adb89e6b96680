import type { Case } from '../case.ts'
import { batchCases } from './batch.ts'
import { itemOperationCases } from './item-operations.ts'
import { updateItemCases } from './update-item.ts'

/** Every case, operation by operation. */
export function allCases(): Case[] {
  return [...itemOperationCases(), ...updateItemCases(), ...batchCases()]
}
