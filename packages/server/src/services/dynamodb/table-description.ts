import type {
  IndexDescriptor,
  KeySchema,
  TableDescriptor,
  TableStatistics,
  Throughput,
} from '../../engine/index.ts'
import { indexArn, tableArn } from './arns.ts'
import { indexStatus, type TableStatus } from './table-status.ts'

export interface DescriptionOptions {
  readonly status: TableStatus
  readonly statistics?: TableStatistics
  /** What UpdateTable answers: the throughput before the change. */
  readonly throughput?: Throughput
}

/** A `TableDescription`: members are left out exactly where the service leaves them out. */
export function tableDescription(
  table: TableDescriptor,
  region: string,
  { status, statistics, throughput = table.throughput }: DescriptionOptions,
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
    ProvisionedThroughput: provisionedThroughput(throughput),
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
        ...indexStatus(index, status),
        ProvisionedThroughput: provisionedThroughput(index.throughput ?? noThroughput),
      })),
    ),
    TableClassSummary: table.tableClass && { TableClass: table.tableClass },
    DeletionProtectionEnabled: table.deletionProtection,
  }
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
