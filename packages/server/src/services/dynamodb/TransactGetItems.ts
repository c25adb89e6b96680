import {
  checkKey,
  checkNoPathIntoKey,
  getTransaction,
  itemKey,
  project,
  readUnits,
  type Catalog,
  type Consumed,
  type Projection,
  type Table,
  type TableName,
} from '../../engine/index.ts'
import {
  ApiError,
  transactionCanceled,
  validation,
  type CancellationReason,
} from '../../errors/index.ts'
import type { TransactGetItemsInput } from '../../generated/dynamodb/index.ts'
import type { KvReader } from '../../storage/kv.ts'
import { normalizeItem, type AttributeMap } from '../../values/index.ts'
import { RawJson, type Operation } from '../operation.ts'
import { factsOfItem, selectOf, tableAccess, together } from './access/index.ts'
import { resolveTableName } from './arns.ts'
import { projectionOf, substitutionsOf } from './expressions.ts'
import { addTo, transactionCapacities } from './transaction-capacity.ts'

interface PreparedGet {
  readonly table: TableName
  readonly key: AttributeMap
  readonly projection: Projection | undefined
}

interface Prepared {
  readonly input: TransactGetItemsInput
  readonly gets: readonly PreparedGet[]
}

interface Deps {
  readonly store: KvReader
  readonly catalog: Catalog
}

/** Reads items of several tables as they are at one point in time. */
export const TransactGetItems: Operation<Deps, TransactGetItemsInput, Prepared, object> = {
  name: 'TransactGetItems',
  inputShape: 'TransactGetItemsInput',

  prepare(input, context) {
    const gets = input.TransactItems.map(({ Get: get }): PreparedGet => {
      const substitutions = substitutionsOf(get, {
        projection: get.ProjectionExpression,
        wording: 'older',
      })
      const projection = projectionOf(get.ProjectionExpression, substitutions)
      substitutions.assertAllUsed()
      const table = resolveTableName(get.TableName, context)
      return { table, key: normalizeItem(get.Key, 'older'), projection }
    })
    return { input, gets }
  },

  accesses({ input, gets }, context, { catalog }) {
    return together(
      gets.map(({ table, key, projection }) => {
        const facts = {
          ...factsOfItem(key, projection),
          select: selectOf({ projection }),
          returnConsumedCapacity: input.ReturnConsumedCapacity ?? 'NONE',
          enclosingOperation: 'TransactGetItems' as const,
        }
        return tableAccess(catalog, context, { action: 'GetItem', table, facts })
      }),
    )
  },

  async run({ store, catalog }, { input, gets }) {
    const wanted: { table: Table; storageKey: Buffer }[] = []
    const reasons: CancellationReason[] = []
    const seen = new Set<string>()
    for (const { table: name, key, projection } of gets) {
      const table = await catalog.get(name)
      const reason = schemaFault(table, key, projection)
      reasons.push(reason ?? { Code: 'None' })
      if (reason) continue
      const storageKey = itemKey(table, key)
      const id = storageKey.toString('latin1')
      if (seen.has(id)) {
        throw validation('Transaction request cannot include multiple operations on one item')
      }
      seen.add(id)
      wanted.push({ table, storageKey })
    }
    if (wanted.length < gets.length) throw transactionCanceled(reasons)
    const found = await getTransaction(store, wanted)
    const consumed = new Map<string, Consumed>()
    for (const [at, { table }] of wanted.entries()) {
      const units = 2 * readUnits(found[at]?.size ?? 0, true)
      addTo(consumed, { table, units, indexes: new Map() })
    }
    return {
      Responses: gets.map(({ projection }, at) => {
        const item = found[at]
        if (item === undefined) return {}
        return { Item: projection ? project(projection, item.item) : new RawJson(item.json) }
      }),
      ConsumedCapacity: transactionCapacities(input.ReturnConsumedCapacity, consumed, 'read'),
    }
  },
}

/** A key or projection that does not fit its table cancels the transaction, as its own reason. */
function schemaFault(
  table: Table,
  key: AttributeMap,
  projection: Projection | undefined,
): CancellationReason | undefined {
  try {
    checkNoPathIntoKey(table, projection)
    checkKey(table, key)
    return undefined
  } catch (error) {
    if (!(error instanceof ApiError) || error.beforehand) throw error
    return { Code: 'ValidationError', Message: error.message }
  }
}
