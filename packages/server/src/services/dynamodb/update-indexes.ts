import { limits } from '../../base/index.ts'
import {
  addIndex,
  noteBuild,
  setIndexState,
  type IndexDescriptor,
  type KeyType,
  type TableDescriptor,
  type Throughput,
} from '../../engine/index.ts'
import {
  invalidParameters,
  limitExceeded,
  resourceInUse,
  resourceNotFound,
  validation,
} from '../../errors/index.ts'
import type {
  CreateGlobalSecondaryIndexAction,
  GlobalSecondaryIndexUpdate,
  UpdateTableInput,
} from '../../generated/dynamodb/index.ts'
import type { Write } from '../../storage/kv.ts'
import {
  checkProjectedAttributes,
  compositeKey,
  definitionsOf,
  projectionOfIndex,
} from './key-schema.ts'
import { checkCapacityQuota } from './capacity-quota.ts'
import { isEmpty } from './empty-structure.ts'
import { onDemandMaximumOf } from './on-demand-throughput.ts'
import { initialWarm } from './warm-throughput.ts'

type Updates = readonly GlobalSecondaryIndexUpdate[]

/** The rules on `GlobalSecondaryIndexUpdates` that need no table: each element is one action, and no two are on one index. */
export function checkIndexUpdates(updates: Updates | undefined): void {
  if (updates?.length === 0) throw invalidParameters('List of GlobalSecondaryIndexUpdates is empty')
  const seen = new Set<string>()
  for (const { Update, Create, Delete } of updates ?? []) {
    const [action, second] = [Update, Create, Delete].filter((each) => each !== undefined)
    if (action === undefined) {
      throw invalidParameters(
        'One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null',
      )
    }
    if (second !== undefined) {
      throw invalidParameters(
        'Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object',
      )
    }
    if (seen.has(action.IndexName)) {
      throw invalidParameters(
        `Only one global secondary index update per index is allowed simultaneously. Index: ${action.IndexName}`,
      )
    }
    seen.add(action.IndexName)
    if (isEmpty(Update?.WarmThroughput)) {
      throw invalidParameters(
        `WarmThroughput must have at least one of ReadUnitsPerSecond or WriteUnitsPerSecond specified for index: ${action.IndexName}`,
      )
    }
  }
}

/**
 * Begins to create or to delete a global index, and refuses what the state of the indexes does not
 * allow. Pure.
 */
export function changeIndexes(
  table: TableDescriptor,
  input: UpdateTableInput,
  region: string,
): TableDescriptor {
  const updates = input.GlobalSecondaryIndexUpdates ?? []
  const creates = updates.flatMap(({ Create }) => (Create ? [Create] : []))
  const definitions = creates.map((create) => definitionOf(table, input, create, region))
  for (const update of updates) checkState(table, update)
  checkWhileIndexing(table, input)
  checkOneAtATime(table, updates)

  let changed = table
  for (const definition of definitions) changed = addIndex(changed, definition)
  for (const { Delete } of updates) {
    if (Delete === undefined) continue
    changed = setIndexState(changed, globalIndex(table, Delete.IndexName).id, 'DELETING')
  }
  checkCount(changed)
  return changed
}

/** The notes by which the indexes whose state changed are filled or given up in the background. */
export function indexNotes(after: TableDescriptor, before: TableDescriptor): Write[] {
  return after.indexes
    .filter(({ id, state }) => {
      const earlier = before.indexes.find((index) => index.id === id)
      return state !== undefined && state !== earlier?.state
    })
    .map(({ id }) => noteBuild(after, id))
}

function definitionOf(
  table: TableDescriptor,
  input: UpdateTableInput,
  create: CreateGlobalSecondaryIndexAction,
  region: string,
): Omit<IndexDescriptor, 'id'> {
  if (input.AttributeDefinitions === undefined) {
    throw invalidParameters(`AttributeDefinitions is not specified for index: ${create.IndexName}`)
  }
  // What the table defines already is not defined anew: another type there is passed over.
  const types = new Map<string, KeyType>([
    ...definitionsOf(input.AttributeDefinitions),
    ...table.attributes.map(({ name, type }) => [name, type] as const),
  ])
  const key = compositeKey(create.KeySchema, types)
  const projection = projectionOfIndex(create.Projection)
  const definition = {
    name: create.IndexName,
    kind: 'global',
    key,
    projection,
    ...capacityOf(input.BillingMode ?? table.billingMode, create, region),
  } as const
  checkProjectedAttributes([...table.indexes, definition])
  return definition
}

