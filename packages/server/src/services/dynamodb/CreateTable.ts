import { limits } from '../../base/index.ts'
import {
  createTable,
  type KeySchema,
  type KeyType,
  type TableDefinition,
  type TableDeps,
  type TableDescriptor,
} from '../../engine/index.ts'
import { invalidParameters } from '../../errors/index.ts'
import type { CreateTableInput } from '../../generated/dynamodb/index.ts'
import type { Policy, PrincipalDirectory } from '../../security/policy/index.ts'
import type { Operation } from '../operation.ts'
import { canonicalPolicy } from './access/canonical-policy.ts'
import { principalIds } from './access/policy-principals.ts'
import { readResourcePolicy } from './access/resource-policy.ts'
import { resolveTableName, tableArn } from './arns.ts'
import { checkCapacityQuota } from './capacity-quota.ts'
import { indexCapacity } from './index-capacity.ts'
import {
  checkProjectedAttributes,
  definitionsOf,
  globalIndexes,
  localIndexes,
  simpleKey,
  type IndexDefinition,
} from './key-schema.ts'
import { keyChoice, withGrant, type KeyChoice, type TableKeyService } from './encryption.ts'
import { onDemandMaximumOf } from './on-demand-throughput.ts'
import { createdStream } from './stream-specification.ts'
import { tableClassOf } from './table-class.ts'
import { tableDescription } from './table-description.ts'
import { checkedTags, requestTags, withTags } from './tags.ts'
import { refuseUnsupported } from './unsupported.ts'
import { initialWarm } from './warm-throughput.ts'

type Deps = TableDeps & {
  readonly tableKeys: TableKeyService
  readonly principals: PrincipalDirectory
}

interface Prepared {
  readonly definition: TableDefinition
  readonly choice: KeyChoice
  readonly policy: Policy | undefined
}

export const CreateTable: Operation<Deps, CreateTableInput, Prepared, object> = {
  name: 'CreateTable',
  inputShape: 'CreateTableInput',

  prepare(input, context) {
    const { accountId, name } = resolveTableName(input.TableName, context)
    const attributes = input.AttributeDefinitions
    const definitions = definitionsOf(attributes)
    const key = simpleKey(input.KeySchema, definitions)
    const billingMode = input.BillingMode ?? 'PROVISIONED'
    const { region } = context
    const throughput = tableThroughput(input)
    const indexes = indexesOf(input, key, definitions, { billingMode, region })
    checkEveryDefinitionUsed(key, indexes, definitions)
    checkSettings(input)
    const onDemandMaximum = onDemandMaximumOf(input.OnDemandThroughput, billingMode, { region })
    const warm = initialWarm(input.WarmThroughput, billingMode, throughput, { region })
    if (input.ProvisionedThroughput) checkCapacityQuota(input.ProvisionedThroughput, region)
    const tableClass = tableClassOf(input.TableClass)
    const tags = withTags([], checkedTags(input.Tags ?? []))
    const streamView = createdStream(input.StreamSpecification)
    const choice = keyChoice(input.SSESpecification)
    const definition: TableDefinition = {
      accountId,
      name,
      attributes: attributes.map((each) => ({
        name: each.AttributeName,
        type: each.AttributeType,
      })),
      key,
      indexes,
      billingMode,
      throughput,
      deletionProtection: input.DeletionProtectionEnabled ?? false,
      ...(tags.length > 0 ? { tags } : {}),
      ...(onDemandMaximum ? { onDemandMaximum } : {}),
      ...(warm ? { warm } : {}),
      ...(tableClass ? { tableClass } : {}),
      ...(streamView === undefined ? {} : { streamView }),
    }
    const document = input.ResourcePolicy
    const policy = document === undefined ? undefined : readResourcePolicy(document, 'table')
    return { definition, choice, policy }
  },

  accesses({ definition: { accountId, name, tags }, policy }, context) {
    const resource = tableArn(context.region, { accountId, name })
    const conditions = tags && requestTags(tags)
    return [
      { action: 'dynamodb:CreateTable', resource, ...(conditions && { conditions }) },
      ...(conditions ? [{ action: 'dynamodb:TagResource', resource, conditions }] : []),
      ...(policy ? [{ action: 'dynamodb:PutResourcePolicy', resource }] : []),
    ]
  },

  async run(deps, { definition, choice, policy }, context) {
    const resourcePolicy = policy && {
      document: canonicalPolicy(policy),
      revisionId: String(deps.clock.now()),
      principals: await principalIds(policy, deps.principals),
    }
    const encryption = choice && (await deps.tableKeys.choose(context, definition, choice))
    const descriptor = await withGrant(deps.tableKeys, encryption, () =>
      createTable(deps, {
        ...definition,
        ...(encryption && { encryption }),
        ...(resourcePolicy && { resourcePolicy }),
      }),
    )
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
  { billingMode, region }: { billingMode: TableDescriptor['billingMode']; region: string },
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
      ? globalIndexes(global, definitions, (index) => indexCapacity(billingMode, index, region))
      : []),
  ]
  const names = indexes.map((index) => index.name)
  const repeated = names.find((name, at) => names.indexOf(name) !== at)
  if (repeated !== undefined) throw invalidParameters(`Duplicate index name: ${repeated}`)
  checkProjectedAttributes(indexes)
  return indexes
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
    'VectorIndexes',
  ])
}
