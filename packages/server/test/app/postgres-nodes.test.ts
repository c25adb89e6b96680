import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { atEnd } from '../at-end.ts'
import { startPostgres } from '../postgres/server.ts'
import { run, startProcess, type Running } from './command.ts'

test('a node that brings nothing but the master key takes a database over; one with another key is refused', async (t) => {
  const postgres = await startPostgres()
  atEnd(t, () => postgres.stop())
  const cwds = await Promise.all([0, 1].map(() => mkdtemp(join(tmpdir(), 'strongroom-node-'))))
  atEnd(t, () => Promise.all(cwds.map((cwd) => rm(cwd, { recursive: true }))))
  const secretAccessKey = 'a-secret-that-the-nodes-share'
  const env = {
    STRONGROOM_STORE: await postgres.database('nodes'),
    STRONGROOM_MASTER_KEY: Buffer.alloc(32, 5).toString('base64'),
    STRONGROOM_ROOT_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    STRONGROOM_ROOT_SECRET_ACCESS_KEY: secretAccessKey,
  }
  const serve = async (cwd: string): Promise<{ node: Running; client: DynamoDBClient }> => {
    const node = await startProcess(cwd, [], env)
    atEnd(t, async () => {
      node.child.kill('SIGKILL')
      await node.finished
    })
    const ca = await readFile(join(cwd, 'strongroom/keys/ca.pem'))
    const client = new DynamoDBClient({
      endpoint: node.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: env.STRONGROOM_ROOT_ACCESS_KEY_ID, secretAccessKey },
      requestHandler: { httpsAgent: { ca } },
    })
    return { node, client }
  }
  const end = async ({ node, client }: Awaited<ReturnType<typeof serve>>): Promise<void> => {
    client.destroy()
    node.child.kill('SIGTERM')
    assert.equal((await node.finished).code, 0)
  }
  const [first = '', second = ''] = cwds

  const one = await serve(first)
  await one.client.send(
    new CreateTableCommand({
      TableName: 'Kept',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  )
  assert.deepEqual(await readdir(join(first, 'strongroom')), ['keys'], 'a node keeps no data')
  const args = ['start', '--port', '0', '--log-level', 'silent']
  assert.equal((await run(second, args, env)).code, 5, 'the database is in use')
  await end(one)

  const wrong = { ...env, STRONGROOM_MASTER_KEY: Buffer.alloc(32, 6).toString('base64') }
  const refused = await run(second, args, wrong)
  assert.equal(refused.code, 3, refused.stderr)
  assert.match(refused.stderr, /does not open the keyring in the database/)

  const two = await serve(second)
  assert.deepEqual((await two.client.send(new ListTablesCommand())).TableNames, ['Kept'])
  await end(two)
})