function capacityOf(
  billingMode: TableDescriptor['billingMode'],
  create: CreateGlobalSecondaryIndexAction,
  region: string,
): Pick<IndexDescriptor, 'throughput' | 'onDemandMaximum' | 'warm'> {
  const place = { index: create.IndexName, region }
  const throughput = throughputOf(billingMode, create)
  const onDemandMaximum = onDemandMaximumOf(create.OnDemandThroughput, billingMode, place)
  const warm = initialWarm(create.WarmThroughput, billingMode, throughput, place)
  if (create.ProvisionedThroughput) {
    checkCapacityQuota(create.ProvisionedThroughput, region, create.IndexName)
  }
  return {
    throughput,
    ...(onDemandMaximum ? { onDemandMaximum } : {}),
    ...(warm ? { warm } : {}),
  }
}

function throughputOf(
  billingMode: TableDescriptor['billingMode'],
  { IndexName: name, ProvisionedThroughput: asked }: CreateGlobalSecondaryIndexAction,
): Throughput {
  if (billingMode === 'PAY_PER_REQUEST') {
    if (asked === undefined) return { read: 0, write: 0, decreases: 0 }
    throw invalidParameters(
      `Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: ${name} when BillingMode is PAY_PER_REQUEST`,
    )
  }
  if (asked === undefined) {
    throw invalidParameters(`ProvisionedThroughput must be specified for index: ${name}`)
  }
  return { read: asked.ReadCapacityUnits, write: asked.WriteCapacityUnits, decreases: 0 }
}

/** What may be done to an index follows from what is being done to it already. */
function checkState(
  table: TableDescriptor,
  { Create, Update, Delete }: GlobalSecondaryIndexUpdate,
) {
  if (Create) {
    const existing = table.indexes.find(({ name }) => name === Create.IndexName)
    if (existing?.state === 'DELETING') throw beingDeleted(table, existing)
    if (existing) throw validation('Attempting to create an index which already exists')
    return
  }
  const name = (Update ?? Delete)?.IndexName ?? ''
  const known = table.indexes.find((each) => each.name === name)
  if (known?.kind === 'local') {
    const action = Update ? 'update' : 'delete'
    throw validation(`Cannot ${action} an index that is not a GlobalSecondaryIndex: ${name}`)
  }
  const index = globalIndex(table, name)
  if (index.state === 'DELETING') throw beingDeleted(table, index)
  if (index.state === 'CREATING') {
    throw inUse(
      Update
        ? `Index is being created but is not backfilling yet. Table: ${table.name}  Index: ${name}`
        : `Index creation is in resource allocation phase. Retry deletion during backfilling phase or when the index is active. Table: ${table.name} Index: ${name}`,
    )
  }
}

/** Neither capacity nor stream can change while an index is being made ready, nor capacity while one is given up. */
export function checkWhileIndexing(table: TableDescriptor, input: UpdateTableInput): void {
  const names = (state: string): string[] =>
    table.indexes.filter((index) => index.state === state).map(({ name }) => name)
  const created = names('CREATING')
  if (created.length > 0 && input.ProvisionedThroughput) {
    throw inUse(
      `Can't change table IOPS when an index is being created. Table: ${table.name} Indexes: [${created.join(', ')}]`,
    )
  }
  if (created.length > 0 && input.StreamSpecification) {
    throw inUse(
      `Can't change stream status when an index is being created. Table: ${table.name} Indexes: [${created.join(', ')}]`,
    )
  }
  const deleted = names('DELETING')
  if (deleted.length > 0 && (input.ProvisionedThroughput ?? input.BillingMode) !== undefined) {
    throw inUse(
      `Can't change table IOPS when an index is being deleted. Table: ${table.name} Indexes: [${deleted.join(', ')}]`,
    )
  }
}

/** One creation or deletion at a time; but an index that is being filled may be given up. */
function checkOneAtATime(table: TableDescriptor, updates: Updates): void {
  const changes = updates.filter(({ Create, Delete }) => Create ?? Delete)
  if (changes.length === 0) return
  const givenUp = changes[0]?.Delete?.IndexName
  const underWay = table.indexes.filter(
    ({ state, name }) => state !== undefined && name !== givenUp,
  )
  if (changes.length + underWay.length > 1) {
    throw limitExceeded(
      'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
    )
  }
}

function checkCount(table: TableDescriptor): void {
  const global = table.indexes.filter(({ kind }) => kind === 'global')
  if (global.length > limits.globalIndexes) {
    throw limitExceeded(
      `Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit of ${String(limits.globalIndexes)}`,
    )
  }
}

function globalIndex(table: TableDescriptor, name: string): IndexDescriptor {
  const index = table.indexes.find((each) => each.kind === 'global' && each.name === name)
  if (index) return index
  throw resourceNotFound(`Requested resource not found: Index ${name} for table ${table.name}`)
}

function beingDeleted(table: TableDescriptor, index: IndexDescriptor): Error {
  return inUse(`Index is being deleted. Table: ${table.name} Index: ${index.name}`)
}

function inUse(what: string): Error {
  return resourceInUse(`Attempt to change a resource which is still in use: ${what}`)
}
