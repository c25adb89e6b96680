import type { Case } from '../case.ts'
import { counted, invalidParameters } from '../expect.ts'
import { key } from '../tables.ts'
import type { Target } from '../target.ts'
import { create, units } from './table-definitions.ts'
import { refusalCases, type RefusalRow } from './refusals.ts'

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
  return refusalCases(others)
}
