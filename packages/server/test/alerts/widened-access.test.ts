import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  CreateTableCommand,
  PutResourcePolicyCommand,
  TagResourceCommand,
} from '@aws-sdk/client-dynamodb'
import { CreateVpcEndpointCommand, ModifyVpcEndpointCommand } from '@aws-sdk/client-ec2'
import { AttachUserPolicyCommand, PutUserPolicyCommand, TagUserCommand } from '@aws-sdk/client-iam'
import * as K from '@aws-sdk/client-kms'
import { atEnd } from '../at-end.ts'
import { run, startProcess } from '../app/command.ts'
import { account, allow, deny, openRealm, policy } from '../identity/support.ts'
import { alertsIn, raisedIn } from './alert-file.ts'

const rule = 'policy-permits-more'
const Principal = '*'

test('access that is widened by grants, tags, resource policies and endpoints is told over the wire', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'strongroom-alerts-'))
  atEnd(t, () => rm(directory, { recursive: true }))
  const file = join(directory, 'alerts.jsonl')
  const realm = await openRealm({ alertFile: file, vpcListeners: 'vpc-a=https://127.0.0.1:0' })
  atEnd(t, () => realm.close())
  await realm.user('Ann')
  const ann = `arn:aws:iam::${account}:user/Ann`
  const kms = realm.kms()
  const { KeyMetadata } = await kms.send(new K.CreateKeyCommand({}))
  const KeyId = KeyMetadata?.KeyId ?? ''
  const grant = new K.CreateGrantCommand({
    KeyId,
    GranteePrincipal: ann,
    Operations: ['Decrypt'],
    Constraints: { EncryptionContextSubset: { team: 'a' } },
  })
  let told = 0
  const oneMore = async (pattern: RegExp): Promise<void> => {
    const found = await raisedIn(file, rule, told + 1)
    assert.equal(found.length, ++told)
    assert.match(found.at(-1)?.message ?? '', pattern)
  }
  const { GrantToken } = await kms.send(grant)
  await oneMore(/\(CreateGrant\).* kms:decrypt on .* by .*user\/Ann, with .*team = "a"/i)
  await kms.send(new K.RetireGrantCommand({ GrantToken }))
  await kms.send(grant)
  await oneMore(/\(CreateGrant\)/)

  const dynamodb = realm.dynamodb()
  const { TableDescription } = await dynamodb.send(
    new CreateTableCommand({
      TableName: 'Music',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: KeyId },
    }),
  )
  const ResourceArn = TableDescription?.TableArn ?? ''
  const Policy = policy(
    allow('dynamodb:GetItem', { Principal: { AWS: ann }, Resource: ResourceArn }),
  )
  await dynamodb.send(new PutResourcePolicyCommand({ ResourceArn, Policy }))
  await oneMore(/\(PutResourcePolicy\).* dynamodb:getitem on .*table\/Music/i)

  const iam = realm.iam()
  const byTeam = { Condition: { StringEquals: { 'aws:ResourceTag/Team': 'a' } } }
  const PolicyDocument = policy(allow('dynamodb:GetItem', byTeam))
  await iam.send(new PutUserPolicyCommand({ UserName: 'Ann', PolicyName: 'p', PolicyDocument }))
  await oneMore(/\(PutUserPolicy\)/)
  const Tags = [{ Key: 'team', Value: 'a' }]
  await dynamodb.send(new TagResourceCommand({ ResourceArn, Tags }))
  await oneMore(/tags of .*table\/Music \(TagResource\), which may permit more .* the tag team/)
  await iam.send(new TagUserCommand({ UserName: 'Ann', Tags: [{ Key: 'other', Value: 'a' }] }))

  const ec2 = realm.ec2()
  const { VpcEndpoint } = await ec2.send(
    new CreateVpcEndpointCommand({
      VpcId: 'vpc-a',
      ServiceName: 'com.amazonaws.us-east-1.dynamodb',
      PolicyDocument: policy(allow('dynamodb:GetItem', { Principal })),
    }),
  )
  await oneMore(/\(CreateVpcEndpoint\)/)
  const VpcEndpointId = VpcEndpoint?.VpcEndpointId ?? ''
  await ec2.send(new ModifyVpcEndpointCommand({ VpcEndpointId, ResetPolicy: true }))
  await oneMore(/\(ModifyVpcEndpoint\).* now allowed and not before/)

  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess'
  await iam.send(new AttachUserPolicyCommand({ UserName: 'Ann', PolicyArn }))
  await oneMore(/\(AttachUserPolicy\)/)
})

test('control policies that an operator changes are recorded, and told when the server runs', async (t) => {
  const cwd = await mkdtemp(join(tmpdir(), 'strongroom-alerts-'))
  atEnd(t, () => rm(cwd, { recursive: true }))
  const file = join(cwd, 'alerts.jsonl')
  await writeFile(join(cwd, 'scp.json'), policy(deny('dynamodb:DeleteTable')))
  const account = async (...args: string[]): Promise<void> => {
    const { code, stderr } = await run(cwd, ['account', ...args])
    assert.equal(code, 0, stderr)
  }
  const served = async (done: () => Promise<void>): Promise<void> => {
    const running = await startProcess(cwd, ['--alert-file', file])
    try {
      await done()
    } finally {
      running.child.kill('SIGTERM')
      await running.finished
    }
  }
  const all = ['--target', 'all', '--name', 'NoDeletion']
  await account('put-policy', 'scp.json', ...all)
  await served(() => Promise.resolve())
  await account('remove-policy', ...all)
  await served(async () => {
    const [found] = await raisedIn(file, rule, 1)
    const said =
      /^command-line\.strongroom changed policies of all accounts but the management account \(DetachPolicy\): now allowed and not before is dynamodb:DeleteTable/i
    assert.match(found?.message ?? '', said)
    assert.equal(found?.event?.additionalEventData?.['operator'] !== undefined, true)
  })
  assert.equal((await alertsIn(file)).filter((each) => each.rule === rule).length, 1)
})
