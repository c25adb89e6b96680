import type { IndexDescriptor, TableDescriptor, Throughput } from '../../engine/index.ts'
import {
  invalidParameters,
  limitExceeded,
  resourceNotFound,
  validation,
} from '../../errors/index.ts'
import type { ProvisionedThroughput, UpdateTableInput } from '../../generated/dynamodb/index.ts'

const decreasesPerDay = 4
const decreaseRestMs = 3_600_000
const onDemand: Throughput = { read: 0, write: 0, decreases: 0 }

/** Billing mode and provisioned throughput of a table and its global indexes. Pure. */
export function changeThroughput(
  table: TableDescriptor,
  input: UpdateTableInput,
  now: number,
): TableDescriptor {
  const billingMode = input.BillingMode ?? table.billingMode
  const asked = input.ProvisionedThroughput
  const updates = indexUpdates(table, input)
  if (billingMode === 'PAY_PER_REQUEST') {
    refuseCapacity(input, asked, updates)
    if (table.billingMode === 'PAY_PER_REQUEST') return table
    return {
      ...table,
      billingMode,
      onDemandSince: now,
      throughput: { ...onDemand, decreases: table.throughput.decreases },
      indexes: table.indexes.map((index) =>
        index.kind === 'global' ? { ...index, throughput: onDemand } : index,
      ),
    }
  }

  const switched = table.billingMode !== billingMode
  if (input.BillingMode !== undefined && asked === undefined) {
    throw invalidParameters(
      'ProvisionedThroughput must be specified when BillingMode is PROVISIONED',
    )
  }
  const throughput = asked
    ? changed(table.throughput, asked, now, switched, {
        subject: 'table',
        of: 'for the table',
      })
    : table.throughput
  const indexes = table.indexes.map((index): IndexDescriptor => {
    if (index.kind === 'local') return index
    const update = updates.get(index.name)
    if (update === undefined) {
      if (!switched) return index
      throw invalidParameters(`ProvisionedThroughput must be specified for index: ${index.name}`)
    }
    const before = index.throughput ?? onDemand
    return {
      ...index,
      throughput: changed(before, update, now, switched, {
        subject: `index ${index.name}`,
        of: `for index ${index.name}`,
      }),
    }
  })
  return { ...table, billingMode, throughput, indexes }
}

function indexUpdates(
  table: TableDescriptor,
  input: UpdateTableInput,
): Map<string, ProvisionedThroughput> {
  const updates = new Map<string, ProvisionedThroughput>()
  for (const { Update: update } of input.GlobalSecondaryIndexUpdates ?? []) {
    if (update === undefined) continue
    const known = table.indexes.some(
      ({ kind, name }) => kind === 'global' && name === update.IndexName,
    )
    if (!known) {
      throw resourceNotFound(
        `Requested resource not found: Index ${update.IndexName} for table ${table.name}`,
      )
    }
    if (update.ProvisionedThroughput) updates.set(update.IndexName, update.ProvisionedThroughput)
  }
  return updates
}

function refuseCapacity(
  input: UpdateTableInput,
  asked: ProvisionedThroughput | undefined,
  updates: ReadonlyMap<string, ProvisionedThroughput>,
): void {
  if (asked !== undefined) {
    throw invalidParameters(
      input.BillingMode === undefined
        ? 'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST'
        : 'ProvisionedThroughput cannot be specified when BillingMode is PAY_PER_REQUEST',
    )
  }
  for (const index of updates.keys()) {
    throw invalidParameters(
      `Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: ${index} when BillingMode is PAY_PER_REQUEST`,
    )
  }
}

function changed(
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
  return decrease ? decreased(result, now) : result
}

/** Counts a decrease against the budget of the UTC day. */
function decreased(throughput: Throughput, now: number): Throughput {
  const last = throughput.lastDecrease
  const today = last !== undefined && day(last) === day(now) ? throughput.decreases : 0
  if (last !== undefined && today >= decreasesPerDay && now < last + decreaseRestMs) {
    throw limitExceeded(
      'Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. After the first 4 decreases, each subsequent decrease in the same UTC day can be performed at most once every 3600 seconds. ' +
        `Number of decreases today: ${String(today)}. Last decrease at ${longDate(last)}. Next decrease can be made at ${longDate(last + decreaseRestMs)}`,
    )
  }
  return { ...throughput, decreases: today + 1, lastDecrease: now }
}

function day(time: number): number {
  return Math.floor(time / 86_400_000)
}

const dateFormat = new Intl.DateTimeFormat('en-US', {
  timeZone: 'UTC',
  weekday: 'long',
  year: 'numeric',
  month: 'long',
  day: 'numeric',
})
const timeFormat = new Intl.DateTimeFormat('en-US', {
  timeZone: 'UTC',
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
})

function longDate(time: number): string {
  return `${dateFormat.format(time)} at ${timeFormat.format(time)} Coordinated Universal Time`
}
