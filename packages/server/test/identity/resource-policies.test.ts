import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  CreateTableCommand,
  GetItemCommand,
  PutResourcePolicyCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb'
import {
  CreateRoleCommand,
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { account, keysOf, openRealm, policy, trust, type Keys, type Realm } from './support.ts'

let realm: Realm
let root: DynamoDBClient

before(async () => {
  realm = await openRealm()
  root = realm.dynamodb()
})
after(() => realm.close())

/** A table whose policy lets a principal read items. */
async function shared(TableName: string, AWS: string): Promise<string> {
  const ResourceArn = `arn:aws:dynamodb:us-east-1:${account}:table/${TableName}`
  await root.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  )
  const Policy = policy({
    Effect: 'Allow',
    Principal: { AWS },
    Action: 'dynamodb:GetItem',
    Resource: ResourceArn,
  })
  await root.send(new PutResourcePolicyCommand({ ResourceArn, Policy }))
  return TableName
}

const read = (keys: Keys, TableName: string) =>
  realm.dynamodb(keys).send(new GetItemCommand({ TableName, Key: { id: { S: 'x' } } }))

test('a policy of a table may name only users, roles and accounts that there are', async () => {
  for (const [at, nobody] of [
    `arn:aws:iam::${account}:user/nobody`,
    `arn:aws:iam::${account}:role/nobody`,
    `arn:aws:sts::${account}:assumed-role/nobody/session`,
    'arn:aws:iam::999999999999:root',
  ].entries()) {
    await assert.rejects(shared(`nobody-${String(at)}`, nobody), {
      name: 'ValidationException',
      message: 'One or more parameter values were invalid: Invalid principal in policy document.',
    })
  }
  await shared('own-account', `arn:aws:iam::${account}:root`)
})

test('a grant to a user is not one to a later user of that name', async () => {
  const keys = await realm.user('nina')
  const TableName = await shared('for-nina', `arn:aws:iam::${account}:user/nina`)
  await read(keys, TableName)
  const iam = realm.iam()
  const key = { UserName: 'nina', AccessKeyId: keys.accessKeyId }
  await iam.send(new DeleteAccessKeyCommand(key))
  await iam.send(new DeleteUserCommand({ UserName: 'nina' }))
  const later = await realm.user('nina')
  await assert.rejects(read(later, TableName), { name: 'AccessDeniedException' })
})

test('a grant to a role is not one to a later role of that name', async () => {
  const iam = realm.iam()
  const RoleName = 'reader'
  const make = async (): Promise<Keys> => {
    const AssumeRolePolicyDocument = trust({ AWS: `arn:aws:iam::${account}:root` })
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
    const input = { RoleArn: Role?.Arn, RoleSessionName: 'session' }
    return keysOf((await realm.sts(await assumer()).send(new AssumeRoleCommand(input))).Credentials)
  }
  const first = await make()
  const TableName = await shared('for-reader', `arn:aws:iam::${account}:role/${RoleName}`)
  await read(first, TableName)
  await iam.send(new DeleteRoleCommand({ RoleName }))
  const second = await make()
  await assert.rejects(read(second, TableName), { name: 'AccessDeniedException' })
})

let made: Keys | undefined

/** A user who may assume roles. */
async function assumer(): Promise<Keys> {
  if (made !== undefined) return made
  made = await realm.user('assumer')
  await realm.iam().send(
    new PutUserPolicyCommand({
      UserName: 'assumer',
      PolicyName: 'p',
      PolicyDocument: policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }),
    }),
  )
  return made
}
