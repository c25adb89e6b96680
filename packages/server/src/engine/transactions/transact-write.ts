import { limits } from '../../base/index.ts'
import {
  ApiError,
  transactionCanceled,
  validation,
  type CancellationReason,
} from '../../errors/index.ts'
import type { Check, Commit, Entry } from '../../storage/kv.ts'
import { committedOrConflict } from '../commit-outcome.ts'
import {
  locate,
  planWrite,
  type ItemWrite,
  type Plan,
  type Target,
  type WriteResult,
} from '../items/plan-write.ts'
import type { WriteDeps } from '../items/write-item.ts'
import type { TokenDeps, TransactionToken } from './token.ts'
import { readToken } from './token.ts'

/** What a transaction that was done before under the same token answers. */
export interface Repeated {
  readonly repeated: true
}

/**
 * Writes all or nothing, across tables, in one commit: every item is checked to be as it was read,
 * those that are only looked at included. Throws TransactionCanceledException with a reason per
 * write when one of them refuses. With a token, the same request is done once within its lifetime.
 */
export async function transactWrite(
  deps: WriteDeps & TokenDeps,
  writes: readonly ItemWrite[],
  token: TransactionToken | undefined,
): Promise<WriteResult[] | Repeated> {
  let targets = await locateAll(deps, writes)
  return deps.locks.hold(
    targets.map((target) => target.storageKey),
    async () => {
      let contended: number | undefined
      for (let attempt = 0; attempt < limits.commitAttempts; attempt++) {
        const claim = token && (await readToken(deps, token))
        if (claim?.done === true) return { repeated: true }

        const entries = await deps.store.getMany(targets.map((target) => target.storageKey))
        const plans = planAll(targets, entries)
        const { commit, itemChecks } = commitOf(plans, claim?.commit)
        const result = committedOrConflict(await deps.store.commit(commit))
        if (result.outcome === 'committed') return plans.map((plan) => plan.result)
        contended = result.check < itemChecks ? result.check : undefined
        if (contended === undefined) {
          for (const { write } of targets) deps.catalog.forget(write.table)
          targets = await locateAll(deps, writes)
        }
      }
      throw transactionCanceled(
        writes.map((_, index) =>
          index === (contended ?? 0)
            ? { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' }
            : none,
        ),
      )
    },
  )
}

const none: CancellationReason = { Code: 'None' }

async function locateAll(deps: WriteDeps, writes: readonly ItemWrite[]): Promise<Target[]> {
  const targets: Target[] = []
  const seen = new Set<string>()
  for (const write of writes) {
    const target = await locate(deps.catalog, write)
    const id = target.storageKey.toString('latin1')
    if (seen.has(id)) {
      throw validation('Transaction request cannot include multiple operations on one item')
    }
    seen.add(id)
    targets.push(target)
  }
  return targets
}

/** Decides every write; throws the cancellation when any refuses. */
function planAll(targets: readonly Target[], entries: readonly (Entry | undefined)[]): Plan[] {
  const plans: Plan[] = []
  const reasons = targets.map((target, index): CancellationReason => {
    try {
      plans.push(planWrite(target, entries[index]))
      return none
    } catch (error) {
      return reasonOf(error)
    }
  })
  if (plans.length < targets.length) throw transactionCanceled(reasons)
  checkSize(plans)
  return plans
}

/** Why one write refuses, in the words of a transaction; what is no refusal is thrown on. */
function reasonOf(error: unknown): CancellationReason {
  if (!(error instanceof ApiError)) throw error
  switch (error.code) {
    case 'ConditionalCheckFailedException':
      return { Code: 'ConditionalCheckFailed', Message: error.message, ...error.members }
    case 'ValidationException':
      return { Code: 'ValidationError', Message: error.message }
    default:
      throw error
  }
}

function checkSize(plans: readonly Plan[]): void {
  let bytes = 0
  for (const { result } of plans) bytes += result.after?.encoded.size ?? 0
  if (bytes > limits.transactionBytes) {
    throw validation(
      `Member must have length less than or equal to ${String(limits.transactionBytes)}: the items of the transaction are too large together`,
    )
  }
}

/** One commit of all plans. The first `itemChecks` checks are those of the items, in request order. */
function commitOf(
  plans: readonly Plan[],
  claim: Commit | undefined,
): { commit: Commit; itemChecks: number } {
  const tables = new Map<string, Check>()
  for (const { checks } of plans) tables.set(checks[1].key.toString('latin1'), checks[1])
  return {
    commit: {
      checks: [
        ...plans.map((plan) => plan.checks[0]),
        ...tables.values(),
        ...(claim?.checks ?? []),
      ],
      writes: [...plans.flatMap((plan) => plan.writes), ...(claim?.writes ?? [])],
    },
    itemChecks: plans.length,
  }
}
