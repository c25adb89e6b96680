import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { absent, run, startReachable, type Outcome, type Reachable } from './programs.ts'

const skip = await absent('aws', ['--version'])
const TableName = 'from-the-command-line'

describe('the AWS command line', { skip }, () => {
  let reachable: Reachable
  before(async () => {
    reachable = await startReachable()
  })
  after(() => reachable.close())

  function aws(
    operation: string,
    input: object,
    overrides: Record<string, string> = {},
  ): Promise<Outcome> {
    const { server, ca, env } = reachable
    const where = ['--endpoint-url', server.endpoint, '--ca-bundle', ca, '--output', 'json']
    const args = ['dynamodb', operation, '--cli-input-json', JSON.stringify(input), ...where]
    return run('aws', args, { ...env, ...overrides })
  }

  async function answered(operation: string, input: object): Promise<unknown> {
    const { code, stdout, stderr } = await aws(operation, input)
    assert.equal(code, 0, stderr)
    return stdout.trim() === '' ? undefined : JSON.parse(stdout)
  }

  it('creates, writes, reads and deletes', { timeout: 600_000 }, async () => {
    await answered('create-table', {
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    })
    const Key = { pk: { S: 'é "quoted"' } }
    await answered('put-item', {
      TableName,
      Item: { ...Key, n: { N: '1' }, s: { SS: ['a', 'b'] } },
    })
    await answered('update-item', {
      TableName,
      Key,
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    })
    const expected = { ...Key, n: { N: '2' }, s: { SS: ['a', 'b'] } }
    assert.deepEqual(await answered('get-item', { TableName, Key, ConsistentRead: true }), {
      Item: expected,
    })
    const page = { Items: [expected], Count: 1, ScannedCount: 1 }
    const query = {
      TableName,
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': Key.pk },
    }
    for (const answer of [await answered('query', query), await answered('scan', { TableName })]) {
      const { Items, Count, ScannedCount } = answer as typeof page
      assert.deepEqual({ Items, Count, ScannedCount }, page)
    }
    await answered('delete-item', { TableName, Key })
    assert.equal(await answered('get-item', { TableName, Key }), undefined)
  })

  it('is refused with a wrong secret', async () => {
    const { code, stderr } = await aws('list-tables', {}, { AWS_SECRET_ACCESS_KEY: 'wrong' })
    assert.notEqual(code, 0)
    assert.match(stderr, /InvalidSignatureException/)
  })

  it('does not talk to a server whose certificate it cannot verify', async () => {
    const { server, env } = reachable
    const args = ['dynamodb', 'list-tables', '--endpoint-url', server.endpoint]
    const { code, stderr } = await run('aws', args, env)
    assert.notEqual(code, 0)
    assert.match(stderr, /SSL|certificate/i)
  })
})
