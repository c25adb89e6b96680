import { limits } from '../../base/index.ts'
import { invalidParameters, validation } from '../../errors/index.ts'
import {
  attributeOf,
  keyValueSize,
  typeOf,
  type AttributeMap,
  type AttributeValue,
} from '../../values/index.ts'
import type { KeyAttribute } from '../tables/descriptor.ts'
import type { Table } from '../tables/table.ts'

/** Checks a `Key` parameter: exactly the table's key attributes, of their types. Throws a validation error. */
export function checkKey(table: Table, key: AttributeMap): void {
  if (Object.keys(key).length !== table.keyNames.size) throw schemaMismatch()
  for (const { name, type } of keyAttributes(table)) {
    const value = attributeOf(key, name)
    if (value === undefined || !(type in value)) throw schemaMismatch()
  }
  checkKeyValues(table, key)
}

/**
 * Checks the keys of an item to be put, those of indexes included. Throws a validation error;
 * `terse` is how BatchWriteItem reports a table key that is missing or mistyped.
 */
export function checkItemKeys(table: Table, item: AttributeMap, faults: 'named' | 'terse'): void {
  for (const { name, type } of keyAttributes(table)) {
    const value = attributeOf(item, name)
    if (faults === 'terse' && (value === undefined || !(type in value))) throw schemaMismatch()
    if (value === undefined) throw invalidParameters(`Missing the key ${name} in the item`)
    if (!(type in value)) {
      throw invalidParameters(
        `Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`,
      )
    }
  }
  checkKeyValues(table, item)
  checkIndexKeys(table, item, (index, name, type, value) =>
    invalidParameters(
      `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} IndexName: ${index}`,
    ),
  )
}

/**
 * Checks the index keys of an item: a wrong type is refused with what `mismatch` makes of it, an
 * empty value with the text of a put. An absent attribute is no fault: the index is sparse.
 */
export function checkIndexKeys(
  table: Table,
  item: AttributeMap,
  mismatch: (index: string, name: string, type: string, value: AttributeValue) => Error,
): void {
  for (const index of table.indexes) {
    for (const { name, type } of [...index.key.hash, ...index.key.range]) {
      const value = attributeOf(item, name)
      if (value === undefined || table.keyNames.has(name)) continue
      if (!(type in value)) throw mismatch(index.name, name, type, value)
      const size = keyValueSize(value)
      if (size === 0) {
        throw validation(
          'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
            `The AttributeValue for a key attribute cannot contain an empty ${kindOf(type)} value. IndexName: ${index.name}, IndexKey: ${name}`,
        )
      }
      checkSize(
        size,
        index.key.hash.some((hash) => hash.name === name),
      )
    }
  }
}

function schemaMismatch(): Error {
  return validation('The provided key element does not match the schema')
}

function keyAttributes(table: Table): KeyAttribute[] {
  return [...table.key.hash, ...table.key.range]
}

function checkKeyValues(table: Table, item: AttributeMap): void {
  for (const { name, type } of keyAttributes(table)) checkNotEmpty(name, type, item)
  for (const { name } of table.key.hash) checkSize(sizeOf(item, name), true)
  for (const { name } of table.key.range) checkSize(sizeOf(item, name), false)
}

function checkNotEmpty(name: string, type: string, item: AttributeMap): void {
  if (sizeOf(item, name) > 0) return
  throw validation(
    'One or more parameter values are not valid. ' +
      `The AttributeValue for a key attribute cannot contain an empty ${kindOf(type)} value. Key: ${name}`,
  )
}

function sizeOf(item: AttributeMap, name: string): number {
  const value = attributeOf(item, name)
  return value === undefined ? 0 : keyValueSize(value)
}

function kindOf(type: string): string {
  return type === 'B' ? 'binary' : 'string'
}

function checkSize(bytes: number, hash: boolean): void {
  if (hash && bytes > limits.partitionKeyBytes) {
    // The missing space is the service's own.
    throw invalidParameters(
      `Size of hashkey has exceeded the maximum size limit of${String(limits.partitionKeyBytes)} bytes`,
    )
  }
  if (!hash && bytes > limits.sortKeyBytes) {
    throw invalidParameters(
      `Aggregated size of all range keys has exceeded the size limit of ${String(limits.sortKeyBytes)} bytes`,
    )
  }
}
