import { setTimeout as sleep } from 'node:timers/promises'
import * as D from '@aws-sdk/client-dynamodb'
import * as I from '@aws-sdk/client-iam'
import * as K from '@aws-sdk/client-kms'
import {
  clientSideEncryption,
  deletionProtection,
  pointInTimeRecovery,
  tableKeysUsable,
  tablesUnderKeys,
} from '../../../src/assess/checks/at-rest.ts'
import { foreignAccountsNone, tablePoliciesClosed } from '../../../src/assess/checks/boundaries.ts'
import { keyPoliciesClosed, keysRotate } from '../../../src/assess/checks/keys.ts'
import { policiesRequireTls } from '../../../src/assess/checks/transit.ts'
import { account, allow, deny, policy, trust, type Realm } from '../../identity/support.ts'
import { absent, answering, type Flip } from '../support.ts'

/** Made by the first flip, and used by those after it. */
const keys = { own: '' }

const region = 'us-east-1'
const arnOf = (name: string): string => `arn:aws:dynamodb:${region}:${account}:table/${name}`

async function makeTable(realm: Realm, TableName: string, keyId?: string): Promise<void> {
  await realm.dynamodb().send(
    new D.CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
      ...(keyId === undefined
        ? {}
        : { SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: keyId } }),
    }),
  )
}

async function makeKey(realm: Realm): Promise<string> {
  const { KeyMetadata } = await realm.kms().send(new K.CreateKeyCommand({}))
  return KeyMetadata?.KeyId ?? ''
}

/** What was refused while the key was disabled is remembered for a while: the flips after this one need the table. */
async function openAgain(realm: Realm): Promise<void> {
  await realm.kms().send(new K.EnableKeyCommand({ KeyId: keys.own }))
  const served = (): Promise<boolean> =>
    realm
      .dynamodb()
      .send(new D.GetItemCommand({ TableName: 'Music', Key: { k: { S: '1' } } }))
      .then(
        () => true,
        (error: unknown) => {
          if (/KMS key disabled/.test(String(error))) return false
          throw error
        },
      )
  while (!(await served())) await sleep(50)
}

const protect = (realm: Realm): Promise<unknown> =>
  realm
    .dynamodb()
    .send(new D.UpdateTableCommand({ TableName: 'Music', DeletionProtectionEnabled: true }))

/** A change of one table must wait before the next, so that another table comes and goes. */
const makeBare = (realm: Realm): Promise<void> => makeTable(realm, 'Bare')
const dropBare = (realm: Realm): Promise<unknown> =>
  realm.dynamodb().send(new D.DeleteTableCommand({ TableName: 'Bare' }))

const put = (k: string, more: Record<string, D.AttributeValue>) => (realm: Realm) =>
  realm
    .dynamodb()
    .send(new D.PutItemCommand({ TableName: 'Music', Item: { k: { S: k }, ...more } }))

const keyPolicy =
  (...principals: string[]) =>
  (realm: Realm) =>
    realm.kms().send(
      new K.PutKeyPolicyCommand({
        KeyId: keys.own,
        Policy: policy(
          ...[`arn:aws:iam::${account}:root`, ...principals].map((AWS) =>
            allow('kms:*', { Principal: { AWS } }),
          ),
        ),
      }),
    )

const recoverable = (PointInTimeRecoveryStatus: string) =>
  answering({
    'dynamodb:ListBackups': () => ({}),
    'dynamodb:DescribeContinuousBackups': () => ({
      ContinuousBackupsDescription: {
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus },
      },
    }),
  })

const music = (TableName: string): object =>
  allow('dynamodb:GetItem', { Resource: arnOf(TableName) })

