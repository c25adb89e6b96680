import assert from 'node:assert/strict'
import { Agent } from 'node:https'
import { after, before, describe, it } from 'node:test'
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { Secret, systemClock } from '../../src/base/index.ts'
import {
  signatureAuthenticator,
  type RunningListener,
  type TlsMaterial,
} from '../../src/front/index.ts'
import { RawJson, type BoundOperation } from '../../src/services/operation.ts'
import { caller, fakeService, start, testCertificate, type FakeService } from './support.ts'

const accessKeyId = caller.accessKeyId
const secretAccessKey = 'a secret that only the test knows'

function fakeDynamodb(): FakeService {
  const operation = (
    name: string,
    run: (input: unknown) => Promise<object>,
  ): [string, BoundOperation] => [
    name,
    { name, inputShape: name, prepare: (input) => input, accesses: () => [], run },
  ]
  const operations = new Map([
    operation('GetItem', () =>
      Promise.resolve({ Item: new RawJson(Buffer.from('{"a":{"S":"ü"}}')) }),
    ),
    operation('PutItem', () => Promise.resolve({})),
  ])
  const service = { signingName: 'dynamodb', targetPrefix: 'DynamoDB_20120810', operations }
  return { ...fakeService(), service }
}

describe('the AWS SDK', () => {
  let tls: TlsMaterial
  let listener: RunningListener
  const agents: Agent[] = []
  before(async () => {
    tls = await testCertificate()
    const credential = { caller, secretAccessKey: new Secret(secretAccessKey) }
    const source = {
      find: (id: string) => Promise.resolve(id === accessKeyId ? credential : undefined),
    }
    listener = await start({
      tls,
      fake: fakeDynamodb(),
      authenticator: signatureAuthenticator(source, systemClock),
    })
  })
  after(async () => {
    for (const agent of agents) agent.destroy()
    await listener.drain(0)
  })

  const client = (overrides: {
    accessKeyId?: string
    secretAccessKey?: string
    region?: string
  }): DynamoDBClient => {
    const agent = new Agent({ ca: tls.certificate, keepAlive: true })
    agents.push(agent)
    return new DynamoDBClient({
      endpoint: `https://localhost:${String(listener.port)}`,
      region: overrides.region ?? 'eu-test-1',
      credentials: { accessKeyId, secretAccessKey, ...overrides },
      maxAttempts: 1,
      requestHandler: { httpsAgent: agent },
    })
  }
  const get = new GetItemCommand({ TableName: 't', Key: { a: { S: 'ü' } } })

  it('is understood, and understands', async () => {
    const { Item, $metadata } = await client({}).send(get)
    assert.deepEqual(Item, { a: { S: 'ü' } })
    assert.match($metadata.requestId ?? '', /^[0-9A-Z]{52}$/)
  })

  it('sends large items', async () => {
    const large = new PutItemCommand({ TableName: 't', Item: { a: { S: 'ü'.repeat(1_000_000) } } })
    assert.equal((await client({}).send(large)).$metadata.httpStatusCode, 200)
  })

  it('is refused with a wrong secret, an unknown key and another region', async () => {
    await assert.rejects(client({ secretAccessKey: 'wrong' }).send(get), {
      name: 'InvalidSignatureException',
    })
    await assert.rejects(client({ accessKeyId: 'AKIDOTHER' }).send(get), {
      name: 'UnrecognizedClientException',
    })
    await assert.rejects(client({ region: 'us-east-1' }).send(get), {
      name: 'InvalidSignatureException',
    })
  })
})
