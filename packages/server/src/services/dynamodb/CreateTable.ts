import { limits } from '../../base/index.ts'
import {
  createTable,
  type IndexDescriptor,
  type KeySchema,
  type KeyType,
  type TableDefinition,
  type TableDeps,
} from '../../engine/index.ts'
import { invalidParameters, validation } from '../../errors/index.ts'
import type { CreateTableInput, GlobalSecondaryIndex } from '../../generated/dynamodb/index.ts'
import type { Operation } from '../operation.ts'
import { resolveTableName, tableArn } from './arns.ts'
import {
  checkProjectedAttributes,
  definitionsOf,
  globalIndexes,
  localIndexes,
  simpleKey,
  type IndexDefinition,
} from './key-schema.ts'
import { tableDescription } from './table-description.ts'
import { refuseUnsupported } from './unsupported.ts'

export const CreateTable: Operation<TableDeps, CreateTableInput, TableDefinition, object> = {
  name: 'CreateTable',
  inputShape: 'CreateTableInput',

  prepare(input, context) {
    const { accountId, name } = resolveTableName(input.TableName, context)
    const attributes = input.AttributeDefinitions
    const definitions = definitionsOf(attributes)
    const key = simpleKey(input.KeySchema, definitions)
    const throughput = tableThroughput(input)
    const indexes = indexesOf(input, key, definitions)
    checkEveryDefinitionUsed(key, indexes, definitions)
    checkSettings(input)
    return {
      accountId,
      name,
      attributes: attributes.map((each) => ({
        name: each.AttributeName,
        type: each.AttributeType,
      })),
      key,
      indexes,
      billingMode: input.BillingMode ?? 'PROVISIONED',
      throughput,
      deletionProtection: input.DeletionProtectionEnabled ?? false,
      ...(input.TableClass === 'STANDARD' ? { tableClass: input.TableClass } : {}),
    }
  },

  accesses({ accountId, name }, context) {
    const resource = tableArn(context.region, { accountId, name })
    return [{ action: 'dynamodb:CreateTable', resource }]
  },

  async run(deps, definition, context) {
    const descriptor = await createTable(deps, definition)
    return {
      TableDescription: tableDescription(descriptor, context.region, { status: 'CREATING' }),
    }
  },
}

function tableThroughput(input: CreateTableInput): TableDefinition['throughput'] {
  const { BillingMode, ProvisionedThroughput: asked } = input
  if (BillingMode === 'PAY_PER_REQUEST') {
    if (asked !== undefined) {
      throw invalidParameters(
        'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
      )
    }
    return { read: 0, write: 0, decreases: 0 }
  }
  if (asked === undefined) {
    throw invalidParameters(
      'ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    )
  }
  return { read: asked.ReadCapacityUnits, write: asked.WriteCapacityUnits, decreases: 0 }
}

function indexesOf(
  input: CreateTableInput,
  key: KeySchema,
  definitions: ReadonlyMap<string, KeyType>,
): IndexDefinition[] {
  const { GlobalSecondaryIndexes: global, LocalSecondaryIndexes: local } = input
  if (global?.length === 0) throw invalidParameters('List of GlobalSecondaryIndexes is empty')
  if (local?.length === 0) throw invalidParameters('List of LocalSecondaryIndexes is empty')
  if ((global?.length ?? 0) > limits.globalIndexes) {
    throw invalidParameters(
      `GlobalSecondaryIndex count exceeds the per-table limit of ${String(limits.globalIndexes)}`,
    )
  }
  if ((local?.length ?? 0) > limits.localIndexes) {
    throw invalidParameters(
      `Number of LocalSecondaryIndexes exceeds per-table limit of ${String(limits.localIndexes)}`,
    )
  }
  const indexes = [
    ...(local ? localIndexes(local, key, definitions) : []),
    ...(global
      ? globalIndexes(global, definitions, (index) => indexThroughput(input.BillingMode, index))
      : []),
  ]
  const names = indexes.map((index) => index.name)
  const repeated = names.find((name, at) => names.indexOf(name) !== at)
  if (repeated !== undefined) throw invalidParameters(`Duplicate index name: ${repeated}`)
  checkProjectedAttributes(indexes)
  return indexes
}

function indexThroughput(
  billingMode: CreateTableInput['BillingMode'],
  index: GlobalSecondaryIndex,
): IndexDescriptor['throughput'] {
  refuseUnsupported(index, ['OnDemandThroughput', 'WarmThroughput'])
  const asked = index.ProvisionedThroughput
  if (billingMode === 'PAY_PER_REQUEST') {
    if (asked !== undefined) {
      throw invalidParameters(
        `ProvisionedThroughput should not be specified for index: ${index.IndexName} when BillingMode is PAY_PER_REQUEST`,
      )
    }
    return { read: 0, write: 0, decreases: 0 }
  }
  if (asked === undefined) {
    throw invalidParameters(`ProvisionedThroughput is not specified for index: ${index.IndexName}`)
  }
  return { read: asked.ReadCapacityUnits, write: asked.WriteCapacityUnits, decreases: 0 }
}

function checkEveryDefinitionUsed(
  key: KeySchema,
  indexes: readonly IndexDefinition[],
  definitions: ReadonlyMap<string, KeyType>,
): void {
  const keys = [key, ...indexes.map((index) => index.key)]
  const used = new Set(
    keys.flatMap(({ hash, range }) => [...hash, ...range].map(({ name }) => name)),
  )
  if (used.size === definitions.size) return
  if (indexes.length === 0) {
    throw invalidParameters(
      'Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
    )
  }
  throw invalidParameters(
    `Some AttributeDefinitions are not used. AttributeDefinitions: [${[...definitions.keys()].join(', ')}], keys used: [${[...used].join(', ')}]`,
  )
}

/** Settings that are honoured in part: what cannot be honoured is refused. */
function checkSettings(input: CreateTableInput): void {
  refuseUnsupported(input, [
    'GlobalTableSettingsReplicationMode',
    'GlobalTableSourceArn',
    'OnDemandThroughput',
    'ResourcePolicy',
    'VectorIndexes',
    'WarmThroughput',
  ])
  const { StreamSpecification: stream, SSESpecification: encryption, Tags, TableClass } = input
  if (stream?.StreamEnabled === true) refuseUnsupported(input, ['StreamSpecification'])
  if (stream?.StreamViewType !== undefined) {
    throw invalidParameters(
      'Table is being created with a stream disabled, UpdateViewType should not be specified',
    )
  }
  // Every table is encrypted under the service's key; any other key is not supported yet.
  if (
    encryption?.SSEType !== undefined ||
    encryption?.KMSMasterKeyId !== undefined ||
    encryption?.Enabled === true
  ) {
    refuseUnsupported(input, ['SSESpecification'])
  }
  if (Tags !== undefined && Tags.length > 0) refuseUnsupported(input, ['Tags'])
  if (TableClass !== undefined && TableClass !== 'STANDARD') {
    if (TableClass === 'STANDARD_INFREQUENT_ACCESS') refuseUnsupported(input, ['TableClass'])
    throw validation(
      'Invalid table-class parameter provided. Please try again with a valid table-class value: [STANDARD, STANDARD_INFREQUENT_ACCESS].',
    )
  }
}
