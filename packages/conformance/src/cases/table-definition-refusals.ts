import type { Case } from '../case.ts'
import { counted, invalidParameters } from '../expect.ts'
import { key } from '../tables.ts'
import { attribute, create, gsi, units, without } from './table-definitions.ts'
import { refusalCases, type RefusalRow } from './refusals.ts'

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

/** What CreateTable says of keys, attributes and throughput. */
export function tableDefinitionRefusalCases(): Case[] {
  return refusalCases([...keys, ...throughput])
}
