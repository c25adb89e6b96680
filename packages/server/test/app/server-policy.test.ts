import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { CreateTableCommand, PutResourcePolicyCommand } from '@aws-sdk/client-dynamodb'
import { PutUserPolicyCommand } from '@aws-sdk/client-iam'
import {
  account,
  allow,
  deny,
  openRealm,
  policy,
  type Keys,
  type Realm,
} from '../identity/support.ts'
import { run } from './command.ts'

const table = `arn:aws:dynamodb:us-east-1:${account}:table/Music`
let realm: Realm
let cwd: string

before(async () => {
  realm = await openRealm()
  cwd = await mkdtemp(join(tmpdir(), 'strongroom-policy-'))
  await writeFile(join(cwd, 'ca.pem'), realm.ca)
  await realm.user('ann')
  const own = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': '${aws:username}' } }
  await realm.iam().send(
    new PutUserPolicyCommand({
      UserName: 'ann',
      PolicyName: 'own',
      PolicyDocument: policy(allow('dynamodb:GetItem', { Condition: own }), deny('dynamodb:Scan')),
    }),
  )
  await realm.dynamodb().send(
    new CreateTableCommand({
      TableName: 'Music',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  )
})
after(async () => {
  await realm.close()
  await rm(cwd, { recursive: true })
})

function explain(action: string, more: readonly string[] = [], keys: Keys = realm.root) {
  const principal = `arn:aws:iam::${account}:user/ann`
  const request = ['--principal', principal, '--action', action, '--resource', table]
  const server = ['--endpoint', realm.server.endpoint, '--ca', 'ca.pem']
  return run(cwd, ['policy', 'explain', ...request, ...server, ...more], {
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
  })
}

test('policy explain asks a running server about the policies that are stored there', async () => {
  const own = await explain('dynamodb:GetItem', ['--context', 'dynamodb:LeadingKeys=ann'])
  assert.equal(own.code, 0, own.stderr)
  assert.match(own.stdout, /^Allowed\.\n {2}allows: .*own.*:1:\d+ \(\S+ policy\)\n$/)

  const other = await explain('dynamodb:GetItem', ['--context', 'dynamodb:LeadingKeys=bob'])
  assert.equal(other.code, 9)
  assert.match(other.stdout, /^Denied, since nothing allows it\.\n$/)

  const scan = await explain('dynamodb:Scan')
  assert.equal(scan.code, 9)
  assert.match(scan.stdout, /^Denied, by a statement that denies it\.\n {2}denies: .*own/)
})

test('the policy of the table takes part', async () => {
  const Policy = policy({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:user/ann` },
    Action: 'dynamodb:Query',
    Resource: table,
  })
  const before = await explain('dynamodb:Query')
  assert.equal(before.code, 9)
  await realm.dynamodb().send(new PutResourcePolicyCommand({ ResourceArn: table, Policy }))
  const after = await explain('dynamodb:Query')
  assert.equal(after.code, 0, after.stderr)
  assert.match(after.stdout, /^Allowed\.\n/)
})

test('whoever may not ask is told so, and files do not mix with a server', async () => {
  const nobody = await realm.user('nobody')
  const refused = await explain('dynamodb:Query', [], nobody)
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /did not answer GetResourcePolicy: AccessDeniedException/)
  const mixed = await explain('dynamodb:Query', ['--identity', 'own.json'])
  assert.equal(mixed.code, 2)
  assert.match(mixed.stderr, /--endpoint asks about stored policies/)
})
