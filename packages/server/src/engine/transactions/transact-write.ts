import { assert, limits } from '../../base/index.ts'
import {
  ApiError,
  transactionCanceled,
  transactionConflict,
  validation,
  type CancellationReason,
} from '../../errors/index.ts'
import type { Check, Commit, Companion, Entry } from '../../storage/kv.ts'
import { committedOrConflict } from '../commit-outcome.ts'
import type { LogContext } from '../items/log-writes.ts'
import {
  locate,
  planWrite,
  type ItemWrite,
  type Plan,
  type Target,
  type WriteResult,
} from '../items/plan-write.ts'
import { WriteCharge } from '../items/write-charge.ts'
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
 * write when one of them refuses, or has an item that another transaction has. With a token, the same request is done once within its lifetime.
 * `by`: goes along with the commit.
 */
export function transactWrite(
  deps: WriteDeps & TokenDeps,
  writes: readonly ItemWrite[],
  token: TransactionToken | undefined,
  by?: Companion,
): Promise<WriteResult[] | Repeated> {
  return deps.tokensInUse.hold(token, async () => {
    const targets = await locateAll(deps, writes)
    const keys = targets.map((target) => target.storageKey)
    const met = keys.flatMap((key, index) => (deps.locks.transacted(key) ? [index] : []))
    // What was done before is answered by its token, whoever has its items now.
    if (met.length > 0) {
      if (token && (await readToken(deps, token)).done) return { repeated: true }
      throw conflictsAt(writes, met)
    }
    return deps.locks.holdTransaction(keys, () => decideAndCommit(deps, targets, token, by))
  })
}

async function decideAndCommit(
  deps: WriteDeps & TokenDeps,
  first: readonly Target[],
  token: TransactionToken | undefined,
  by: Companion | undefined,
): Promise<WriteResult[] | Repeated> {
  let targets = first
  const writes = first.map(({ write }) => write)
  let contended: number | undefined
  const charges = writes.map((_, ordinal) => new WriteCharge(true, () => contextOf(deps, ordinal)))
  for (let attempt = 0; attempt < limits.commitAttempts; attempt++) {
    const claim = token && (await readToken(deps, token))
    if (claim?.done === true) return { repeated: true }

    const entries = await deps.store.getMany(targets.map((target) => target.storageKey))
    const plans = planAll(targets, entries, charges)
    const { commit, itemChecks } = commitOf(plans, claim?.commit)
    const growth = plans.map((plan) => plan.result.growth)
    const result = committedOrConflict(
      await deps.collections.commit(
        growth,
        () => deps.statistics.counted(growth, () => deps.store.commit({ ...commit, by })),
        (full) => {
          for (const charge of charges) charge.refund()
          throw transactionCanceled(
            writes.map((_, index) => (full.has(index) ? collectionFull : none)),
          )
        },
      ),
    )
    if (result.outcome === 'committed') return plans.map((plan) => plan.result)
    contended = result.check < itemChecks ? result.check : undefined
    if (contended === undefined) {
      for (const { write } of targets) deps.catalog.forget(write.table)
      targets = await locateAll(deps, writes)
    }
  }
  for (const charge of charges) charge.refund()
  throw conflictsAt(writes, [contended ?? 0])
}

function conflictsAt(writes: readonly ItemWrite[], places: readonly number[]): ApiError {
  const { message: Message } = transactionConflict()
  return transactionCanceled(
    writes.map((_, index) =>
      places.includes(index) ? { Code: 'TransactionConflict', Message } : none,
    ),
  )
}

const none: CancellationReason = { Code: 'None' }
const collectionFull: CancellationReason = {
  Code: 'ItemCollectionSizeLimitExceeded',
  Message: 'Collection size exceeded.',
}

function contextOf({ clock, random }: WriteDeps, ordinal: number): LogContext {
  return { now: clock.now(), random, ordinal }
}

/**
 * Finds the items of all writes. Where a write does not fit its table, the transaction is cancelled
 * with that as its reason, beside those of the writes that do.
 */
async function locateAll(deps: WriteDeps, writes: readonly ItemWrite[]): Promise<Target[]> {
  const targets: Target[] = []
  const reasons = new Map<number, CancellationReason>()
  const seen = new Set<string>()
  for (const [index, write] of writes.entries()) {
    const target = await locateOrReason(deps, write)
    if ('Code' in target) {
      reasons.set(index, target)
      continue
    }
    const id = target.storageKey.toString('latin1')
    if (seen.has(id)) {
      throw validation('Transaction request cannot include multiple operations on one item')
    }
    seen.add(id)
    targets.push(target)
  }
  if (reasons.size === 0) return targets
  const entries = await deps.store.getMany(targets.map((target) => target.storageKey))
  const others = targets.map((target, index) =>
    planOrReason(() => planWrite(target, entries[index], contextOf(deps, index))),
  )
  throw transactionCanceled(
    writes.map((_, index): CancellationReason => {
      const reason = reasons.get(index) ?? others.shift()
      return reason !== undefined && 'Code' in reason ? reason : none
    }),
  )
}

async function locateOrReason(
  deps: WriteDeps,
  write: ItemWrite,
): Promise<Target | CancellationReason> {
  try {
    return await locate(deps.catalog, write)
  } catch (error) {
    return reasonOf(error)
  }
}

/** Decides every write; throws the cancellation when any refuses. */
function planAll(
  targets: readonly Target[],
  entries: readonly (Entry | undefined)[],
  charges: readonly WriteCharge[],
): Plan[] {
  const plans: Plan[] = []
  const reasons = targets.map((target, index): CancellationReason => {
    const charge = charges[index]
    assert(charge !== undefined, 'a charge for each write')
    const plan = planOrReason(() => charge.plan(target, entries[index]))
    if ('Code' in plan) return plan
    plans.push(plan)
    return none
  })
  if (plans.length < targets.length) {
    for (const [index, { Code }] of reasons.entries()) {
      if (Code === 'None') charges[index]?.refund()
    }
    throw transactionCanceled(reasons)
  }
  if (bytesOf(plans) > limits.transactionBytes) {
    for (const charge of charges) charge.refund()
    throw validation(
      `Member must have length less than or equal to ${String(limits.transactionBytes)}: the items of the transaction are too large together`,
    )
  }
  return plans
}

function planOrReason(plan: () => Plan): Plan | CancellationReason {
  try {
    return plan()
  } catch (error) {
    return reasonOf(error)
  }
}

/** Why one write refuses, in the words of a transaction; what is no refusal is thrown on. */
function reasonOf(error: unknown): CancellationReason {
  if (!(error instanceof ApiError) || error.beforehand) throw error
  switch (error.code) {
    case 'ConditionalCheckFailedException':
      return { Code: 'ConditionalCheckFailed', Message: error.message, ...error.members }
    case 'ValidationException':
      return { Code: 'ValidationError', Message: error.message }
    case 'ProvisionedThroughputExceededException':
      return { Code: 'ProvisionedThroughputExceeded', Message: error.message }
    case 'ThrottlingException':
      return { Code: 'ThrottlingError', Message: error.message }
    default:
      throw error
  }
}

function bytesOf(plans: readonly Plan[]): number {
  let bytes = 0
  for (const { result } of plans) bytes += result.after?.encoded.size ?? 0
  return bytes
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
