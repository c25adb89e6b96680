import type {
  IndexDescriptor,
  KeySchema,
  TableDescriptor,
  TableStatistics,
  Throughput,
} from '../../engine/index.ts'
import { indexArn, tableArn } from './arns.ts'
import { archivalSummary, sseDescription } from './encryption.ts'
import { onDemandDescription } from './on-demand-throughput.ts'
import { streamDescription } from './stream-specification.ts'
import { tableClassSummary } from './table-class.ts'
import { indexStatus, type TableStatus } from './table-status.ts'
import { warmDescription, warmOf } from './warm-throughput.ts'

export interface DescriptionOptions {
  readonly status: TableStatus
  readonly statistics?: TableStatistics
  /** What UpdateTable answers while a change of only this is under way. */
  readonly warmStatus?: 'UPDATING'
  /** Names of the global indexes that UpdateTable changes. */
  readonly updatedIndexes?: ReadonlySet<string>
}

/** A `TableDescription`: members are left out exactly where the service leaves them out. */
export function tableDescription(
  table: TableDescriptor,
  region: string,
  { status, statistics, warmStatus, updatedIndexes }: DescriptionOptions,
): object {
  const local = table.indexes.filter((index) => index.kind === 'local')
  const global = table.indexes.filter((index) => index.kind === 'global')
  return {
    AttributeDefinitions: table.attributes.map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    TableName: table.name,
    KeySchema: keySchema(table.key),
    TableStatus: status,
    CreationDateTime: table.createdAt / 1000,
    ProvisionedThroughput: provisionedThroughput(table.throughput),
    TableSizeBytes: statistics?.bytes ?? 0,
    ItemCount: statistics?.items ?? 0,
    TableArn: tableArn(region, table),
    TableId: table.tableId,
    BillingModeSummary: billingModeSummary(table),
    LocalSecondaryIndexes: present(
      local.map((index) => indexDescription(index, table, region, statistics)),
    ),
    GlobalSecondaryIndexes: present(
      global.map((index) => ({
        ...indexDescription(index, table, region, statistics),
        ...indexStatus(index, status, updatedIndexes?.has(index.name) === true),
        ProvisionedThroughput: provisionedThroughput(index.throughput ?? noThroughput),
        OnDemandThroughput: onDemandDescription(index.onDemandMaximum),
        WarmThroughput: warm(table, index, status, undefined),
      })),
    ),
    ...streamDescription(table, region),
    TableClassSummary: tableClassSummary(table),
    OnDemandThroughput: onDemandDescription(table.onDemandMaximum),
    WarmThroughput: warm(table, table, status, warmStatus),
    SSEDescription: sseDescription(table.encryption),
    ArchivalSummary: archivalSummary(table.encryption),
    DeletionProtectionEnabled: table.deletionProtection,
  }
}

/** Left out by CreateTable unless it was asked for. */
function warm(
  { billingMode }: TableDescriptor,
  of: TableDescriptor | IndexDescriptor,
  status: TableStatus,
  warmStatus: DescriptionOptions['warmStatus'],
): object | undefined {
  if (status === 'CREATING') return of.warm && warmDescription(of.warm, 'UPDATING')
  return warmDescription(warmOf(billingMode, of), warmStatus ?? 'ACTIVE')
}

const noThroughput: Throughput = { read: 0, write: 0, decreases: 0 }

function present<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined
}

function keySchema(key: KeySchema): object[] {
  return [
    ...key.hash.map(({ name }) => ({ AttributeName: name, KeyType: 'HASH' })),
    ...key.range.map(({ name }) => ({ AttributeName: name, KeyType: 'RANGE' })),
  ]
}

function provisionedThroughput(throughput: Throughput): object {
  return {
    LastIncreaseDateTime: seconds(throughput.lastIncrease),
    LastDecreaseDateTime: seconds(throughput.lastDecrease),
    NumberOfDecreasesToday: throughput.decreases,
    ReadCapacityUnits: throughput.read,
    WriteCapacityUnits: throughput.write,
  }
}

/** Absent on a table that was created as provisioned and never switched. */
function billingModeSummary(table: TableDescriptor): object | undefined {
  if (table.billingMode === 'PROVISIONED' && table.onDemandSince === undefined) return undefined
  return {
    BillingMode: table.billingMode,
    LastUpdateToPayPerRequestDateTime: seconds(table.onDemandSince ?? table.createdAt),
  }
}

function indexDescription(
  index: IndexDescriptor,
  table: TableDescriptor,
  region: string,
  statistics: TableStatistics | undefined,
): object {
  const held = statistics?.indexes.get(index.name)
  const { projection } = index
  return {
    IndexName: index.name,
    KeySchema: keySchema(index.key),
    Projection: {
      ProjectionType: projection.type,
      NonKeyAttributes: projection.type === 'INCLUDE' ? projection.attributes : undefined,
    },
    IndexSizeBytes: held?.bytes ?? 0,
    ItemCount: held?.items ?? 0,
    IndexArn: indexArn(region, table, index.name),
  }
}

/** Times on the JSON wire are seconds since 1970, with a fraction. */
function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000
}
