import type { Case } from '../case.ts'
import { counted, invalidParameters } from '../expect.ts'
import { key } from '../tables.ts'
import type { Target } from '../target.ts'
import { refusalCases, type RefusalRow } from './refusals.ts'

const attribute = (AttributeName: string, AttributeType = 'S') => ({ AttributeName, AttributeType })
const units = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 }
const all = { ProjectionType: 'ALL' }

/** A CreateTable of a table that would be fine but for `more`. */
const create = (more: object) => () => ({
  TableName: 'conformance-refused',
  AttributeDefinitions: [attribute('pk')],
  KeySchema: key(['pk']),
  BillingMode: 'PAY_PER_REQUEST',
  ...more,
})
const without = (member: string) => () => {
  const input: Record<string, unknown> = create({})()
  return Object.fromEntries(Object.entries(input).filter(([name]) => name !== member))
}
/** The same with a sort key and one index. */
const indexed = (kind: 'Global' | 'Local', index: object, more: object = {}) =>
  create({
    AttributeDefinitions: [attribute('pk'), attribute('sk'), attribute('g')],
    KeySchema: key(['pk'], ['sk']),
    [`${kind}SecondaryIndexes`]: [{ IndexName: 'index', Projection: all, ...index }],
    ...more,
  })
const gsi = (index: object, more: object = {}) =>
  indexed('Global', { KeySchema: key(['g']), ...index }, more)
const lsi = (index: object, more: object = {}) =>
  indexed('Local', { KeySchema: key(['pk'], ['g']), ...index }, more)
const wide = (hash: number, range: number) => {
  const names = (letter: string, count: number) =>
    Array.from({ length: count }, (_, at) => `${letter}${String(at)}`)
  const [h, r] = [names('h', hash), names('r', range)]
  return gsi(
    { KeySchema: key(h, r) },
    { AttributeDefinitions: ['pk', 'sk', ...h, ...r].map((name) => attribute(name)) },
  )
}
const projection = (Projection: object) => gsi({ Projection })

