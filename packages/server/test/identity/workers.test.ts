import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { Agent } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import * as I from '@aws-sdk/client-iam'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { startProcess } from '../app/command.ts'
import { allow, deny, keysOf, policy, type Keys } from './support.ts'

const onLinux = { skip: process.platform !== 'linux' }
/** More connections than workers, so that each worker has some. */
const connections = 8

test('what is taken away is gone in every worker process', onLinux, async (t) => {
  const cwd = await mkdtemp(join(tmpdir(), 'strongroom-revoke-'))
  const running = await startProcess(cwd, ['--workers', '3'])
  const agents: Agent[] = []
  t.after(async () => {
    for (const agent of agents) agent.destroy()
    running.child.kill('SIGKILL')
    await running.finished
    await rm(cwd, { recursive: true })
  })
  const file = await readFile(join(cwd, 'strongroom/keys/root.credentials'), 'utf8')
  const value = (name: string): string => new RegExp(`${name} = (\\S+)`).exec(file)?.[1] ?? ''
  const root: Keys = {
    accessKeyId: value('aws_access_key_id'),
    secretAccessKey: value('aws_secret_access_key'),
  }
  const ca = await readFile(join(cwd, 'strongroom/keys/ca.pem'))
  const config = (credentials: Keys) => {
    const httpsAgent = new Agent({ ca, keepAlive: true, maxSockets: 1 })
    agents.push(httpsAgent)
    return {
      endpoint: running.endpoint,
      region: 'us-east-1',
      credentials,
      maxAttempts: 1,
      requestHandler: { httpsAgent },
    }
  }
  const iam = new I.IAMClient(config(root))
  await iam.send(new I.CreateUserCommand({ UserName: 'ann' }))
  const makeKey = async (): Promise<Keys> => {
    const { AccessKey } = await iam.send(new I.CreateAccessKeyCommand({ UserName: 'ann' }))
    return {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    }
  }
  const put = (...statements: object[]): Promise<unknown> =>
    iam.send(
      new I.PutUserPolicyCommand({
        UserName: 'ann',
        PolicyName: 'p',
        PolicyDocument: policy(...statements),
      }),
    )
  /** Clients with a connection each, all of which have been used. */
  const crowd = (keys: Keys): DynamoDBClient[] =>
    Array.from({ length: connections }, () => new DynamoDBClient(config(keys)))
  const outcomes = async (clients: readonly DynamoDBClient[]): Promise<string[]> => {
    const all = await Promise.all(
      clients.map((client) =>
        client.send(new ListTablesCommand({})).then(
          () => 'allowed',
          (error: unknown) => (error as Error).name,
        ),
      ),
    )
    return [...new Set(all)]
  }

  const keys = await makeKey()
  const clients = crowd(keys)
  assert.deepEqual(await outcomes(clients), ['AccessDeniedException'])
  for (let round = 0; round < 10; round++) {
    await put(allow('dynamodb:*'), allow('sts:*'))
    assert.deepEqual(await outcomes(clients), ['allowed'])
    await put(allow('dynamodb:*'), deny('dynamodb:ListTables'))
    assert.deepEqual(await outcomes(clients), ['AccessDeniedException'])
  }
  await put(allow('dynamodb:*'), allow('sts:*'))
  for (let round = 0; round < 5; round++) {
    const key = { UserName: 'ann', AccessKeyId: keys.accessKeyId }
    await iam.send(new I.UpdateAccessKeyCommand({ ...key, Status: 'Inactive' }))
    assert.deepEqual(await outcomes(clients), ['UnrecognizedClientException'])
    await iam.send(new I.UpdateAccessKeyCommand({ ...key, Status: 'Active' }))
    assert.deepEqual(await outcomes(clients), ['allowed'])
  }

  await iam.send(
    new I.CreateRoleCommand({
      RoleName: 'r',
      AssumeRolePolicyDocument: policy({
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::000000000000:user/ann' },
        Action: 'sts:AssumeRole',
      }),
    }),
  )
  const inline = { RoleName: 'r', PolicyName: 'p' }
  await iam.send(
    new I.PutRolePolicyCommand({ ...inline, PolicyDocument: policy(allow('dynamodb:*')) }),
  )
  const RoleArn = 'arn:aws:iam::000000000000:role/r'
  const assume = new AssumeRoleCommand({ RoleArn, RoleSessionName: 's1' })
  const sessions = crowd(keysOf((await new STSClient(config(keys)).send(assume)).Credentials))
  assert.deepEqual(await outcomes(sessions), ['allowed'])
  await iam.send(new I.DeleteRolePolicyCommand(inline))
  assert.deepEqual(await outcomes(sessions), ['AccessDeniedException'])
  await iam.send(new I.DeleteRoleCommand({ RoleName: 'r' }))
  assert.deepEqual(await outcomes(sessions), ['UnrecognizedClientException'])
})
