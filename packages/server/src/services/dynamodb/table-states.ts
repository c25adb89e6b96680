import { transitionAt, type TableDescriptor, type Transition } from '../../engine/index.ts'
import { resourceInUse } from '../../errors/index.ts'
import type { UpdateTableInput } from '../../generated/dynamodb/index.ts'

export type TableStatus =
  | 'CREATING'
  | 'ACTIVE'
  | 'UPDATING'
  | 'DELETING'
  | 'INACCESSIBLE_ENCRYPTION_CREDENTIALS'
  | 'ARCHIVED'

const statuses: Readonly<Record<Transition['kind'], TableStatus>> = {
  create: 'CREATING',
  throughput: 'UPDATING',
  billing: 'UPDATING',
  class: 'UPDATING',
  stream: 'UPDATING',
  delete: 'DELETING',
}

/** The status of a table, as far as its own transition makes it. */
export function transitionStatus(table: TableDescriptor, now: number): TableStatus {
  const transition = transitionAt(table, now)
  return transition === undefined ? 'ACTIVE' : statuses[transition.kind]
}

function inUse(message: string): Error {
  return resourceInUse(`Attempt to change a resource which is still in use: ${message}`)
}

/** Refuses any change of a table that is not there yet, or no more. */
export function checkChangeable(table: TableDescriptor, now: number): void {
  const kind = transitionAt(table, now)?.kind
  if (kind === 'create') throw inUse(`Table is being created: ${table.name}`)
  if (kind === 'delete') throw inUse(`Table is being deleted: ${table.name}`)
}

export function checkDeletable(table: TableDescriptor, now: number): void {
  checkChangeable(table, now)
  const transition = transitionAt(table, now)
  if (transition?.kind === 'stream') {
    throw inUse('Cannot delete table while stream is being enabled/disabled.')
  }
  if (transition !== undefined) {
    throw inUse(`Table: ${table.name} is in the process of being updated.`)
  }
}

/** Refuses what UpdateTable may not ask of a table while another of its changes is under way. */
export function checkUpdatable(table: TableDescriptor, input: UpdateTableInput, now: number): void {
  checkChangeable(table, now)
  // On a provisioned table a maximum is refused for that, whatever else goes on.
  const maximum = input.OnDemandThroughput !== undefined && table.billingMode !== 'PROVISIONED'
  switch (transitionAt(table, now)?.kind) {
    case 'billing':
      if (maximum) {
        throw inUse('OnDemandThroughput cannot be updated while BillingMode update is in progress')
      }
      checkUnits(table.name, input)
      return
    case 'throughput':
      checkUnits(table.name, input)
      return
    case 'class':
      checkClass(table, input, maximum)
      return
    case 'stream':
      checkStream(table, input, maximum)
      return
    default:
  }
}

function checkUnits(name: string, input: UpdateTableInput): void {
  if (input.StreamSpecification !== undefined) {
    throw inUse(`Can't enable or disable stream while table IOPS are being updated. Table: ${name}`)
  }
  if (input.BillingMode !== undefined || input.ProvisionedThroughput !== undefined) {
    throw inUse(`Table IOPS are currently being updated. Table: ${name}`)
  }
}

function checkClass(table: TableDescriptor, input: UpdateTableInput, maximum: boolean): void {
  const running = `TableClassUpdateInProgress: ${table.tableClass ?? 'STANDARD'}`
  if (input.TableClass !== undefined) {
    throw inUse(
      `Can't update table class when a table class update is in progress. Table: ${table.name} ${running}`,
    )
  }
  if (input.StreamSpecification !== undefined) {
    throw inUse(
      `Can't change stream status when a table class update is in progress. Table: ${table.name} ${running}`,
    )
  }
  if (maximum) {
    throw inUse(
      `OnDemandThroughput cannot be updated while TableClass update is in progress. ${running}`,
    )
  }
}

function checkStream(
  { name, stream }: TableDescriptor,
  input: UpdateTableInput,
  maximum: boolean,
): void {
  const operation = stream?.disabledAt === undefined ? 'ENABLE' : 'DISABLE'
  const running = `Table: ${name} Stream: ${stream?.label ?? ''} Operation: ${operation}`
  if (input.TableClass !== undefined) {
    throw inUse(`Can't update table class when stream status is being updated. ${running}`)
  }
  if (input.StreamSpecification !== undefined) {
    throw inUse(`A stream status change is currently in progress. ${running}`)
  }
  if (input.BillingMode !== undefined || input.ProvisionedThroughput !== undefined) {
    throw inUse(`Can't change table IOPS when stream status is being updated. ${running}`)
  }
  if (maximum) {
    throw inUse('OnDemandThroughput cannot be updated while stream status update is in progress')
  }
}
