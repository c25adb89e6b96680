import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { Agent } from 'node:https'
import { Agent as PlainAgent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import * as D from '@aws-sdk/client-dynamodb'
import * as E from '@aws-sdk/client-ec2'
import * as I from '@aws-sdk/client-iam'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { run, startProcess } from '../app/command.ts'
import { freePort } from '../free-port.ts'
import { allow, deny, keysOf, policy, trust, type Keys } from './support.ts'

const onLinux = { skip: process.platform !== 'linux' }
const account = '000000000000'
const other = '222233334444'
/** More connections than workers, so that each worker has some. */
const connections = 6

interface Realm {
  readonly root: Keys
  config(keys: Keys, endpoint?: string): object
  /** Runs a command beside the server. */
  command(...args: string[]): Promise<string>
  write(name: string, text: string): Promise<string>
  user(name: string, iam?: I.IAMClient): Promise<Keys>
  readonly iam: I.IAMClient
  /** What requests by connections of their own are answered: each outcome once. */
  outcomes(clients: readonly D.DynamoDBClient[]): Promise<string[]>
  /** Clients with a connection each. */
  crowd(keys: Keys, endpoint?: string): D.DynamoDBClient[]
}

async function open(t: TestContext, args: readonly string[]): Promise<Realm> {
  const cwd = await mkdtemp(join(tmpdir(), 'strongroom-revocations-'))
  const running = await startProcess(cwd, args)
  const agents: { destroy(): void }[] = []
  t.after(async () => {
    for (const agent of agents) agent.destroy()
    running.child.kill('SIGKILL')
    await running.finished
    await rm(cwd, { recursive: true })
  })
  const file = await readFile(join(cwd, 'strongroom/keys/root.credentials'), 'utf8')
  const ca = await readFile(join(cwd, 'strongroom/keys/ca.pem'))
  const config = (credentials: Keys, endpoint = running.endpoint) => {
    const httpsAgent = new Agent({ ca, keepAlive: true, maxSockets: 1 })
    const httpAgent = new PlainAgent({ keepAlive: true, maxSockets: 1 })
    agents.push(httpsAgent, httpAgent)
    const requestHandler = { httpsAgent, httpAgent }
    return { endpoint, region: 'us-east-1', credentials, maxAttempts: 1, requestHandler }
  }
  const root = keysIn(file)
  const iam = new I.IAMClient(config(root))
  return {
    root,
    iam,
    config,
    async command(...words) {
      const { code, stdout, stderr } = await run(cwd, words)
      assert.equal(code, 0, stderr)
      return stdout
    },
    async write(name, text) {
      await writeFile(join(cwd, name), text)
      return name
    },
    async user(name, by = iam) {
      await by.send(new I.CreateUserCommand({ UserName: name }))
      const { AccessKey } = await by.send(new I.CreateAccessKeyCommand({ UserName: name }))
      assert(AccessKey?.AccessKeyId !== undefined && AccessKey.SecretAccessKey !== undefined)
      return { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey }
    },
    crowd: (keys, endpoint) =>
      Array.from({ length: connections }, () => new D.DynamoDBClient(config(keys, endpoint))),
    async outcomes(clients) {
      const all = await Promise.all(
        clients.map((client) =>
          client.send(new D.GetItemCommand({ TableName: 'Held', Key: { id: { S: 'x' } } })).then(
            () => 'allowed',
            (error: unknown) => (error as Error).name,
          ),
        ),
      )
      return [...new Set(all)]
    },
  }
}

function keysIn(text: string): Keys {
  const value = (name: string): string =>
    new RegExp(`${name}\\s+(?:= )?(\\S+)`).exec(text)?.[1] ?? ''
  return {
    accessKeyId: value('aws_access_key_id'),
    secretAccessKey: value('aws_secret_access_key'),
  }
}

const table = new D.CreateTableCommand({
  TableName: 'Held',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
})
const allowed = ['allowed']
const denied = ['AccessDeniedException']
const unknownKey = ['UnrecognizedClientException']

for (const workers of ['1', '2']) {
  test(
    `after its answer a revocation holds for every request; ${workers} worker(s)`,
    onLinux,
    async (t) => {
      const port = await freePort()
      const realm = await open(t, [
        ...['--workers', workers],
        ...['--vpc-listeners', `vpc-near=http://127.0.0.1:${String(port)}`],
      ])
      const { iam, root, crowd, outcomes, config } = realm
      await new D.DynamoDBClient(config(root)).send(table)
      const getItem = policy(allow('dynamodb:GetItem'))
      const own = (UserName: string, PolicyDocument = getItem): Promise<unknown> =>
        iam.send(new I.PutUserPolicyCommand({ UserName, PolicyName: 'p', PolicyDocument }))

      await t.test('a key that is deleted', async () => {
        const keys = await realm.user('key')
        await own('key')
        const clients = crowd(keys)
        assert.deepEqual(await outcomes(clients), allowed)
        await iam.send(
          new I.DeleteAccessKeyCommand({ UserName: 'key', AccessKeyId: keys.accessKeyId }),
        )
        assert.deepEqual(await outcomes(clients), unknownKey)
      })

      await t.test('a group that the user is no member of any more', async () => {
        const clients = crowd(await realm.user('member'))
        await iam.send(new I.CreateGroupCommand({ GroupName: 'g' }))
        await iam.send(
          new I.PutGroupPolicyCommand({ GroupName: 'g', PolicyName: 'p', PolicyDocument: getItem }),
        )
        const membership = { GroupName: 'g', UserName: 'member' }
        for (let round = 0; round < 3; round++) {
          await iam.send(new I.AddUserToGroupCommand(membership))
          assert.deepEqual(await outcomes(clients), allowed)
          await iam.send(new I.RemoveUserFromGroupCommand(membership))
          assert.deepEqual(await outcomes(clients), denied)
        }
      })

      await t.test('another default version of a managed policy', async () => {
        const clients = crowd(await realm.user('managed'))
        const { Policy } = await iam.send(
          new I.CreatePolicyCommand({ PolicyName: 'm', PolicyDocument: getItem }),
        )
        const PolicyArn = Policy?.Arn
        await iam.send(new I.AttachUserPolicyCommand({ UserName: 'managed', PolicyArn }))
        await iam.send(
          new I.CreatePolicyVersionCommand({
            PolicyArn,
            PolicyDocument: policy(allow('dynamodb:GetItem'), deny('dynamodb:Get*')),
          }),
        )
        for (let round = 0; round < 3; round++) {
          assert.deepEqual(await outcomes(clients), allowed)
          await iam.send(new I.SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v2' }))
          assert.deepEqual(await outcomes(clients), denied)
          await iam.send(new I.SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }))
        }
        await iam.send(new I.DetachUserPolicyCommand({ UserName: 'managed', PolicyArn }))
        assert.deepEqual(await outcomes(clients), denied)
      })

      await t.test('a permissions boundary', async () => {
        const clients = crowd(await realm.user('bounded'))
        await own('bounded')
        assert.deepEqual(await outcomes(clients), allowed)
        const PermissionsBoundary = 'arn:aws:iam::aws:policy/AWSDenyAll'
        await iam.send(
          new I.PutUserPermissionsBoundaryCommand({ UserName: 'bounded', PermissionsBoundary }),
        )
        assert.deepEqual(await outcomes(clients), denied)
      })

      await t.test(
        'sessions issued before a moment, and sessions of a role that is gone',
        async () => {
          await iam.send(
            new I.CreateRoleCommand({
              RoleName: 'r',
              AssumeRolePolicyDocument: trust({ AWS: account }),
            }),
          )
          const role = (PolicyName: string, PolicyDocument: string): Promise<unknown> =>
            iam.send(new I.PutRolePolicyCommand({ RoleName: 'r', PolicyName, PolicyDocument }))
          await role('p', getItem)
          await realm.user('actor')
          await own('actor', policy(allow('sts:AssumeRole')))
          const { AccessKey } = await iam.send(new I.CreateAccessKeyCommand({ UserName: 'actor' }))
          const sts = new STSClient(
            config({
              accessKeyId: AccessKey?.AccessKeyId ?? '',
              secretAccessKey: AccessKey?.SecretAccessKey ?? '',
            }),
          )
          const assume = new AssumeRoleCommand({
            RoleArn: `arn:aws:iam::${account}:role/r`,
            RoleSessionName: 's1',
          })
          const clients = crowd(keysOf((await sts.send(assume)).Credentials))
          assert.deepEqual(await outcomes(clients), allowed)
          const revoking = (before: number): string =>
            policy(
              deny('*', {
                Condition: {
                  DateLessThan: { 'aws:TokenIssueTime': new Date(before).toISOString() },
                },
              }),
            )
          await role('AWSRevokeOlderSessions', revoking(Date.now() + 5000))
          assert.deepEqual(await outcomes(clients), denied)
          await role('AWSRevokeOlderSessions', revoking(Date.now() - 3_600_000))
          assert.deepEqual(await outcomes(clients), allowed)
          await iam.send(
            new I.DeleteRolePolicyCommand({ RoleName: 'r', PolicyName: 'AWSRevokeOlderSessions' }),
          )
          await iam.send(new I.DeleteRolePolicyCommand({ RoleName: 'r', PolicyName: 'p' }))
          await iam.send(new I.DeleteRoleCommand({ RoleName: 'r' }))
          assert.deepEqual(await outcomes(clients), unknownKey)
        },
      )

      await t.test('a user who is deleted', async () => {
        const keys = await realm.user('gone')
        await own('gone')
        const clients = crowd(keys)
        assert.deepEqual(await outcomes(clients), allowed)
        const key = { UserName: 'gone', AccessKeyId: keys.accessKeyId }
        await iam.send(new I.DeleteAccessKeyCommand(key))
        await iam.send(new I.DeleteUserPolicyCommand({ UserName: 'gone', PolicyName: 'p' }))
        await iam.send(new I.DeleteUserCommand({ UserName: 'gone' }))
        await realm.user('gone')
        await own('gone')
        assert.deepEqual(await outcomes(clients), unknownKey)
      })

      await t.test('the policy of a table', async () => {
        const clients = crowd(await realm.user('reader'))
        await own('reader')
        assert.deepEqual(await outcomes(clients), allowed)
        await new D.DynamoDBClient(config(root)).send(
          new D.PutResourcePolicyCommand({
            ResourceArn: `arn:aws:dynamodb:us-east-1:${account}:table/Held`,
            Policy: policy({
              ...deny('dynamodb:GetItem'),
              Principal: { AWS: `arn:aws:iam::${account}:user/reader` },
            }),
          }),
        )
        assert.deepEqual(await outcomes(clients), denied)
      })

      await t.test('the policy of a VPC endpoint', async () => {
        const ec2 = new E.EC2Client(config(root))
        const { VpcEndpoint } = await ec2.send(
          new E.CreateVpcEndpointCommand({
            VpcId: 'vpc-near',
            ServiceName: 'com.amazonaws.us-east-1.dynamodb',
          }),
        )
        const clients = crowd(root, `http://127.0.0.1:${String(port)}`)
        const modify = (change: object): Promise<unknown> =>
          ec2.send(
            new E.ModifyVpcEndpointCommand({
              VpcEndpointId: VpcEndpoint?.VpcEndpointId,
              ...change,
            }),
          )
        for (let round = 0; round < 3; round++) {
          assert.deepEqual(await outcomes(clients), allowed)
          await modify({ PolicyDocument: policy(allow('dynamodb:PutItem', { Principal: '*' })) })
          assert.deepEqual(await outcomes(clients), denied)
          await modify({ ResetPolicy: true })
        }
        await ec2.send(
          new E.DeleteVpcEndpointsCommand({ VpcEndpointIds: [VpcEndpoint?.VpcEndpointId ?? ''] }),
        )
        assert.deepEqual(await outcomes(clients), denied)
      })

      await t.test(
        'a service and a resource control policy, attached beside the server',
        async () => {
          const theirs = keysIn(await realm.command('account', 'create', other))
          await new D.DynamoDBClient(config(theirs)).send(table)
          const ofRoot = crowd(theirs)
          const ann = await realm.user('ann', new I.IAMClient(config(theirs)))
          await new I.IAMClient(config(theirs)).send(
            new I.PutUserPolicyCommand({
              UserName: 'ann',
              PolicyName: 'p',
              PolicyDocument: getItem,
            }),
          )
          const ofUser = crowd(ann)
          const scp = await realm.write('scp.json', policy(deny('dynamodb:GetItem')))
          const rcp = await realm.write(
            'rcp.json',
            policy(deny('dynamodb:GetItem', { Principal: '*' })),
          )
          for (const [type, file] of [
            ['scp', scp],
            ['rcp', rcp],
            ['scp', scp],
          ] as const) {
            const named = ['--type', type, '--name', 'No', '--target', other]
            assert.deepEqual([await outcomes(ofRoot), await outcomes(ofUser)], [allowed, allowed])
            await realm.command('account', 'put-policy', file, ...named)
            assert.deepEqual([await outcomes(ofRoot), await outcomes(ofUser)], [denied, denied])
            await realm.command('account', 'remove-policy', ...named)
          }
          assert.deepEqual([await outcomes(ofRoot), await outcomes(ofUser)], [allowed, allowed])
          assert.match(await realm.command('account', 'list'), new RegExp(`^${other}$`, 'm'))
        },
      )
    },
  )
}
