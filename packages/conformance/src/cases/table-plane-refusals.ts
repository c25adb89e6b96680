import type { Case } from '../case.ts'
import { invalidParameters } from '../expect.ts'
import { key } from '../tables.ts'
import type { Target } from '../target.ts'
import { refusalCases, type RefusalRow } from './refusals.ts'

/** What CreateTable and UpdateTable refuse of class, maximums and warm throughput; and ARNs as names. */
export function tablePlaneRefusalCases(): Case[] {
  return refusalCases([...creations, ...updates, ...arns])
}

const units = { ReadCapacityUnits: 5, WriteCapacityUnits: 5 }
const create = (more: object) => () => ({
  TableName: 'conformance-refused',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: key(['pk']),
  ...more,
})
const onDemand = (more: object) => create({ BillingMode: 'PAY_PER_REQUEST', ...more })
const provisioned = (more: object) => create({ ProvisionedThroughput: units, ...more })
const gsi = (more: object) => ({
  GlobalSecondaryIndexes: [
    { IndexName: 'gsi', KeySchema: key(['pk']), Projection: { ProjectionType: 'ALL' }, ...more },
  ],
})
const ofHash =
  (more: object) =>
  ({ tables }: Target) => ({ TableName: tables.hash, ...more })
const initial =
  'See: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html#on-demand-capacity-mode-initial'
const perTable =
  'Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.'
const unknownClass =
  'Invalid table-class parameter provided. Please try again with a valid table-class value: [STANDARD, STANDARD_INFREQUENT_ACCESS].'

const creations: readonly RefusalRow[] = [
  ['an-unknown-class', 'CreateTable', onDemand({ TableClass: 'GOLD' }), unknownClass],
  [
    'a-maximum-when-provisioned',
    'CreateTable',
    provisioned({ OnDemandThroughput: { MaxReadRequestUnits: 1 } }),
    invalidParameters(
      'MaxReadRequestUnits for OnDemandThroughput cannot be specified when table BillingMode is PROVISIONED.',
    ),
  ],
  [
    'an-index-maximum-when-provisioned',
    'CreateTable',
    provisioned(
      gsi({ ProvisionedThroughput: units, OnDemandThroughput: { MaxReadRequestUnits: 1 } }),
    ),
    invalidParameters(
      'MaxReadRequestUnits for OnDemandThroughput for index: gsi cannot be specified when table BillingMode is PROVISIONED.',
    ),
  ],
  ...[0, -1, -2].map((value): RefusalRow => [
    `a-maximum-of-${String(value)}`,
    'CreateTable',
    onDemand({ OnDemandThroughput: { MaxReadRequestUnits: value } }),
    invalidParameters(
      'Requested MaxReadRequestUnits for OnDemandThroughput for table is outside of valid range',
    ),
  ]),
  [
    'an-index-maximum-of-0',
    'CreateTable',
    onDemand(gsi({ OnDemandThroughput: { MaxReadRequestUnits: 0 } })),
    invalidParameters(
      'Requested MaxReadRequestUnits for OnDemandThroughput for index : gsi is outside of valid range',
    ),
  ],
  [
    'little-warm-throughput',
    'CreateTable',
    onDemand({ WarmThroughput: { ReadUnitsPerSecond: 11_999, WriteUnitsPerSecond: 1 } }),
    invalidParameters(
      `Requested ReadUnitsPerSecond for WarmThroughput for table is lower than initial throughput for OnDemand. ${initial}`,
    ),
  ],
  [
    'little-warm-throughput-of-an-index',
    'CreateTable',
    onDemand(gsi({ WarmThroughput: { WriteUnitsPerSecond: 3999 } })),
    invalidParameters(
      `Requested WriteUnitsPerSecond for WarmThroughput for index gsi is lower than initial throughput for OnDemand. ${initial}`,
    ),
  ],
  [
    'warm-throughput-below-units',
    'CreateTable',
    provisioned({ WarmThroughput: { ReadUnitsPerSecond: 4 } }),
    invalidParameters(
      'Requested ReadUnitsPerSecond for WarmThroughput for table is lower than ReadCapacityUnits of ProvisionedThroughput',
    ),
  ],
  [
    'units-above-the-quota',
    'CreateTable',
    create({ ProvisionedThroughput: { ReadCapacityUnits: 40_001, WriteCapacityUnits: 1 } }),
    new RegExp(
      `^The requested ReadCapacityUnits, 40001, is above the per table maximum for the account in [\\w-]+\\. Per table maximum: 40000\\. ${perTable}$`,
    ),
    'LimitExceededException',
  ],
]

