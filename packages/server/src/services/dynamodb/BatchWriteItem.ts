import { emptyRecord, limits } from '../../base/index.ts'
import {
  addConsumed,
  consumedByWrite,
  deleteItem,
  itemKey,
  putItem,
  writeItemInTurn,
  type Consumed,
  type ItemWrite,
  type TableName,
  type WriteDeps,
  type WriteResult,
} from '../../engine/index.ts'
import { ApiError, validation } from '../../errors/index.ts'
import type { BatchWriteItemInput, WriteRequest } from '../../generated/dynamodb/index.ts'
import { normalizeItem, type AttributeMap } from '../../values/index.ts'
import type { Operation } from '../operation.ts'
import { tableAccess, together } from './access/index.ts'
import { resolveTableName } from './arns.ts'
import { isThrottled, throwIfNoneDone } from './batch-throttling.ts'
import { itemCollectionMetrics, type ItemCollectionMetrics } from './collection-metrics.ts'
import { consumedCapacity } from './consumed-capacity.ts'

interface Prepared {
  readonly input: BatchWriteItemInput
  readonly writes: readonly PreparedWrite[]
}

interface PreparedWrite {
  /** The table's name as it was sent, which the answer repeats. */
  readonly sent: string
  readonly table: TableName
  readonly request: WriteRequest
  /** The item to be put, or the key of the one to be deleted. */
  readonly item: AttributeMap
  readonly write: ItemWrite
}

const anyItem = { condition: undefined, itemOnFailure: false }

export const BatchWriteItem: Operation<WriteDeps, BatchWriteItemInput, Prepared, object> = {
  name: 'BatchWriteItem',
  inputShape: 'BatchWriteItemInput',

  prepare(input, context) {
    const writes = Object.entries(input.RequestItems).flatMap(([sent, requests]) => {
      const table = resolveTableName(sent, context)
      return requests.map((request) => ({ sent, table, request, ...itemWrite(table, request) }))
    })
    if (writes.length > limits.batchWriteRequests) {
      throw validation('Too many items requested for the BatchWriteItem call')
    }
    return { input, writes }
  },

  accesses({ input, writes }, context, { catalog }) {
    const byTable = new Map<string, PreparedWrite[]>()
    for (const write of writes) {
      const { accountId, name } = write.table
      const id = `${accountId}/${name}`
      const same = byTable.get(id)
      if (same) same.push(write)
      else byTable.set(id, [write])
    }
    return together(
      [...byTable.values()].map((same) => {
        const items = same.map(({ item }) => item)
        const facts = {
          partitions: items,
          attributes: items.flatMap((item) => Object.keys(item)),
          returnConsumedCapacity: input.ReturnConsumedCapacity ?? 'NONE',
        }
        const table = (same[0] as PreparedWrite).table
        return tableAccess(catalog, context, { action: 'BatchWriteItem', table, facts })
      }),
    )
  },

  async run(deps, { input, writes }, { notes }) {
    await checkWrites(deps, writes)
    // Each write is atomic by itself; together they are not, as in the service. They join one group commit.
    const settled = await Promise.allSettled(
      writes.map(({ write }) => writeItemInTurn(deps, write, notes?.recording)),
    )

    throwIfNoneDone(
      settled.map((outcome) =>
        outcome.status === 'rejected' && isThrottled(outcome.reason) ? outcome.reason : undefined,
      ),
    )

    const consumed = new Map<string, Consumed>()
    const metrics = emptyRecord<ItemCollectionMetrics[]>()
    const unprocessed = emptyRecord<WriteRequest[]>()
    for (const [position, outcome] of settled.entries()) {
      const write = writes[position]
      if (write === undefined) continue
      if (outcome.status === 'rejected') {
        if (!isBusy(outcome.reason)) throw outcome.reason
        ;(unprocessed[write.sent] ??= []).push(write.request)
        continue
      }
      if (input.ReturnConsumedCapacity !== undefined) addTo(consumed, write.sent, outcome.value)
      if (input.ReturnItemCollectionMetrics === 'SIZE') {
        const key = write.request.PutRequest?.Item ?? write.request.DeleteRequest?.Key ?? {}
        const metric = await itemCollectionMetrics(deps.collections, outcome.value.table, key)
        if (metric) (metrics[write.sent] ??= []).push(metric)
      }
    }
    const capacities = [...consumed.values()].flatMap((each) => {
      const capacity = consumedCapacity(input.ReturnConsumedCapacity, () => each)
      return capacity ? [capacity] : []
    })
    return {
      UnprocessedItems: unprocessed,
      ItemCollectionMetrics: Object.keys(metrics).length > 0 ? metrics : undefined,
      ConsumedCapacity: capacities.length > 0 ? capacities : undefined,
    }
  },
}

function itemWrite(table: TableName, request: WriteRequest): Pick<PreparedWrite, 'item' | 'write'> {
  const { PutRequest: put, DeleteRequest: remove } = request
  if (put !== undefined && remove !== undefined) {
    throw validation(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    )
  }
  if (put !== undefined) {
    const item = normalizeItem(put.Item, 'older')
    return { item, write: putItem(table, item, { ...anyItem, keyFaults: 'terse' }) }
  }
  if (remove !== undefined) {
    const item = normalizeItem(remove.Key, 'older')
    return { item, write: deleteItem(table, item, anyItem) }
  }
  throw validation(
    'Supplied WriteRequest is empty, must contain exactly one of the supported datatypes',
  )
}

/** Refuses the whole batch, before any write, when one of its keys does not fit or comes twice. */
async function checkWrites(deps: WriteDeps, writes: readonly PreparedWrite[]): Promise<void> {
  const seen = new Set<string>()
  for (const { write } of writes) {
    const table = await deps.catalog.get(write.table)
    const id = itemKey(table, write.key(table)).toString('latin1')
    if (seen.has(id)) throw validation('Provided list of item keys contains duplicates')
    seen.add(id)
  }
}

/** Whether a write was refused only for the moment, so that the client is to send it again. */
function isBusy(reason: unknown): boolean {
  return (
    isThrottled(reason) ||
    (reason instanceof ApiError && reason.code === 'TransactionConflictException')
  )
}

function addTo(consumed: Map<string, Consumed>, sent: string, result: WriteResult): void {
  const more = consumedByWrite(result)
  const total = consumed.get(sent)
  if (total) addConsumed(total, more)
  else consumed.set(sent, more)
}
