import { emptyRecord, limits } from '../../base/index.ts'
import {
  addConsumed,
  checkKey,
  checkNoPathIntoKey,
  getBatch,
  itemKey,
  project,
  readUnits,
  type Catalog,
  type Consumed,
  type Projection,
  type TableName,
} from '../../engine/index.ts'
import { validation } from '../../errors/index.ts'
import type { BatchGetItemInput, KeysAndAttributes } from '../../generated/dynamodb/index.ts'
import type { KvReader } from '../../storage/kv.ts'
import { normalizeItem, type AttributeMap } from '../../values/index.ts'
import { RawJson, type Operation } from '../operation.ts'
import { namesIn, selectOf, tableAccess, together } from './access/index.ts'
import { resolveTableName } from './arns.ts'
import { throwIfNoneDone } from './batch-throttling.ts'
import { consumedCapacity } from './consumed-capacity.ts'
import { projectionOf, substitutionsOf } from './expressions.ts'
import { attributesToGet, refuseMixed } from './legacy/index.ts'

interface TableRequest {
  /** The name as it was sent, which the answer repeats. */
  readonly sent: string
  readonly table: TableName
  readonly keys: readonly AttributeMap[]
  readonly projection: Projection | undefined
  readonly request: KeysAndAttributes
}

interface Prepared {
  readonly input: BatchGetItemInput
  readonly requests: readonly TableRequest[]
}

interface Deps {
  readonly store: KvReader
  readonly catalog: Catalog
}

export const BatchGetItem: Operation<Deps, BatchGetItemInput, Prepared, object> = {
  name: 'BatchGetItem',
  inputShape: 'BatchGetItemInput',

  prepare(input, context) {
    refuseMixed(
      Object.assign({}, ...Object.values(input.RequestItems)) as KeysAndAttributes,
      ['AttributesToGet'],
      ['ProjectionExpression'],
    )
    let count = 0
    const requests = Object.entries(input.RequestItems).map(([sent, request]): TableRequest => {
      const substitutions = substitutionsOf(request, { projection: request.ProjectionExpression })
      const parsed = projectionOf(request.ProjectionExpression, substitutions)
      substitutions.assertAllUsed()
      count += request.Keys.length
      const table = resolveTableName(sent, context)
      return {
        sent,
        table,
        keys: request.Keys.map((key) => normalizeItem(key)),
        projection: parsed ?? attributesToGet(request.AttributesToGet),
        request,
      }
    })
    if (count > limits.batchGetKeys) {
      throw validation('Too many items requested for the BatchGetItem call')
    }
    return { input, requests }
  },

  accesses({ input, requests }, context, { catalog }) {
    return together(
      requests.map(({ table, keys, projection }) => {
        const facts = {
          partitions: keys,
          attributes: [...keys.flatMap((key) => Object.keys(key)), ...namesIn(projection)],
          select: selectOf({ projection }),
          returnConsumedCapacity: input.ReturnConsumedCapacity ?? 'NONE',
        }
        return tableAccess(catalog, context, { action: 'BatchGetItem', table, facts })
      }),
    )
  },

  async run({ store, catalog }, { input, requests }) {
    const wanted = []
    const consumed = new Map<TableRequest, Consumed>()
    for (const request of requests) {
      const table = await catalog.get(request.table)
      checkNoPathIntoKey(table, request.projection)
      consumed.set(request, { table, units: 0, indexes: new Map() })
      const consistent = request.request.ConsistentRead === true
      const seen = new Set<string>()
      for (const [position, key] of request.keys.entries()) {
        checkKey(table, key)
        const storageKey = itemKey(table, key)
        const id = storageKey.toString('latin1')
        if (seen.has(id)) throw validation('Provided list of item keys contains duplicates')
        seen.add(id)
        wanted.push({ table, storageKey, request, position, consistent })
      }
    }

    const reads = await getBatch(store, wanted, limits.batchGetBytes)
    throwIfNoneDone(reads.map((read) => (read.outcome === 'throttled' ? read.error : undefined)))
    const responses = emptyRecord<(RawJson | AttributeMap)[]>()
    const unprocessed = emptyRecord<KeysAndAttributes>()
    for (const { sent } of requests) responses[sent] = []
    for (const [at, { table, request, position, consistent }] of wanted.entries()) {
      const read = reads[at]
      if (read?.outcome !== 'read') {
        const rest = (unprocessed[request.sent] ??= { ...request.request, Keys: [] })
        rest.Keys.push(request.request.Keys[position] ?? {})
        continue
      }
      const { item } = read
      const units = readUnits(item?.size ?? 0, consistent)
      const total = consumed.get(request)
      if (total) addConsumed(total, { table, units, indexes: new Map() })
      if (item === undefined) continue
      responses[request.sent]?.push(
        request.projection ? project(request.projection, item.item) : new RawJson(item.json),
      )
    }
    const capacities = [...consumed.values()].flatMap((each) => {
      const capacity = consumedCapacity(input.ReturnConsumedCapacity, () => each)
      return capacity ? [capacity] : []
    })
    return {
      Responses: responses,
      UnprocessedKeys: unprocessed,
      ConsumedCapacity: capacities.length > 0 ? capacities : undefined,
    }
  },
}
