import { transactWrite, type Engine, type WriteResult } from '../../engine/index.ts'
import type { TransactWriteItemsInput } from '../../generated/dynamodb/index.ts'
import { emptyRecord } from '../../base/index.ts'
import type { Operation } from '../operation.ts'
import { tableAccess, together } from './access/index.ts'
import { itemCollectionMetrics, type ItemCollectionMetrics } from './collection-metrics.ts'
import {
  consumedByRepeat,
  consumedByWrites,
  transactionCapacities,
} from './transaction-capacity.ts'
import { digestOf } from './parameter-digest.ts'
import { transactionAction, type TransactionAction } from './transaction-writes.ts'

interface Prepared {
  readonly input: TransactWriteItemsInput
  readonly actions: readonly TransactionAction[]
}

type Deps = Pick<
  Engine,
  | 'store'
  | 'catalog'
  | 'locks'
  | 'clock'
  | 'random'
  | 'statistics'
  | 'tokens'
  | 'tokensInUse'
  | 'collections'
>

/** Writes up to a hundred items, of any tables, all or none. */
export const TransactWriteItems: Operation<Deps, TransactWriteItemsInput, Prepared, object> = {
  name: 'TransactWriteItems',
  inputShape: 'TransactWriteItemsInput',

  prepare(input, context) {
    return {
      input,
      actions: input.TransactItems.map((element) => transactionAction(element, context)),
    }
  },

  accesses({ input, actions }, context, { catalog }) {
    return together(
      actions.map(({ action, table, named }) => {
        const facts = {
          ...named,
          returnConsumedCapacity: input.ReturnConsumedCapacity ?? 'NONE',
          enclosingOperation: 'TransactWriteItems' as const,
        }
        return tableAccess(catalog, context, { action, table, facts })
      }),
    )
  },

  async run(deps, { input, actions }, context) {
    const { ClientRequestToken: token } = input
    const writes = actions.map(({ write }) => write)
    const results = await transactWrite(
      deps,
      writes,
      token === undefined
        ? undefined
        : // What a repeated token must come with again: the actions themselves.
          { accountId: context.caller.accountId, token, request: digestOf(input.TransactItems) },
      context.notes?.recording,
    )
    const asked = input.ReturnConsumedCapacity
    if ('repeated' in results) {
      const consumed = await consumedByRepeat(deps, writes)
      return { ConsumedCapacity: transactionCapacities(asked, consumed, 'read') }
    }
    return {
      ConsumedCapacity: transactionCapacities(asked, consumedByWrites(results), 'write'),
      ItemCollectionMetrics:
        input.ReturnItemCollectionMetrics === 'SIZE' ? await metrics(deps, results) : undefined,
    }
  },
}

async function metrics(
  deps: Deps,
  results: readonly WriteResult[],
): Promise<Record<string, ItemCollectionMetrics[]> | undefined> {
  const byTable = emptyRecord<ItemCollectionMetrics[]>()
  for (const { table, before, after } of results) {
    const item = after?.item ?? before?.item
    const metric = item && (await itemCollectionMetrics(deps.collections, table, item))
    if (metric) (byTable[table.descriptor.name] ??= []).push(metric)
  }
  return Object.keys(byTable).length > 0 ? byTable : undefined
}
