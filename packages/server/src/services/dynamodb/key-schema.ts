import type { IndexDescriptor, KeyAttribute, KeySchema, KeyType } from '../../engine/index.ts'
import { limits } from '../../base/index.ts'
import { invalidParameters, validation } from '../../errors/index.ts'
import type {
  AttributeDefinition,
  GlobalSecondaryIndex,
  KeySchemaElement,
  LocalSecondaryIndex,
  Projection as WireProjection,
} from '../../generated/dynamodb/index.ts'
import type { IndexCapacity } from './index-capacity.ts'

/** An index as it is defined, before it has an id. */
export type IndexDefinition = Omit<IndexDescriptor, 'id'>

/** Names to types. Throws when a name is defined twice. */
export function definitionsOf(attributes: readonly AttributeDefinition[]): Map<string, KeyType> {
  const definitions = new Map<string, KeyType>()
  for (const { AttributeName, AttributeType } of attributes) {
    if (definitions.has(AttributeName)) {
      throw validation(`Attribute Name is duplicated: ${AttributeName}`)
    }
    definitions.set(AttributeName, AttributeType)
  }
  return definitions
}

/** The key of a table or local index: one HASH, at most one RANGE. */
export function simpleKey(
  elements: readonly KeySchemaElement[],
  definitions: ReadonlyMap<string, KeyType>,
): KeySchema {
  const [hash, range] = elements
  if (hash?.KeyType !== 'HASH') {
    throw validation('Invalid KeySchema: The first KeySchemaElement is not a HASH key type')
  }
  if (range !== undefined && range.KeyType !== 'RANGE') {
    throw validation('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type')
  }
  if (range?.AttributeName === hash.AttributeName) {
    throw validation(
      'Both the Hash Key and the Range Key element in the KeySchema have the same name',
    )
  }
  return typed(elements, definitions)
}

/** The key of a global index: one to four HASH, then none to four RANGE. */
export function compositeKey(
  elements: readonly KeySchemaElement[],
  definitions: ReadonlyMap<string, KeyType>,
): KeySchema {
  if (elements[0]?.KeyType !== 'HASH') {
    throw validation('Invalid KeySchema: The first KeySchemaElement is not a HASH key type')
  }
  const names = new Set(elements.map((element) => element.AttributeName))
  if (names.size < elements.length) {
    throw validation('The KeySchema contains multiple key attributes with the same name')
  }
  const kinds = elements.map((element) => element.KeyType)
  if (kinds.lastIndexOf('HASH') > kinds.indexOf('RANGE') && kinds.includes('RANGE')) {
    throw invalidParameters(
      'All HASH key attributes must precede RANGE key attributes in the KeySchema',
    )
  }
  for (const kind of ['HASH', 'RANGE']) {
    if (kinds.filter((each) => each === kind).length > limits.indexKeyAttributes) {
      throw invalidParameters(
        `The KeySchema exceeds the maximum allowed number of ${kind} key attributes`,
      )
    }
  }
  return typed(elements, definitions)
}

function typed(
  elements: readonly KeySchemaElement[],
  definitions: ReadonlyMap<string, KeyType>,
): KeySchema {
  const attributes = (kind: string): KeyAttribute[] =>
    elements
      .filter((element) => element.KeyType === kind)
      .map(({ AttributeName: name }) => ({ name, type: typeIn(definitions, name, elements) }))
  return { hash: attributes('HASH'), range: attributes('RANGE') }
}

function typeIn(
  definitions: ReadonlyMap<string, KeyType>,
  name: string,
  elements: readonly KeySchemaElement[],
): KeyType {
  const type = definitions.get(name)
  if (type !== undefined) return type
  if (definitions.size === 0) {
    throw validation('Invalid KeySchema: Some index key attribute have no definition')
  }
  const keys = elements.map((element) => element.AttributeName).join(', ')
  throw invalidParameters(
    `Some index key attributes are not defined in AttributeDefinitions. Keys: [${keys}], AttributeDefinitions: [${[...definitions.keys()].join(', ')}]`,
  )
}

/** The projection of an index. Throws when its attributes do not fit its type. */
export function projectionOfIndex(projection: WireProjection): IndexDefinition['projection'] {
  const { ProjectionType: type, NonKeyAttributes: attributes } = projection
  switch (type) {
    case 'INCLUDE': {
      if (attributes === undefined) {
        throw invalidParameters('ProjectionType is INCLUDE, but NonKeyAttributes is not specified')
      }
      const repeated = attributes.find((name, at) => attributes.indexOf(name) !== at)
      if (repeated !== undefined) {
        throw invalidParameters(`Duplicate element in NonKeyAttributes: ${repeated}`)
      }
      return { type, attributes }
    }
    case 'ALL':
    case 'KEYS_ONLY':
      if (attributes !== undefined) {
        throw invalidParameters(`ProjectionType is ${type}, but NonKeyAttributes is specified`)
      }
      return { type }
    case undefined:
      throw invalidParameters('Unknown ProjectionType: null')
  }
}

/** Bounds what the projections of all indexes of a table name together. */
export function checkProjectedAttributes(
  indexes: readonly Pick<IndexDefinition, 'projection'>[],
): void {
  const named = indexes.flatMap(({ projection }) =>
    projection.type === 'INCLUDE' ? projection.attributes : [],
  )
  if (named.length > limits.projectedAttributes) {
    throw invalidParameters(
      `Number of NonKeyAttributes projected over all indexes exceeds the limit of ${String(limits.projectedAttributes)}`,
    )
  }
}

/** The local indexes of a table, in the service's order of checks. */
export function localIndexes(
  indexes: readonly LocalSecondaryIndex[],
  table: KeySchema,
  definitions: ReadonlyMap<string, KeyType>,
): IndexDefinition[] {
  if (table.range.length === 0) {
    throw invalidParameters(
      'Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex',
    )
  }
  return indexes.map((index) => {
    const key = simpleKey(index.KeySchema, definitions)
    const hash = key.hash[0]?.name ?? ''
    const tableHash = table.hash[0]?.name ?? ''
    if (hash !== tableHash) {
      throw invalidParameters(
        `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${index.IndexName}. index hash key: ${hash}, table hash key: ${tableHash}`,
      )
    }
    if (key.range.length === 0) {
      throw invalidParameters(
        `Index KeySchema does not have a range key for index: ${index.IndexName}`,
      )
    }
    return {
      name: index.IndexName,
      kind: 'local',
      key,
      projection: projectionOfIndex(index.Projection),
    }
  })
}

/** The global indexes of a table; `capacity` judges the capacity of one. */
export function globalIndexes(
  indexes: readonly GlobalSecondaryIndex[],
  definitions: ReadonlyMap<string, KeyType>,
  capacity: (index: GlobalSecondaryIndex) => IndexCapacity,
): IndexDefinition[] {
  return indexes.map((index) => {
    const key = compositeKey(index.KeySchema, definitions)
    const projection = projectionOfIndex(index.Projection)
    return { name: index.IndexName, kind: 'global', key, projection, ...capacity(index) }
  })
}
