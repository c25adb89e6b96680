import type { IndexDescriptor, TableDescriptor, Throughput } from '../../engine/index.ts'
import { invalidParameters, validation } from '../../errors/index.ts'
import type {
  ProvisionedThroughput,
  UpdateGlobalSecondaryIndexAction,
  UpdateTableInput,
} from '../../generated/dynamodb/index.ts'
import { checkCapacityQuota } from './capacity-quota.ts'
import { countDecrease } from './capacity-decreases.ts'
import { isEmpty, namesNothing } from './empty-structure.ts'
import { mergeOnDemandMaximum, refuseOnDemandMaximum } from './on-demand-throughput.ts'
import { raisedWarm, warmOf } from './warm-throughput.ts'

const onDemand: Throughput = { read: 0, write: 0, decreases: 0 }

export interface Circumstances {
  readonly now: number
  readonly region: string
}

/** Billing mode, provisioned throughput and on-demand maximums of a table and its global indexes. Pure. */
export function changeThroughput(
  table: TableDescriptor,
  input: UpdateTableInput,
  circumstances: Circumstances,
): TableDescriptor {
  const { region } = circumstances
  const updates = new Map(
    input.GlobalSecondaryIndexUpdates?.flatMap(({ Update }) =>
      Update ? [[Update.IndexName, Update] as const] : [],
    ),
  )
  const billingMode = input.BillingMode ?? table.billingMode
  const switched = billingMode !== table.billingMode
  const changed =
    billingMode === 'PAY_PER_REQUEST'
      ? toOnDemand(table, input, updates, circumstances)
      : toProvisioned(table, input, updates, { ...circumstances, switched })

  const asked = input.OnDemandThroughput
  if (isEmpty(asked) && input.BillingMode === undefined) throw namesNothing('OnDemandThroughput')
  if (asked && billingMode === 'PROVISIONED') refuseOnDemandMaximum(asked)
  const { onDemandMaximum: before, ...rest } = changed
  const kept = switched ? undefined : before
  const maximum = asked ? mergeOnDemandMaximum(kept, asked, { region }) : kept
  return { ...rest, ...(maximum ? { onDemandMaximum: maximum } : {}) }
}

type IndexUpdate = UpdateGlobalSecondaryIndexAction
type Updates = ReadonlyMap<string, IndexUpdate>

function toOnDemand(
  table: TableDescriptor,
  input: UpdateTableInput,
  updates: Updates,
  { now, region }: Circumstances,
): TableDescriptor {
  refuseCapacity(input, updates)
  const switched = table.billingMode !== 'PAY_PER_REQUEST'
  const indexes = table.indexes.map((index): IndexDescriptor => {
    const update = updates.get(index.name)
    const { onDemandMaximum: before, ...rest } = index
    if (index.kind === 'local') return index
    const kept = switched ? undefined : before
    const place = { index: index.name, region }
    const asked = update?.OnDemandThroughput
    const maximum = asked ? mergeOnDemandMaximum(kept, asked, place) : kept
    return {
      ...withWarm(table, rest, update, region),
      ...(switched ? { throughput: onDemand } : {}),
      ...(maximum ? { onDemandMaximum: maximum } : {}),
    }
  })
  if (!switched) return { ...table, indexes }
  return {
    ...table,
    warm: warmOf(table.billingMode, table),
    billingMode: 'PAY_PER_REQUEST',
    onDemandSince: now,
    throughput: { ...onDemand, decreases: table.throughput.decreases },
    indexes,
  }
}

function toProvisioned(
  table: TableDescriptor,
  input: UpdateTableInput,
  updates: Updates,
  { now, region, switched }: Circumstances & { readonly switched: boolean },
): TableDescriptor {
  const asked = input.ProvisionedThroughput
  if (input.BillingMode !== undefined && asked === undefined) {
    throw invalidParameters(
      'ProvisionedThroughput must be specified when BillingMode is PROVISIONED',
    )
  }
  if (asked) checkCapacityQuota(asked, region)
  const throughput = asked
    ? changedUnits(table.throughput, asked, now, switched, {
        subject: 'table',
        of: 'for the table',
      })
    : table.throughput
  const indexes = table.indexes.map((index): IndexDescriptor => {
    if (index.kind === 'local') return index
    const update = updates.get(index.name)
    if (update?.OnDemandThroughput) refuseOnDemandMaximum(update.OnDemandThroughput)
    const units = update?.ProvisionedThroughput
    const { onDemandMaximum, ...rest } = index
    const kept = switched || onDemandMaximum === undefined ? {} : { onDemandMaximum }
    const warmed = { ...withWarm(table, rest, update, region), ...kept }
    if (units === undefined) {
      if (!switched) return warmed
      throw invalidParameters(`ProvisionedThroughput must be specified for index: ${index.name}`)
    }
    checkCapacityQuota(units, region, index.name)
    const throughput = changedUnits(index.throughput ?? onDemand, units, now, switched, {
      subject: `index ${index.name}`,
      of: `for index ${index.name}`,
    })
    return { ...warmed, warm: warmOf(table.billingMode, warmed), throughput }
  })
  return {
    ...table,
    billingMode: 'PROVISIONED',
    ...(asked ? { warm: warmOf(table.billingMode, table) } : {}),
    throughput,
    indexes,
  }
}

/** An index with the warm throughput that the update asks for, if any. */
function withWarm<Index extends Omit<IndexDescriptor, 'onDemandMaximum'>>(
  { billingMode }: TableDescriptor,
  index: Index,
  update: IndexUpdate | undefined,
  region: string,
): Index {
  const asked = update?.WarmThroughput
  if (asked === undefined) return index
  const before = warmOf(billingMode, index)
  return { ...index, warm: raisedWarm(before, asked, { index: index.name, region }) }
}

function refuseCapacity(input: UpdateTableInput, updates: Updates): void {
  if (input.ProvisionedThroughput !== undefined) {
    throw invalidParameters(
      input.BillingMode === undefined
        ? 'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST'
        : 'ProvisionedThroughput cannot be specified when BillingMode is PAY_PER_REQUEST',
    )
  }
  for (const [index, update] of updates) {
    if (update.ProvisionedThroughput !== undefined) {
      throw invalidParameters(
        `Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: ${index} when BillingMode is PAY_PER_REQUEST`,
      )
    }
    if (update.OnDemandThroughput === undefined && update.WarmThroughput === undefined) {
      throw invalidParameters(
        `The only Updates for index: ${index} when TableThroughputMode is PAY_PER_REQUEST can be to OnDemandThroughput, WarmThroughput`,
      )
    }
  }
}

function changedUnits(
  before: Throughput,
  { ReadCapacityUnits: read, WriteCapacityUnits: write }: ProvisionedThroughput,
  now: number,
  switched: boolean,
  words: { subject: string; of: string },
): Throughput {
  if (!switched && before.read === read && before.write === write) {
    throw validation(
      `The provisioned throughput for the ${words.subject} will not change. The requested value equals the current value. ` +
        `Current ReadCapacityUnits provisioned ${words.of}: ${String(read)}. Requested ReadCapacityUnits: ${String(read)}. ` +
        `Current WriteCapacityUnits provisioned ${words.of}: ${String(write)}. Requested WriteCapacityUnits: ${String(write)}. ` +
        'Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
    )
  }
  if (switched) return { read, write, decreases: before.decreases }
  const increase = read > before.read || write > before.write
  const decrease = read < before.read || write < before.write
  const result: Throughput = { ...before, read, write, ...(increase ? { lastIncrease: now } : {}) }
  return decrease ? countDecrease(result, now) : result
}
