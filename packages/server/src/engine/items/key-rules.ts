import { limits } from '../../base/index.ts'
import { invalidParameters, validation, validationBeforehand } from '../../errors/index.ts'
import {
  attributeOf,
  keyValueSize,
  typeOf,
  type AttributeMap,
  type AttributeValue,
} from '../../values/index.ts'
import type { KeyAttribute } from '../tables/descriptor.ts'
import type { Index, Table } from '../tables/table.ts'

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
  checkIndexKeys(table, item, putFaults)
}

/** How the faults of an index key are reported. */
interface IndexKeyFaults {
  mismatch(index: Index, key: KeyAttribute, value: AttributeValue): Error
  empty(index: Index, key: KeyAttribute): Error
}

const putFaults: IndexKeyFaults = {
  mismatch: (index, { name, type }, value) =>
    invalidParameters(
      `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} IndexName: ${index.name}`,
    ),
  empty: (index, { name, type }) =>
    validationBeforehand(
      'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
        `The AttributeValue for a key attribute cannot contain an empty ${kindOf(type)} value. IndexName: ${index.name}, IndexKey: ${name}`,
    ),
}

const emptyByUpdate: IndexKeyFaults['empty'] = (_, { type }) =>
  validationBeforehand(
    'One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. ' +
      `The AttributeValue for a key attribute cannot contain an empty ${kindOf(type)} value.`,
  )

/**
 * Checks index keys among the values that an update brings itself, which need no item. `mismatch` is
 * the fault of another type, where it is not that of an item to be put. Throws a validation error.
 */
export function checkUpdateValues(table: Table, values: AttributeMap, mismatch?: string): void {
  checkIndexKeys(table, values, {
    mismatch: (...fault) =>
      mismatch === undefined ? putFaults.mismatch(...fault) : validation(mismatch),
    empty: emptyByUpdate,
  })
}

/** Checks the index keys of an item as an update left it. Throws a validation error. */
export function checkUpdatedKeys(table: Table, item: AttributeMap): void {
  checkIndexKeys(table, item, {
    mismatch: () =>
      validation(
        'The update expression attempted to update the secondary index key to unsupported type',
      ),
    empty: emptyByUpdate,
  })
}

/** The first fault is that of the index whose name comes first. An absent attribute is none: indexes are sparse. */
function checkIndexKeys(table: Table, item: AttributeMap, faults: IndexKeyFaults): void {
  for (const index of inOrderOfNames(table)) {
    for (const key of [...index.key.hash, ...index.key.range]) {
      const value = attributeOf(item, key.name)
      if (value === undefined || table.keyNames.has(key.name)) continue
      if (!(key.type in value)) throw faults.mismatch(index, key, value)
      const size = keyValueSize(value)
      if (size === 0) throw faults.empty(index, key)
      checkSize(
        size,
        index.key.hash.some((hash) => hash.name === key.name),
      )
    }
  }
}

function inOrderOfNames(table: Table): Index[] {
  return table.indexes.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** Refuses paths into a key attribute of the table or of an index. Throws a validation error. */
export function checkNoPathIntoKey(
  table: Table,
  ...expressions: readonly ({ readonly nestedAttributes: ReadonlySet<string> } | undefined)[]
): void {
  for (const expression of expressions) {
    for (const name of expression?.nestedAttributes ?? []) {
      const key = table.keyNames.has(name) ? 'Key' : indexKey(table, name) ? 'IndexKey' : undefined
      if (key === undefined) continue
      throw validation(
        `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ${key}: ${name}`,
      )
    }
  }
}

function indexKey(table: Table, name: string): boolean {
  return table.indexes.some(({ key }) =>
    [...key.hash, ...key.range].some((each) => each.name === name),
  )
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
  throw validationBeforehand(
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
