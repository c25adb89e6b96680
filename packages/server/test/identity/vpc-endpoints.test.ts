import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  CreateTableCommand,
  DescribeTableCommand,
  ListTablesCommand,
} from '@aws-sdk/client-dynamodb'
import * as E from '@aws-sdk/client-ec2'
import { PutUserPolicyCommand } from '@aws-sdk/client-iam'
import { DecodeAuthorizationMessageCommand } from '@aws-sdk/client-sts'
import { account, allow, deny, openRealm, policy, type Keys, type Realm } from './support.ts'

const ServiceName = 'com.amazonaws.us-east-1.dynamodb'

describe('VPC endpoints', () => {
  let realm: Realm
  let ec2: E.EC2Client
  let near = ''
  let plain = ''
  let foreign = ''
  before(async () => {
    realm = await openRealm({
      vpcListeners:
        'vpc-near=https://127.0.0.1:0;127.0.0.0/8,vpc-plain=http://127.0.0.1:0,vpc-foreign=http://127.0.0.1:0;10.0.0.0/8',
      httpPort: '0',
    })
    ec2 = realm.ec2()
    ;[near = '', plain = '', foreign = ''] = realm.server.vpcEndpoints
  })
  after(() => realm.close())

  const list = (endpoint: string, keys?: Keys): Promise<unknown> =>
    realm.dynamodb(keys, endpoint).send(new ListTablesCommand({}))
  const create = async (VpcId: string, PolicyDocument?: string): Promise<string> => {
    const { VpcEndpoint } = await ec2.send(
      new E.CreateVpcEndpointCommand({ VpcId, ServiceName, PolicyDocument }),
    )
    return VpcEndpoint?.VpcEndpointId ?? ''
  }

  it('let nobody through before there is an endpoint, root neither', async () => {
    await assert.rejects(list(near), {
      name: 'AccessDeniedException',
      message: 'No VPC endpoint of vpc-near reaches this service',
    })
    await list(realm.server.endpoint)
  })

  it('are created, described, modified and deleted', async () => {
    await assert.rejects(create('vpc-unknown'), { name: 'InvalidVpcId.NotFound' })
    await assert.rejects(
      ec2.send(
        new E.CreateVpcEndpointCommand({
          VpcId: 'vpc-near',
          ServiceName,
          SecurityGroupIds: ['sg-1'],
        }),
      ),
      { name: 'UnsupportedOperation' },
    )
    const made = await ec2.send(
      new E.CreateVpcEndpointCommand({
        VpcId: 'vpc-near',
        ServiceName,
        TagSpecifications: [
          { ResourceType: 'vpc-endpoint', Tags: [{ Key: 'stage', Value: 'test' }] },
        ],
      }),
    )
    const id = made.VpcEndpoint?.VpcEndpointId ?? ''
    assert.match(id, /^vpce-[0-9a-f]{17}$/)
    assert.equal(made.VpcEndpoint?.State, 'available')
    assert.deepEqual(made.VpcEndpoint.Tags, [{ Key: 'stage', Value: 'test' }])
    await assert.rejects(create('vpc-near'), { name: 'VpcEndpointAlreadyExists' })
    const found = await ec2.send(
      new E.DescribeVpcEndpointsCommand({
        Filters: [
          { Name: 'vpc-id', Values: ['vpc-near'] },
          { Name: 'tag:stage', Values: ['test'] },
        ],
      }),
    )
    assert.deepEqual(
      found.VpcEndpoints?.map((one) => one.VpcEndpointId),
      [id],
    )
    const services = await ec2.send(new E.DescribeVpcEndpointServicesCommand({}))
    assert(services.ServiceNames?.includes(ServiceName))
    assert(services.ServiceNames?.includes('com.amazonaws.us-east-1.kms'))
    await list(near)

    const table = `arn:aws:dynamodb:us-east-1:${account}:table/Music`
    const PolicyDocument = policy(
      allow('dynamodb:DescribeTable', { Principal: '*', Resource: table }),
    )
    await ec2.send(new E.ModifyVpcEndpointCommand({ VpcEndpointId: id, PolicyDocument }))
    await assert.rejects(
      list(near),
      /because no VPC endpoint policy allows the dynamodb:ListTables/,
    )
    await list(realm.server.endpoint)
    await realm.dynamodb().send(
      new CreateTableCommand({
        TableName: 'Music',
        AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    )
    const describeTable = new DescribeTableCommand({ TableName: 'Music' })
    await realm.dynamodb(undefined, near).send(describeTable)
    await ec2.send(new E.ModifyVpcEndpointCommand({ VpcEndpointId: id, ResetPolicy: true }))
    await list(near)
    const gone = await ec2.send(
      new E.DeleteVpcEndpointsCommand({ VpcEndpointIds: [id, 'vpce-unknown'] }),
    )
    assert.deepEqual(
      gone.Unsuccessful?.map(({ ResourceId }) => ResourceId),
      ['vpce-unknown'],
    )
    await assert.rejects(list(near), { name: 'AccessDeniedException' })
  })

  it('tell policies which endpoint it is, and that plain HTTP is not secure', async () => {
    const id = await create('vpc-near')
    await create('vpc-plain')
    const keys = await realm.user('ann')
    const put = (...statements: object[]): Promise<unknown> =>
      realm.iam().send(
        new PutUserPolicyCommand({
          UserName: 'ann',
          PolicyName: 'p',
          PolicyDocument: policy(allow('dynamodb:*'), ...statements),
        }),
      )
    await put(deny('*', { Condition: { StringNotEquals: { 'aws:SourceVpce': id } } }))
    await list(near, keys)
    await assert.rejects(list(plain, keys), /explicit deny/)
    await assert.rejects(list(realm.server.endpoint, keys), /explicit deny/)
    await put(deny('*', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } }))
    await list(near, keys)
    await list(realm.server.endpoint, keys)
    await assert.rejects(list(plain, keys), /explicit deny/)
    await assert.rejects(list(realm.server.httpEndpoint ?? '', keys), /explicit deny/)
    // Through an endpoint there is no public address, which a negated condition takes for a foreign one.
    await put(deny('*', { Condition: { NotIpAddress: { 'aws:SourceIp': '127.0.0.0/8' } } }))
    await list(realm.server.endpoint, keys)
    await assert.rejects(list(near, keys), /explicit deny/)
    await put(deny('*', { Condition: { NotIpAddress: { 'aws:VpcSourceIp': '127.0.0.0/8' } } }))
    await list(near, keys)
  })

  it('believe no header about address or transport', async () => {
    const keys = await realm.user('spoofer')
    const put = (condition: object): Promise<unknown> =>
      realm.iam().send(
        new PutUserPolicyCommand({
          UserName: 'spoofer',
          PolicyName: 'p',
          PolicyDocument: policy(allow('dynamodb:*', { Condition: condition })),
        }),
      )
    const spoofed = (endpoint: string): Promise<unknown> => {
      const client = realm.dynamodb(keys, endpoint)
      client.middlewareStack.add(
        (next) => (args) => {
          const { headers } = args.request as { headers: Record<string, string> }
          headers['x-forwarded-for'] = '10.1.2.3'
          headers['x-forwarded-proto'] = 'https'
          headers['x-forwarded-port'] = '443'
          headers['forwarded'] = 'for=10.1.2.3;proto=https'
          headers['x-real-ip'] = '10.1.2.3'
          headers['x-amz-vpce-id'] = 'vpce-1'
          return next(args)
        },
        { step: 'build' },
      )
      return client.send(new ListTablesCommand({}))
    }
    const denied = { name: 'AccessDeniedException' }
    await put({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })
    await assert.rejects(spoofed(realm.server.endpoint), denied)
    await put({ Bool: { 'aws:SecureTransport': 'true' } })
    await assert.rejects(spoofed(realm.server.httpEndpoint ?? ''), denied)
    await spoofed(realm.server.endpoint)
    await put({ StringEquals: { 'aws:SourceVpce': 'vpce-1' } })
    await assert.rejects(spoofed(realm.server.endpoint), denied)
  })

  it('take no connection from other networks than theirs', async () => {
    await create('vpc-foreign')
    await assert.rejects(list(foreign), (error: NodeJS.ErrnoException) => {
      assert.match(error.code ?? error.message, /ECONNRESET|EPIPE|hang up/)
      return true
    })
  })

  it('are managed by permission, and a denial can be decoded by who may', async () => {
    const keys = await realm.user('outsider')
    const asOutsider = realm.ec2(keys)
    let message = ''
    await assert.rejects(asOutsider.send(new E.DescribeVpcEndpointsCommand({})), (error: Error) => {
      assert.equal(error.name, 'UnauthorizedOperation')
      message = /Encoded authorization failure message: (\S+)$/.exec(error.message)?.[1] ?? ''
      return message !== ''
    })
    const decode = new DecodeAuthorizationMessageCommand({ EncodedMessage: message })
    await assert.rejects(realm.sts(keys).send(decode), { name: 'AccessDenied' })
    const { DecodedMessage } = await realm.sts().send(decode)
    const decoded = JSON.parse(DecodedMessage ?? '') as { context: { action: string } }
    assert.equal(decoded.context.action, 'ec2:DescribeVpcEndpoints')
    const forged = new DecodeAuthorizationMessageCommand({ EncodedMessage: `${message}A` })
    await assert.rejects(realm.sts().send(forged), {
      name: 'InvalidAuthorizationMessageException',
    })
  })
})

describe('a server of endpoints only', () => {
  it('listens on nothing else', async () => {
    const realm = await openRealm({
      vpcListeners: 'vpc-a=https://127.0.0.1:0',
      endpointsOnly: 'true',
    })
    assert.deepEqual(realm.server.vpcEndpoints, [realm.server.endpoint])
    await assert.rejects(realm.dynamodb().send(new ListTablesCommand({})), {
      message: 'No VPC endpoint of vpc-a reaches this service',
    })
    await realm.close()
    await assert.rejects(openRealm({ endpointsOnly: 'true' }), /needs --vpc-listeners/)
  })
})
