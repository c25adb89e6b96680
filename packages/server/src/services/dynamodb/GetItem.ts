import {
  checkNoPathIntoKey,
  getItem,
  project,
  readUnits,
  type Catalog,
  type Projection,
  type TableName,
} from '../../engine/index.ts'
import type { GetItemInput } from '../../generated/dynamodb/index.ts'
import type { KvReader } from '../../storage/kv.ts'
import { normalizeItem, type AttributeMap } from '../../values/index.ts'
import { RawJson, type Operation } from '../operation.ts'
import { factsOfItem, onlyTableAccess, selectOf } from './access/index.ts'
import { resolveTableName } from './arns.ts'
import { consumedCapacity } from './consumed-capacity.ts'
import { projectionOf, substitutionsOf } from './expressions.ts'
import { attributesToGet, refuseMixed } from './legacy/index.ts'

interface Prepared {
  readonly input: GetItemInput
  readonly table: TableName
  readonly key: AttributeMap
  readonly projection: Projection | undefined
}

interface Deps {
  readonly store: KvReader
  readonly catalog: Catalog
}

export const GetItem: Operation<Deps, GetItemInput, Prepared, object> = {
  name: 'GetItem',
  inputShape: 'GetItemInput',

  prepare(input, context) {
    const table = resolveTableName(input.TableName, context)
    refuseMixed(input, ['AttributesToGet'], ['ProjectionExpression'])
    const substitutions = substitutionsOf(input, { projection: input.ProjectionExpression })
    const parsed = projectionOf(input.ProjectionExpression, substitutions)
    substitutions.assertAllUsed()
    const key = normalizeItem(input.Key)
    return { input, table, key, projection: parsed ?? attributesToGet(input.AttributesToGet) }
  },

  accesses({ input, table, key, projection }, context, { catalog }) {
    const { partitions, attributes } = factsOfItem(key, projection)
    const select = selectOf({ projection })
    const returnConsumedCapacity = input.ReturnConsumedCapacity ?? 'NONE'
    const facts = { partitions, attributes, select, returnConsumedCapacity }
    return onlyTableAccess(catalog, context, { action: 'GetItem', table, facts })
  },

  async run({ store, catalog }, { input, table: name, key, projection }) {
    const table = await catalog.get(name)
    checkNoPathIntoKey(table, projection)
    const stored = await getItem(store, table, key, input.ConsistentRead === true)
    return {
      Item: stored && (projection ? project(projection, stored.item) : new RawJson(stored.json)),
      ConsumedCapacity: consumedCapacity(input.ReturnConsumedCapacity, () => ({
        table,
        units: readUnits(stored?.size ?? 0, input.ConsistentRead === true),
        indexes: new Map(),
      })),
    }
  },
}