const warm = { WarmThroughput: { ReadUnitsPerSecond: 20_000 } }
const maximum = { OnDemandThroughput: { MaxReadRequestUnits: 10 } }

const updates: readonly RefusalRow[] = [
  ['an-unknown-class', 'UpdateTable', ofHash({ TableClass: 'GOLD' }), unknownClass],
  [
    'class-with-more',
    'UpdateTable',
    ofHash({ TableClass: 'STANDARD', DeletionProtectionEnabled: false, ...warm }),
    invalidParameters('TableClass modification must be the only operation in the request'),
  ],
  [
    'protection-with-warm-throughput',
    'UpdateTable',
    ofHash({ DeletionProtectionEnabled: false, ...warm }),
    invalidParameters('DeletionProtection modification must be the only operation in the request'),
  ],
  [
    'warm-throughput-with-more',
    'UpdateTable',
    ofHash({ BillingMode: 'PAY_PER_REQUEST', ...warm }),
    invalidParameters('WarmThroughput must be the only operation in the request'),
  ],
  [
    'a-maximum-with-units',
    'UpdateTable',
    ofHash({ ...maximum, ProvisionedThroughput: units }),
    invalidParameters(
      'OnDemandThroughput can only be combined with BillingMode in an UpdateTable request',
    ),
  ],
  [
    'a-maximum-of-0',
    'UpdateTable',
    ofHash({ OnDemandThroughput: { MaxWriteRequestUnits: 0 } }),
    invalidParameters(
      'Requested MaxWriteRequestUnits for OnDemandThroughput for table is outside of valid range',
    ),
  ],
  [
    'a-maximum-above-the-quota',
    'UpdateTable',
    ofHash({ OnDemandThroughput: { MaxReadRequestUnits: 40_001 } }),
    /^Subscriber limit exceeded: Requested MaxReadRequestUnits for OnDemandThroughput for table exceeds TableMaxReadCapacityUnits of the account in region [\w-]+$/,
    'LimitExceededException',
  ],
  [
    'an-empty-warm-throughput-of-an-index',
    'UpdateTable',
    () => ({
      TableName: 'conformance-absent',
      GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'gsi', WarmThroughput: {} } }],
    }),
    invalidParameters(
      'WarmThroughput must have at least one of ReadUnitsPerSecond or WriteUnitsPerSecond specified for index: gsi',
    ),
  ],
  [
    'an-index-update-of-nothing',
    'UpdateTable',
    ({ tables }) => ({
      TableName: tables.indexed,
      GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'gsi-all' } }],
    }),
    invalidParameters(
      'The only Updates for index: gsi-all when TableThroughputMode is PAY_PER_REQUEST can be to OnDemandThroughput, WarmThroughput',
    ),
  ],
  [
    'an-update-of-a-local-index',
    'UpdateTable',
    ({ tables }) => ({
      TableName: tables.indexed,
      GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'lsi-all', ...maximum } }],
    }),
    'Cannot update an index that is not a GlobalSecondaryIndex: lsi-all',
  ],
]

const elsewhere = 'arn:aws:dynamodb:xx-east-1:000000000000:table/conformance'

const arns: readonly RefusalRow[] = [
  ...['DescribeTable', 'DeleteTable'].map((operation): RefusalRow => [
    'the-arn-of-another-region',
    operation,
    () => ({ TableName: elsewhere }),
    `1 validation error detected: Invalid AWS region in '${elsewhere}'`,
  ]),
  [
    'the-arn-of-an-index',
    'DescribeTable',
    ({ region }) => ({
      TableName: `arn:aws:dynamodb:${region}:000000000000:table/conformance/index/gsi`,
    }),
    /^1 validation error detected: Invalid resource type in 'arn:aws:dynamodb:[^']+'$/,
  ],
  [
    'the-arn-of-another-account',
    'DescribeTable',
    ({ region }) => ({ TableName: `arn:aws:dynamodb:${region}:999999999999:table/conformance` }),
    undefined,
    'AccessDeniedException',
  ],
]
