import {
  beginTransition,
  changeTable,
  settlingStream,
  type Engine,
  type TableDelays,
  type TableDescriptor,
  type TableName,
} from '../../engine/index.ts'
import type { UpdateTableInput } from '../../generated/dynamodb/index.ts'
import type { Operation, RequestContext } from '../operation.ts'
import { tableAccess } from './access/index.ts'
import { resolveTableName } from './arns.ts'
import { isEmpty, namesNothing } from './empty-structure.ts'
import { keyChoice } from './encryption.ts'
import { changeStream } from './stream-specification.ts'
import { changeTableClass, tableClassOf } from './table-class.ts'
import { tableDescription } from './table-description.ts'
import { checkUpdatable } from './table-states.ts'
import { indexedStatus } from './table-status.ts'
import { updateEncryption, type EncryptionUpdateDeps } from './update-encryption.ts'
import { changeIndexes, checkWhileIndexing, indexNotes } from './update-indexes.ts'
import { changeProtection } from './update-protection.ts'
import { checkUpdateMembers } from './update-rules.ts'
import { changeThroughput, type Circumstances } from './update-throughput.ts'
import { raisedWarm, warmOf } from './warm-throughput.ts'

interface Prepared {
  readonly input: UpdateTableInput
  readonly table: TableName
  readonly tableClass: TableDescriptor['tableClass']
}

type Deps = EncryptionUpdateDeps &
  Pick<Engine, 'random' | 'indexBuilder' | 'delays' | 'streamShards'>

export const UpdateTable: Operation<Deps, UpdateTableInput, Prepared, object> = {
  name: 'UpdateTable',
  inputShape: 'UpdateTableInput',

  prepare(input, context: RequestContext) {
    const table = resolveTableName(input.TableName, context)
    const tableClass = tableClassOf(input.TableClass)
    checkUpdateMembers(input)
    return { input, table, tableClass }
  },

  async accesses({ table }, context, { catalog }) {
    return [await tableAccess(catalog, context, { action: 'UpdateTable', table })]
  },

  async run(deps, { input, table, tableClass }, context) {
    const { region } = context
    if (input.SSESpecification !== undefined) {
      return updateEncryption(deps, table, keyChoice(input.SSESpecification), context)
    }
    const { delays, streamShards: shards } = deps
    const circumstances = { now: deps.clock.now(), region, shards, delays }
    const { before, after } = await changeTable(
      deps,
      table,
      (descriptor) => {
        checkUpdatable(descriptor, input, circumstances.now)
        const next = changed(descriptor, input, tableClass, circumstances)
        return inTransition(descriptor, next, delays, circumstances.now)
      },
      { also: indexNotes },
    )
    if (indexNotes(after, before).length > 0) deps.indexBuilder.wake()
    return { TableDescription: answer(before, after, input, region) }
  },
}

/** One change: the rules on members see to it that no two are asked for that exclude each other. */
function changed(
  table: TableDescriptor,
  input: UpdateTableInput,
  tableClass: TableDescriptor['tableClass'],
  circumstances: Circumstances & { readonly shards: number; readonly delays: TableDelays },
): TableDescriptor {
  const { now, region } = circumstances
  if (input.DeletionProtectionEnabled !== undefined) {
    return changeProtection(table, input.DeletionProtectionEnabled, now)
  }
  if (tableClass !== undefined) return changeTableClass(table, tableClass, now)
  if (asksWarm(input)) {
    // The cloud service answers this with a 500, which clients would repeat.
    if (isEmpty(input.WarmThroughput)) throw namesNothing('WarmThroughput')
    const warm = raisedWarm(warmOf(table.billingMode, table), input.WarmThroughput, { region })
    return { ...table, warm }
  }
  const { StreamSpecification: stream, BillingMode } = input
  if (stream !== undefined) {
    checkWhileIndexing(table, input)
    const switched = changeStream(table, stream, now, circumstances.shards)
    const delay = circumstances.delays.stream
    const streaming = settlingStream(switched, delay > 0 ? now + delay : undefined)
    // A stream may change together with a switch to on-demand.
    return BillingMode === undefined ? streaming : changeThroughput(streaming, input, circumstances)
  }
  return changeThroughput(changeIndexes(table, input, region), input, circumstances)
}

/** The changed table, which takes its time to become so where the change is of a slow kind. */
function inTransition(
  before: TableDescriptor,
  after: TableDescriptor,
  delays: TableDelays,
  now: number,
): TableDescriptor {
  const { throughput, tableClass, tableClassChanges } = before
  if (after.tableClass !== tableClass) {
    return beginTransition(after, 'class', delays, now, {
      ...(tableClass === undefined ? {} : { tableClass }),
      ...(tableClassChanges === undefined ? {} : { tableClassChanges }),
    })
  }
  if (after.billingMode !== before.billingMode) {
    return beginTransition(after, 'billing', delays, now, { throughput })
  }
  if (after.throughput !== throughput) {
    return beginTransition(after, 'throughput', delays, now, { throughput })
  }
  if (after.stream !== before.stream) return beginTransition(after, 'stream', delays, now)
  return after
}

type WarmInput = UpdateTableInput & {
  readonly WarmThroughput: NonNullable<UpdateTableInput['WarmThroughput']>
}

/** Whether warm throughput is the change; beside another one it was empty, and is passed over. */
function asksWarm(input: UpdateTableInput): input is WarmInput {
  const { BillingMode, ProvisionedThroughput, GlobalSecondaryIndexUpdates } = input
  return (
    input.WarmThroughput !== undefined &&
    (BillingMode ?? ProvisionedThroughput ?? GlobalSecondaryIndexUpdates) === undefined
  )
}

/** The table as the service answers it while the change is under way: in part new, in part as it was. */
function answer(
  before: TableDescriptor,
  after: TableDescriptor,
  input: UpdateTableInput,
  region: string,
): object {
  if (input.DeletionProtectionEnabled !== undefined) {
    return tableDescription(after, region, { status: 'ACTIVE' })
  }
  if (asksWarm(input)) {
    return tableDescription(before, region, { status: 'ACTIVE', warmStatus: 'UPDATING' })
  }
  if (input.TableClass !== undefined) {
    return tableDescription(before, region, { status: 'UPDATING' })
  }
  const { lastDecrease } = after.throughput
  const updatedIndexes = new Set(
    input.GlobalSecondaryIndexUpdates?.flatMap(({ Update }) => (Update ? [Update.IndexName] : [])),
  )
  const { BillingMode, ProvisionedThroughput, StreamSpecification } = input
  const synchronous = (BillingMode ?? ProvisionedThroughput ?? StreamSpecification) === undefined
  return tableDescription(
    {
      ...after,
      throughput: { ...before.throughput, ...(lastDecrease === undefined ? {} : { lastDecrease }) },
      indexes: after.indexes.map((index) =>
        updatedIndexes.has(index.name)
          ? (before.indexes.find(({ id }) => id === index.id) ?? index)
          : index,
      ),
    },
    region,
    { status: synchronous ? indexedStatus(after) : 'UPDATING', updatedIndexes },
  )
}
