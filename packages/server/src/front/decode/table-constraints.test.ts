import {
  absent,
  arn,
  at,
  atMost,
  element,
  length,
  named,
  pattern,
  table,
  testRows,
  values,
} from './constraints.test-support.ts'

testRows({
  tables: [
    [
      'CreateTableInput',
      { TableName: 'abc' },
      named(absent('attributeDefinitions'), absent('keySchema')),
    ],
    [
      'CreateTableInput',
      { ...table, ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 } },
      named(
        at(
          0,
          'provisionedThroughput.writeCapacityUnits',
          'Member must have value greater than or equal to 1',
        ),
        at(
          0,
          'provisionedThroughput.readCapacityUnits',
          'Member must have value greater than or equal to 1',
        ),
      ),
    ],
    [
      'CreateTableInput',
      { ...table, ProvisionedThroughput: { ReadCapacityUnits: 1 } },
      named(absent('provisionedThroughput.writeCapacityUnits')),
    ],
    [
      'CreateTableInput',
      { ...table, BillingMode: '' },
      named(at('', 'billingMode', values('PROVISIONED, PAY_PER_REQUEST'))),
    ],
    ['CreateTableInput', { ...table, KeySchema: [] }, named(at('[]', 'keySchema', length(1)))],
    [
      'CreateTableInput',
      { ...table, KeySchema: [element, element, element] },
      named(
        at(
          `[${Array.from({ length: 3 }, () => 'KeySchemaElement(attributeName=pk, keyType=HASH)').join(', ')}]`,
          'keySchema',
          atMost(2),
        ),
      ),
    ],
    [
      'CreateTableInput',
      { ...table, KeySchema: [element, { ...element, KeyType: 'SORT' }] },
      named(at('SORT', 'keySchema.2.member.keyType', values('HASH, RANGE'))),
    ],
    [
      'CreateTableInput',
      { ...table, AttributeDefinitions: [{}] },
      named(
        absent('attributeDefinitions.1.member.attributeType'),
        absent('attributeDefinitions.1.member.attributeName'),
      ),
    ],
    [
      'CreateTableInput',
      { ...table, AttributeDefinitions: [{ AttributeName: 'a', AttributeType: 'SS' }] },
      named(at('SS', 'attributeDefinitions.1.member.attributeType', values('B, N, S'))),
    ],
    [
      'CreateTableInput',
      {
        ...table,
        LocalSecondaryIndexes: [{ IndexName: 'aa', KeySchema: [element], Projection: {} }],
        GlobalSecondaryIndexes: [
          { IndexName: 'zz', KeySchema: [element, element, element], Projection: {} },
        ],
      },
      named(
        at('zz', 'globalSecondaryIndexes.1.member.indexName', length(3)),
        at('aa', 'localSecondaryIndexes.1.member.indexName', length(3)),
      ),
    ],
    [
      'CreateTableInput',
      {
        ...table,
        GlobalSecondaryIndexes: [
          { IndexName: '', KeySchema: [element], Projection: { NonKeyAttributes: [] } },
        ],
      },
      named(
        at('[]', 'globalSecondaryIndexes.1.member.projection.nonKeyAttributes', length(1)),
        at('', 'globalSecondaryIndexes.1.member.indexName', length(3)),
        at('', 'globalSecondaryIndexes.1.member.indexName', pattern),
      ),
    ],
    [
      'CreateTableInput',
      { ...table, GlobalSecondaryIndexes: [{ IndexName: 'idx', KeySchema: [element] }] },
      named(absent('globalSecondaryIndexes.1.member.projection')),
    ],
    [
      'CreateTableInput',
      { ...table, StreamSpecification: {} },
      named(absent('streamSpecification.streamEnabled')),
    ],
    [
      'CreateTableInput',
      { ...table, StreamSpecification: { StreamEnabled: true, StreamViewType: 'I' } },
      named(
        at(
          'I',
          'streamSpecification.streamViewType',
          values('OLD_IMAGE, KEYS_ONLY, NEW_AND_OLD_IMAGES, NEW_IMAGE'),
        ),
      ),
    ],
    [
      'CreateTableInput',
      { ...table, SSESpecification: { SSEType: 'I', KMSMasterKeyId: '' } },
      named(
        at('I', 'sSESpecification.sSEType', values('AES256, KMS')),
        at('', 'sSESpecification.kMSMasterKeyId', length(1)),
      ),
    ],
    ['CreateTableInput', { ...table, TableClass: 'WRONG' }, '(accepted)'],
    [
      'UpdateTableInput',
      { TableName: 'abc', ReplicaUpdates: [{ Update: {} }] },
      named(absent('replicaUpdates.1.member.update.regionName')),
    ],
    [
      'UpdateTableInput',
      { TableName: 'abc', GlobalTableWitnessUpdates: [{}, {}] },
      named(
        at(
          '[GlobalTableWitnessGroupUpdate(create=null, delete=null), GlobalTableWitnessGroupUpdate(create=null, delete=null)]',
          'globalTableWitnessUpdates',
          atMost(1),
        ),
      ),
    ],
  ],
  'everything else': [
    [
      'UpdateTimeToLiveInput',
      { TableName: 'abc', TimeToLiveSpecification: {} },
      named(
        absent('timeToLiveSpecification.attributeName'),
        absent('timeToLiveSpecification.enabled'),
      ),
    ],
    [
      'UpdateTimeToLiveInput',
      { TableName: 'abc', TimeToLiveSpecification: { AttributeName: '', Enabled: true } },
      named(at('', 'timeToLiveSpecification.attributeName', length(1))),
    ],
    [
      'UpdateContinuousBackupsInput',
      { TableName: 'abc', PointInTimeRecoverySpecification: {} },
      named(absent('pointInTimeRecoverySpecification.pointInTimeRecoveryEnabled')),
    ],
    [
      'UpdateContributorInsightsInput',
      {
        TableName: 'abc',
        ContributorInsightsAction: 'I',
        ContributorInsightsMode: 'I',
        IndexName: '',
      },
      named(
        at('I', 'contributorInsightsAction', values('ENABLE, DISABLE')),
        at('I', 'contributorInsightsMode', values('THROTTLED_KEYS, ACCESSED_AND_THROTTLED_KEYS')),
      ),
    ],
    [
      'DeleteResourcePolicyInput',
      { ResourceArn: arn, ExpectedRevisionId: '' },
      named(at('', 'expectedRevisionId', length(1))),
    ],
    // Tags are refused by the operations, in words of their own.
    ['UntagResourceInput', { ResourceArn: arn, TagKeys: ['a', ''] }, '(accepted)'],
    ['TagResourceInput', { ResourceArn: arn, Tags: [{ Key: '' }] }, '(accepted)'],
    ['RestoreTableFromBackupInput', { BackupArn: arn, TargetTableName: '' }, '(accepted)'],
    [
      'UpdateGlobalTableSettingsInput',
      { GlobalTableName: 'abc', ReplicaSettingsUpdate: [{}] },
      named(absent('replicaSettingsUpdate.1.member.regionName')),
    ],
    [
      'ExportTableToPointInTimeInput',
      { TableArn: arn, S3Bucket: 'a' },
      named(
        at(
          'a',
          's3Bucket',
          'Member must satisfy regular expression pattern: ^[a-z0-9A-Z]+[\\.\\-\\w]*[a-z0-9A-Z]+$',
        ),
      ),
    ],
  ],
})
