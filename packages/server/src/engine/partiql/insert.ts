import { attributeOf, typeOf, type AttributeMap } from '../../values/index.ts'
import { refused } from './faults.ts'
import type { KeyName } from './key-terms.ts'
import { mapOf, type Parameters } from './literal.ts'
import type { Insert } from './statement.ts'

/** The item that an INSERT writes, normalized. Throws a ValidationException. */
export function insertedItem({ value }: Insert, parameters: Parameters): AttributeMap {
  return mapOf(value, parameters, 'root', () => 'root')
}

/** Throws unless the item has the table's key attributes, of their types. */
export function checkInsertKeys(item: AttributeMap, keys: readonly KeyName[]): void {
  for (const { name, type } of keys) {
    const value = attributeOf(item, name)
    if (value === undefined)
      throw refused(`Key attribute should be present in the item: Key ${name}`)
    if (typeOf(value) !== type) {
      throw refused(
        `Key attribute's data type should match its data type in table's schema: Key ${name}`,
      )
    }
  }
}