const keys: readonly RefusalRow[] = [
  [
    'no-key-schema',
    'CreateTable',
    without('KeySchema'),
    counted("Value null at 'keySchema' failed to satisfy constraint: Member must not be null"),
  ],
  [
    'an-empty-key-schema',
    'CreateTable',
    create({ KeySchema: [] }),
    counted(
      "Value '[]' at 'keySchema' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ),
  ],
  [
    'three-key-attributes',
    'CreateTable',
    create({ KeySchema: key(['pk'], ['a', 'b']) }),
    /^1 validation error detected: Value '\[.+\]' at 'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2$/,
  ],
  [
    'an-unknown-key-type',
    'CreateTable',
    create({ KeySchema: [{ AttributeName: 'pk', KeyType: 'X' }] }),
    counted(
      "Value 'X' at 'keySchema.1.member.keyType' failed to satisfy constraint: Member must satisfy enum value set: [HASH, RANGE]",
    ),
  ],
  [
    'a-first-range',
    'CreateTable',
    create({ KeySchema: key([], ['pk']) }),
    'Invalid KeySchema: The first KeySchemaElement is not a HASH key type',
  ],
  [
    'two-hashes',
    'CreateTable',
    create({
      AttributeDefinitions: [attribute('pk'), attribute('b')],
      KeySchema: key(['pk', 'b']),
    }),
    'Invalid KeySchema: The second KeySchemaElement is not a RANGE key type',
  ],
  [
    'one-name-twice',
    'CreateTable',
    create({ KeySchema: key(['pk'], ['pk']) }),
    [
      'Both the Hash Key and the Range Key element in the KeySchema have the same name',
      'Invalid KeySchema: Some index key attribute have no definition',
    ],
  ],
  [
    'no-definitions',
    'CreateTable',
    create({ AttributeDefinitions: [] }),
    'Invalid KeySchema: Some index key attribute have no definition',
  ],
  [
    'missing-definitions',
    'CreateTable',
    without('AttributeDefinitions'),
    counted(
      "Value null at 'attributeDefinitions' failed to satisfy constraint: Member must not be null",
    ),
  ],
  [
    'an-unknown-type',
    'CreateTable',
    create({ AttributeDefinitions: [attribute('pk', 'M')] }),
    counted(
      "Value 'M' at 'attributeDefinitions.1.member.attributeType' failed to satisfy constraint: Member must satisfy enum value set: [B, N, S]",
    ),
  ],
  [
    'an-undefined-key',
    'CreateTable',
    create({ KeySchema: key(['other']) }),
    invalidParameters(
      'Some index key attributes are not defined in AttributeDefinitions. Keys: [other], AttributeDefinitions: [pk]',
    ),
  ],
  [
    'an-unused-definition',
    'CreateTable',
    create({ AttributeDefinitions: [attribute('pk'), attribute('b')] }),
    invalidParameters(
      'Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
    ),
  ],
  [
    'a-definition-twice',
    'CreateTable',
    create({ AttributeDefinitions: [attribute('pk'), attribute('pk', 'N')] }),
    'Attribute Name is duplicated: pk',
  ],
  [
    'a-short-name',
    'CreateTable',
    create({ TableName: 'ab' }),
    counted(
      "Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3",
    ),
  ],
  [
    'no-name',
    'CreateTable',
    without('TableName'),
    "The parameter 'TableName' is required but was not present in the request",
  ],
]

const throughput: readonly RefusalRow[] = [
  [
    'missing-throughput',
    'CreateTable',
    without('BillingMode'),
    invalidParameters(
      'ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    ),
  ],
  [
    'throughput-on-demand',
    'CreateTable',
    create({ ProvisionedThroughput: units }),
    invalidParameters(
      'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
    ),
  ],
  [
    'no-units',
    'CreateTable',
    create({
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
    }),
    "2 validation errors detected: Value '0' at 'provisionedThroughput.writeCapacityUnits' failed to satisfy constraint: Member must have value greater than or equal to 1; Value '0' at 'provisionedThroughput.readCapacityUnits' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ],
  [
    'an-unknown-billing-mode',
    'CreateTable',
    create({ BillingMode: 'X' }),
    counted(
      "Value 'X' at 'billingMode' failed to satisfy constraint: Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]",
    ),
  ],
  [
    'an-index-without-throughput',
    'CreateTable',
    gsi({}, { BillingMode: 'PROVISIONED', ProvisionedThroughput: units }),
    invalidParameters('ProvisionedThroughput is not specified for index: index'),
  ],
  [
    'an-index-with-throughput',
    'CreateTable',
    gsi({ ProvisionedThroughput: units }),
    invalidParameters(
      'ProvisionedThroughput should not be specified for index: index when BillingMode is PAY_PER_REQUEST',
    ),
  ],
  [
    'a-view-of-no-stream',
    'CreateTable',
    create({ StreamSpecification: { StreamEnabled: false, StreamViewType: 'NEW_IMAGE' } }),
    invalidParameters(
      'Table is being created with a stream disabled, UpdateViewType should not be specified',
    ),
  ],
]

const indexes: readonly RefusalRow[] = [
  [
    'no-global-indexes',
    'CreateTable',
    create({ GlobalSecondaryIndexes: [] }),
    invalidParameters('List of GlobalSecondaryIndexes is empty'),
  ],
  [
    'no-local-indexes',
    'CreateTable',
    create({ LocalSecondaryIndexes: [] }),
    invalidParameters('List of LocalSecondaryIndexes is empty'),
  ],
  [
    'an-unused-definition-beside-indexes',
    'CreateTable',
    gsi({}, { AttributeDefinitions: ['pk', 'sk', 'g', 'u'].map((name) => attribute(name)) }),
    /^One or more parameter values were invalid: Some AttributeDefinitions are not used\. AttributeDefinitions: \[.+\], keys used: \[.+\]$/,
  ],
  [
    'a-name-used-twice',
    'CreateTable',
    create({
      AttributeDefinitions: [attribute('pk'), attribute('g')],
      GlobalSecondaryIndexes: [1, 2].map(() => ({
        IndexName: 'same',
        KeySchema: key(['g']),
        Projection: all,
      })),
    }),
    invalidParameters('Duplicate index name: same'),
  ],
  [
    'a-local-index-without-sort-key',
    'CreateTable',
    create({
      AttributeDefinitions: [attribute('pk'), attribute('g')],
      LocalSecondaryIndexes: [
        { IndexName: 'index', KeySchema: key(['pk'], ['g']), Projection: all },
      ],
    }),
    invalidParameters(
      'Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex',
    ),
  ],
  [
    'a-local-index-of-another-hash',
    'CreateTable',
    lsi({ KeySchema: key(['g'], ['sk']) }),
    invalidParameters(
      'Index KeySchema does not have the same leading hash key as table KeySchema for index: index. index hash key: g, table hash key: pk',
    ),
  ],
  [
    'a-local-index-without-range',
    'CreateTable',
    lsi({ KeySchema: key(['pk']) }, { AttributeDefinitions: [attribute('pk'), attribute('sk')] }),
    invalidParameters('Index KeySchema does not have a range key for index: index'),
  ],
  [
    'a-repeated-key-attribute',
    'CreateTable',
    gsi({ KeySchema: key(['g'], ['sk', 'g']) }),
    'The KeySchema contains multiple key attributes with the same name',
  ],
  [
    'a-hash-after-a-range',
    'CreateTable',
    gsi({ KeySchema: [...key(['g'], ['sk']), ...key(['pk'])] }),
    invalidParameters('All HASH key attributes must precede RANGE key attributes in the KeySchema'),
  ],
  [
    'five-hashes',
    'CreateTable',
    wide(5, 0),
    invalidParameters('The KeySchema exceeds the maximum allowed number of HASH key attributes'),
  ],
  [
    'five-ranges',
    'CreateTable',
    wide(1, 5),
    invalidParameters('The KeySchema exceeds the maximum allowed number of RANGE key attributes'),
  ],
  [
    'no-projection',
    'CreateTable',
    projection({}),
    invalidParameters('Unknown ProjectionType: null'),
  ],
  [
    'include-of-nothing',
    'CreateTable',
    projection({ ProjectionType: 'INCLUDE' }),
    invalidParameters('ProjectionType is INCLUDE, but NonKeyAttributes is not specified'),
  ],
  [
    'keys-with-more',
    'CreateTable',
    projection({ ProjectionType: 'KEYS_ONLY', NonKeyAttributes: ['a'] }),
    invalidParameters('ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified'),
  ],
  [
    'all-with-more',
    'CreateTable',
    projection({ ProjectionType: 'ALL', NonKeyAttributes: ['a'] }),
    invalidParameters('ProjectionType is ALL, but NonKeyAttributes is specified'),
  ],
  [
    'a-repeated-projection',
    'CreateTable',
    projection({ ProjectionType: 'INCLUDE', NonKeyAttributes: ['a', 'a'] }),
    invalidParameters('Duplicate element in NonKeyAttributes: a'),
  ],
  [
    'short-index-names',
    'CreateTable',
    indexed(
      'Global',
      { IndexName: 'zz', KeySchema: key(['g']) },
      {
        LocalSecondaryIndexes: [
          { IndexName: 'aa', KeySchema: key(['pk'], ['g']), Projection: all },
        ],
      },
    ),
    "2 validation errors detected: Value 'zz' at 'globalSecondaryIndexes.1.member.indexName' failed to satisfy constraint: Member must have length greater than or equal to 3; Value 'aa' at 'localSecondaryIndexes.1.member.indexName' failed to satisfy constraint: Member must have length greater than or equal to 3",
  ],
  [
    '21-global-indexes',
    'CreateTable',
    create({
      AttributeDefinitions: [attribute('pk'), attribute('g')],
      GlobalSecondaryIndexes: Array.from({ length: 21 }, (_, at) => ({
        IndexName: `index${String(at)}`,
        KeySchema: key(['g']),
        Projection: all,
      })),
    }),
    invalidParameters('GlobalSecondaryIndex count exceeds the per-table limit of 20'),
  ],
]

const missing = (operation: string, more: object = {}): RefusalRow => [
  'a-missing-table',
  operation,
  () => ({ TableName: 'conformance-absent', ...more }),
  'Requested resource not found: Table: conformance-absent not found',
  'ResourceNotFoundException',
]
const ofHash =
  (more: object) =>
  ({ tables }: Target) => ({ TableName: tables.hash, ...more })

const others: readonly RefusalRow[] = [
  missing('DescribeTable'),
  missing('DeleteTable'),
  missing('UpdateTable', { BillingMode: 'PAY_PER_REQUEST' }),
  [
    'an-empty-name',
    'DescribeTable',
    () => ({ TableName: '' }),
    "2 validation errors detected: Value '' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3; Value '' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
  ],
  [
    'a-limit-of-0',
    'ListTables',
    () => ({ Limit: 0 }),
    counted(
      "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ),
  ],
  [
    'a-limit-of-101',
    'ListTables',
    () => ({ Limit: 101 }),
    counted(
      "Value '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100",
    ),
  ],
  [
    'an-empty-cursor',
    'ListTables',
    () => ({ ExclusiveStartTableName: '' }),
    "2 validation errors detected: Value '' at 'exclusiveStartTableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; Value '' at 'exclusiveStartTableName' failed to satisfy constraint: Member must have length greater than or equal to 3",
  ],
  [
    'no-change',
    'UpdateTable',
    ofHash({}),
    'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required',
  ],
  [
    'throughput-on-demand',
    'UpdateTable',
    ofHash({ ProvisionedThroughput: units }),
    invalidParameters(
      'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
    ),
  ],
  [
    'both-modes',
    'UpdateTable',
    ofHash({ BillingMode: 'PAY_PER_REQUEST', ProvisionedThroughput: units }),
    invalidParameters(
      'ProvisionedThroughput cannot be specified when BillingMode is PAY_PER_REQUEST',
    ),
  ],
  [
    'provisioned-without-units',
    'UpdateTable',
    ofHash({ BillingMode: 'PROVISIONED' }),
    invalidParameters('ProvisionedThroughput must be specified when BillingMode is PROVISIONED'),
  ],
  [
    'protection-with-more',
    'UpdateTable',
    ofHash({ DeletionProtectionEnabled: false, BillingMode: 'PAY_PER_REQUEST' }),
    invalidParameters('DeletionProtection modification must be the only operation in the request'),
  ],
  [
    'an-unknown-index',
    'UpdateTable',
    ofHash({
      GlobalSecondaryIndexUpdates: [
        { Update: { IndexName: 'absent', ProvisionedThroughput: units } },
      ],
    }),
    /^Requested resource not found: Index absent for table conformance_[0-9a-f]+_hash$/,
    'ResourceNotFoundException',
  ],
  [
    'no-index-update',
    'UpdateTable',
    ofHash({ GlobalSecondaryIndexUpdates: [{}] }),
    invalidParameters(
      'One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null',
    ),
  ],
  [
    'two-index-actions-in-one',
    'UpdateTable',
    ofHash({
      GlobalSecondaryIndexUpdates: [
        {
          Update: { IndexName: 'absent', ProvisionedThroughput: units },
          Delete: { IndexName: 'absent' },
        },
      ],
    }),
    invalidParameters(
      'Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object',
    ),
  ],
  [
    'one-index-twice',
    'UpdateTable',
    ofHash({
      GlobalSecondaryIndexUpdates: [1, 2].map(() => ({
        Update: { IndexName: 'absent', ProvisionedThroughput: units },
      })),
    }),
    invalidParameters(
      'Only one global secondary index update per index is allowed simultaneously. Index: absent',
    ),
  ],
  [
    'empty-index-updates',
    'UpdateTable',
    ofHash({ BillingMode: 'PAY_PER_REQUEST', GlobalSecondaryIndexUpdates: [] }),
    invalidParameters('List of GlobalSecondaryIndexUpdates is empty'),
  ],
  [
    'an-invalid-key-of-a-taken-name',
    'CreateTable',
    ({ tables }) => ({ ...create({ KeySchema: key([], ['pk']) })(), TableName: tables.hash }),
    'Invalid KeySchema: The first KeySchemaElement is not a HASH key type',
  ],
]

/** What the table operations refuse. */
export function tableRefusalCases(): Case[] {
  return refusalCases([...keys, ...throughput, ...indexes, ...others])
}
