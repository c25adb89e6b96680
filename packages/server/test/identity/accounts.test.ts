import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import * as I from '@aws-sdk/client-iam'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { atEnd } from '../at-end.ts'
import { run, startProcess } from '../app/command.ts'
import { allow, deny, keysOf, policy, type Keys } from './support.ts'

const main = '000000000000'
const other = '222233334444'

test('accounts are apart, limited by control policies, and reached over roles', async (t) => {
  const cwd = await mkdtemp(join(tmpdir(), 'strongroom-accounts-'))
  atEnd(t, () => rm(cwd, { recursive: true }))
  const command = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(cwd, ['account', ...args])
    assert.equal(code, 0, stderr)
    return stdout
  }
  const printed = await command('create', other, '--name', 'second')
  const value = (text: string, name: string): string =>
    new RegExp(`${name}\\s+(?:= )?(\\S+)`).exec(text)?.[1] ?? ''
  const rootOther: Keys = {
    accessKeyId: value(printed, 'aws_access_key_id'),
    secretAccessKey: value(printed, 'aws_secret_access_key'),
  }
  assert.match(await command('list'), /^000000000000 .*\n222233334444 {2}second\n$/)
  const again = await run(cwd, ['account', 'create', other])
  assert.equal(again.code, 2)
  assert.match(again.stderr, /exists already/)
  await writeFile(
    join(cwd, 'scp.json'),
    policy(deny('dynamodb:DeleteTable'), deny('iam:CreateUser')),
  )
  await command('put-policy', 'scp.json', '--name', 'NoUsers', '--target', 'all')
  const rcp = policy(deny('dynamodb:DescribeTable', { Principal: '*' }))
  await writeFile(join(cwd, 'rcp.json'), rcp)
  const attach = ['put-policy', 'rcp.json', '--type', 'rcp', '--name', 'Blind', '--target']
  await command(...attach, other)
  const refused = await run(cwd, ['account', ...attach, main])
  assert.match(refused.stderr, /nothing limits the default account/)

  const running = await startProcess(cwd)
  atEnd(t, async () => {
    running.child.kill('SIGKILL')
    await running.finished
  })
  const file = await readFile(join(cwd, 'strongroom/keys/root.credentials'), 'utf8')
  const rootMain: Keys = {
    accessKeyId: value(file, 'aws_access_key_id'),
    secretAccessKey: value(file, 'aws_secret_access_key'),
  }
  const ca = await readFile(join(cwd, 'strongroom/keys/ca.pem'))
  const config = (credentials: Keys) => ({
    endpoint: running.endpoint,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
    requestHandler: { httpsAgent: { ca } },
  })
  const dynamodb = (keys: Keys): DynamoDBClient => new DynamoDBClient(config(keys))
  const iam = (keys: Keys): I.IAMClient => new I.IAMClient(config(keys))
  const sts = (keys: Keys): STSClient => new STSClient(config(keys))

  const me = await sts(rootOther).send(new GetCallerIdentityCommand({}))
  assert.equal(me.Arn, `arn:aws:iam::${other}:root`)
  for (const [keys, text] of [
    [rootMain, 'of the main account'],
    [rootOther, 'of the other account'],
  ] as const) {
    await dynamodb(keys).send(
      new CreateTableCommand({
        TableName: 'Same',
        AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    )
    const Item = { k: { S: '1' }, text: { S: text } }
    await dynamodb(keys).send(new PutItemCommand({ TableName: 'Same', Item }))
  }
  const read = async (keys: Keys, TableName = 'Same'): Promise<string | undefined> => {
    const get = new GetItemCommand({ TableName, Key: { k: { S: '1' } } })
    return (await dynamodb(keys).send(get)).Item?.['text']?.S
  }
  assert.equal(await read(rootMain), 'of the main account')
  assert.equal(await read(rootOther), 'of the other account')
  const foreign = `arn:aws:dynamodb:us-east-1:${other}:table/Same`
  await assert.rejects(read(rootMain, foreign), { name: 'AccessDeniedException' })

  // The other account's root is limited, by both kinds of policy; the management account is not.
  const create = new I.CreateUserCommand({ UserName: 'ann' })
  await assert.rejects(iam(rootOther).send(create), /explicit deny in a service control policy/)
  await iam(rootMain).send(create)
  await assert.rejects(
    dynamodb(rootOther).send(new DescribeTableCommand({ TableName: 'Same' })),
    /explicit deny in a resource control policy/,
  )
  await dynamodb(rootMain).send(new DescribeTableCommand({ TableName: 'Same' }))

  // A user of one account works in the other through a role there, if both sides say so.
  const { AccessKey } = await iam(rootMain).send(new I.CreateAccessKeyCommand({ UserName: 'ann' }))
  const ann: Keys = {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  }
  const arn = `arn:aws:iam::${main}:user/ann`
  const document = policy({
    Effect: 'Allow',
    Principal: { AWS: arn },
    Action: 'sts:AssumeRole',
  })
  const role = { RoleName: 'guest', PolicyName: 'read' }
  await iam(rootOther).send(
    new I.CreateRoleCommand({ RoleName: 'guest', AssumeRolePolicyDocument: document }),
  )
  await iam(rootOther).send(
    new I.PutRolePolicyCommand({ ...role, PolicyDocument: policy(allow('dynamodb:*')) }),
  )
  const RoleArn = `arn:aws:iam::${other}:role/guest`
  const assume = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'visit' })
  await assert.rejects(sts(ann).send(assume), { name: 'AccessDenied' })
  await iam(rootMain).send(
    new I.PutUserPolicyCommand({
      UserName: 'ann',
      PolicyName: 'go',
      PolicyDocument: policy(allow('sts:AssumeRole', { Resource: RoleArn })),
    }),
  )
  const session = keysOf((await sts(ann).send(assume)).Credentials)
  assert.equal(await read(session), 'of the other account')
  const tables = await dynamodb(session).send(new ListTablesCommand({}))
  assert.deepEqual(tables.TableNames, ['Same'])
  // The other account's identities are not to be seen from here.
  const roles = await iam(rootMain).send(new I.ListRolesCommand({}))
  assert.deepEqual(roles.Roles, [])
})