export const flips: readonly Flip[] = [
  {
    check: tablesUnderKeys,
    steps: [
      { when: 'there is no table', expect: 'review' },
      {
        when: 'the only table is under a key of ours',
        expect: 'pass',
        change: async (realm) => {
          keys.own = await makeKey(realm)
          await makeTable(realm, 'Music', keys.own)
        },
      },
      {
        when: 'there is one under the key of the service',
        expect: 'review',
        says: /Plain/,
        change: (realm) => makeTable(realm, 'Plain'),
      },
      {
        when: 'it is gone',
        expect: 'pass',
        change: (realm) => realm.dynamodb().send(new D.DeleteTableCommand({ TableName: 'Plain' })),
      },
    ],
  },
  {
    check: deletionProtection,
    steps: [
      { when: 'it is off', expect: 'review' },
      { when: 'it is on', expect: 'pass', change: protect },
      { when: 'another table has none', expect: 'review', says: /Bare/, change: makeBare },
      { when: 'that table is gone', expect: 'pass', change: dropBare },
    ],
  },
  {
    check: clientSideEncryption,
    steps: [
      { when: 'there is no item', expect: 'review' },
      {
        when: 'the item is encrypted',
        expect: 'pass',
        change: put('1', { aws_dbe_head: { B: Buffer.from('h') } }),
      },
      { when: 'another is not', expect: 'review', change: put('2', {}) },
      {
        when: 'it is encrypted too',
        expect: 'pass',
        change: put('2', { aws_dbe_head: { B: Buffer.from('h') } }),
      },
    ],
  },
  {
    check: tableKeysUsable,
    steps: [
      { when: 'the key is enabled', expect: 'pass' },
      {
        when: 'it is disabled',
        expect: 'remediate',
        change: (realm) => realm.kms().send(new K.DisableKeyCommand({ KeyId: keys.own })),
      },
      { when: 'it is enabled again', expect: 'pass', change: openAgain },
      {
        when: 'the table is shut',
        expect: 'remediate',
        says: /Music/,
        stage: {
          api: answering({
            'dynamodb:DescribeTable': ({ TableName }) => ({
              Table: { TableName, TableStatus: 'INACCESSIBLE_ENCRYPTION_CREDENTIALS' },
            }),
          }),
        },
      },
    ],
  },
  {
    check: pointInTimeRecovery,
    steps: [
      {
        when: 'it is not built',
        expect: 'remediate',
        says: /^not implemented/,
        stage: { api: answering({ 'dynamodb:ListBackups': absent }) },
      },
      { when: 'it is on', expect: 'pass', stage: { api: recoverable('ENABLED') } },
      { when: 'it is off', expect: 'remediate', stage: { api: recoverable('DISABLED') } },
      {
        when: 'there is no table',
        expect: 'review',
        stage: {
          api: answering({
            'dynamodb:ListBackups': () => ({}),
            'dynamodb:ListTables': () => ({ TableNames: [] }),
          }),
        },
      },
    ],
  },
  {
    check: keysRotate,
    steps: [
      { when: 'the key does not rotate', expect: 'remediate' },
      {
        when: 'it does',
        expect: 'pass',
        change: (realm) => realm.kms().send(new K.EnableKeyRotationCommand({ KeyId: keys.own })),
      },
      {
        when: 'it does not again',
        expect: 'remediate',
        change: (realm) => realm.kms().send(new K.DisableKeyRotationCommand({ KeyId: keys.own })),
      },
    ],
  },
  {
    check: keyPoliciesClosed,
    steps: [
      { when: 'the policy names the account', expect: 'pass' },
      { when: 'it names everybody', expect: 'remediate', change: keyPolicy('*') },
      { when: 'it names the account again', expect: 'pass', change: keyPolicy() },
    ],
  },
  {
    check: policiesRequireTls,
    steps: [
      { when: 'the table has no policy', expect: 'review' },
      {
        when: 'it denies plain HTTP',
        expect: 'pass',
        change: (realm) =>
          realm.dynamodb().send(
            new D.PutResourcePolicyCommand({
              ResourceArn: arnOf('Music'),
              Policy: policy(
                deny('dynamodb:*', {
                  Principal: '*',
                  Resource: arnOf('Music'),
                  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                }),
              ),
            }),
          ),
      },
      { when: 'another table has none', expect: 'review', says: /Bare/, change: makeBare },
      { when: 'that table is gone', expect: 'pass', change: dropBare },
    ],
  },
  // The server takes no such policy, so one that would stands in for it.
  {
    check: tablePoliciesClosed,
    steps: [
      { when: 'its policy denies alone', expect: 'pass' },
      {
        when: 'its policy lets everybody in',
        expect: 'remediate',
        stage: {
          api: answering({
            'dynamodb:GetResourcePolicy': () => ({
              Policy: policy({ ...music('Music'), Principal: { AWS: '*' } }),
            }),
          }),
        },
      },
      {
        when: 'everybody of one network',
        expect: 'pass',
        stage: {
          api: answering({
            'dynamodb:GetResourcePolicy': () => ({
              Policy: policy({
                ...music('Music'),
                Principal: '*',
                Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-near' } },
              }),
            }),
          }),
        },
      },
    ],
  },
  {
    check: foreignAccountsNone,
    steps: [
      { when: 'nothing names another account', expect: 'pass' },
      {
        when: 'a role trusts one',
        expect: 'review',
        says: /role visitor lets in 444455556666/,
        change: (realm) =>
          realm.iam().send(
            new I.CreateRoleCommand({
              RoleName: 'visitor',
              AssumeRolePolicyDocument: trust({ AWS: 'arn:aws:iam::444455556666:root' }),
            }),
          ),
      },
      {
        when: 'the role is gone',
        expect: 'pass',
        change: (realm) => realm.iam().send(new I.DeleteRoleCommand({ RoleName: 'visitor' })),
      },
    ],
  },
]
