import assert from 'node:assert/strict'
import { test } from 'node:test'
import { comparedOperations } from '../../src/alerts/index.ts'
import { auditedServices } from '../../src/audit/index.ts'

/** Changes that permit nobody more by policies, and why. */
const others: readonly (readonly [why: string, service: string, operations: readonly string[]])[] =
  [
    [
      'credentials: whoever gets them acts as somebody whose policies are as before',
      'iam',
      [
        ...['CreateAccessKey', 'DeleteAccessKey', 'UpdateAccessKey', 'CreateLoginProfile'],
        ...[
          'DeleteLoginProfile',
          'UpdateLoginProfile',
          'CreateVirtualMFADevice',
          'EnableMFADevice',
        ],
        ...['DeleteVirtualMFADevice', 'DeactivateMFADevice', 'ResyncMFADevice'],
      ],
    ],
    [
      'identity providers: no session can be had by them yet',
      'iam',
      [
        ...['CreateOpenIDConnectProvider', 'DeleteOpenIDConnectProvider'],
        ...['AddClientIDToOpenIDConnectProvider', 'RemoveClientIDFromOpenIDConnectProvider'],
        ...['UpdateOpenIDConnectProviderThumbprint', 'CreateSAMLProvider', 'DeleteSAMLProvider'],
        'UpdateSAMLProvider',
      ],
    ],
    [
      'descriptions and names of accounts',
      'iam',
      ['CreateAccountAlias', 'DeleteAccountAlias', 'UpdateRole', 'UpdateRoleDescription'],
    ],
    [
      'the state of keys and their material',
      'kms',
      [
        ...['CancelKeyDeletion', 'ScheduleKeyDeletion', 'DisableKey', 'EnableKey'],
        ...['DisableKeyRotation', 'EnableKeyRotation', 'RotateKeyOnDemand', 'UpdateKeyDescription'],
        ...['DeleteImportedKeyMaterial', 'ImportKeyMaterial'],
      ],
    ],
    [
      'tables, their copies and what is done with them; a copy has no policy of its own',
      'dynamodb',
      [
        ...['CancelBulkOperation', 'CreateBackup', 'CreateGlobalTable', 'DeleteBackup'],
        ...['DisableKinesisStreamingDestination', 'EnableKinesisStreamingDestination'],
        ...['ExportTableToPointInTime', 'ImportTable', 'RestoreTableFromBackup'],
        ...['RestoreTableToPointInTime', 'StartBulkPutItems', 'UpdateContinuousBackups'],
        ...['UpdateContributorInsights', 'UpdateGlobalTable', 'UpdateGlobalTableSettings'],
        ...['UpdateKinesisStreamingDestination', 'UpdateTable', 'UpdateTableReplicaAutoScaling'],
        ...['UpdateTimeToLive', 'PurchaseReservedCapacityOfferings'],
      ],
    ],
  ]

for (const service of ['iam', 'kms', 'ec2', 'dynamodb', 'sts']) {
  test(`of every change of ${service} it is said whether it may permit more`, () => {
    const table = auditedServices[service]?.operations ?? {}
    const changes = Object.entries(table)
      .filter(([, { readOnly, category }]) => !readOnly && category === 'Management')
      .map(([name]) => name)
    const harmless = others.filter(([, of]) => of === service).flatMap(([, , names]) => names)
    const said = [...(comparedOperations[service] ?? []), ...harmless]
    assert.deepEqual(said.toSorted(), changes.toSorted())
  })
}
