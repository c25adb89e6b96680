import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as D from '@aws-sdk/client-dynamodb'
import * as E from '@aws-sdk/client-ec2'
import * as I from '@aws-sdk/client-iam'
import * as K from '@aws-sdk/client-kms'
import { account, allow, deny, policy, type Keys, type Realm } from '../identity/support.ts'

/**
 * Brings a fresh server to where `docs/guides/assess.md` leads, and writes the documents of a review.
 * Resolves to the keys of the auditor.
 */
export async function harden(realm: Realm, documents: string): Promise<Keys> {
  await tableUnderKey(realm)
  await identities(realm)
  await endpoint(realm)
  await papers(documents)
  return auditor(realm)
}

async function tableUnderKey(realm: Realm): Promise<void> {
  const { KeyMetadata } = await realm.kms().send(new K.CreateKeyCommand({ Description: 'tables' }))
  const KeyId = KeyMetadata?.KeyId
  await realm.kms().send(new K.EnableKeyRotationCommand({ KeyId }))
  const TableName = 'Music'
  await realm.dynamodb().send(
    new D.CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
      DeletionProtectionEnabled: true,
      SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: KeyId },
      ResourcePolicy: policy(
        deny('dynamodb:*', {
          Principal: '*',
          Resource: `arn:aws:dynamodb:us-east-1:${account}:table/${TableName}`,
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ),
    }),
  )
  const Item = { k: { S: '1' }, aws_dbe_head: { B: Buffer.from('head') } }
  await realm.dynamodb().send(new D.PutItemCommand({ TableName, Item }))
}

async function identities(realm: Realm): Promise<void> {
  await realm.iam().send(
    new I.CreateOpenIDConnectProviderCommand({
      Url: 'https://id.example.org',
      ThumbprintList: ['a'.repeat(40)],
    }),
  )
}

async function endpoint(realm: Realm): Promise<void> {
  await realm.ec2().send(
    new E.CreateVpcEndpointCommand({
      VpcId: 'vpc-app',
      ServiceName: 'com.amazonaws.us-east-1.dynamodb',
      PolicyDocument: policy(
        allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'], { Principal: '*' }),
      ),
    }),
  )
}

async function papers(documents: string): Promise<void> {
  const write = (name: string, text: string): Promise<void> =>
    writeFile(join(documents, name), text)
  await write('sbom.json', JSON.stringify({ bomFormat: 'CycloneDX', components: [{ name: 'pg' }] }))
  await write('tests.txt', '# pass 2751\n# fail 0\n')
  await write('audit-validation.json', JSON.stringify({ valid: true }))
  await write(
    'certification.json',
    JSON.stringify({ by: 'An auditor', standard: 'ISO 27001', until: '2999-12-31' }),
  )
  await write('advisories.json', JSON.stringify({ metadata: { vulnerabilities: { total: 0 } } }))
}

/** May look at everything but items, and make the throw-away things of an assessment. */
async function auditor(realm: Realm): Promise<Keys> {
  const keys = await realm.user('auditor')
  const made = 'strongroom-assess-*'
  await realm.iam().send(
    new I.PutUserPolicyCommand({
      UserName: 'auditor',
      PolicyName: 'assess',
      PolicyDocument: policy(
        allow([
          'cloudtrail:Describe*',
          'cloudtrail:Get*',
          'cloudtrail:LookupEvents',
          'cloudwatch:Describe*',
          'cloudwatch:List*',
          'dynamodb:Describe*',
          'dynamodb:GetResourcePolicy',
          'dynamodb:List*',
          'dynamodb:Scan',
          'ec2:Describe*',
          'iam:Generate*',
          'iam:Get*',
          'iam:List*',
          'kms:DescribeKey',
          'kms:Get*',
          'kms:List*',
        ]),
        allow('dynamodb:*', { Resource: `arn:aws:dynamodb:*:*:table/${made}` }),
        allow('iam:*', {
          Resource: [`arn:aws:iam::*:user/${made}`, `arn:aws:iam::*:role/${made}`],
        }),
        allow('kms:CreateKey'),
        // To see whether items are encrypted by the client, those of tables under customer keys must open.
        allow('kms:Decrypt', {
          Condition: { StringLike: { 'kms:ViaService': 'dynamodb.*.amazonaws.com' } },
        }),
      ),
    }),
  )
  return keys
}
