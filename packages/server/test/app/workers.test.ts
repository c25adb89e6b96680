import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { run, startProcess, type Running } from './command.ts'

const onLinux = { skip: process.platform !== 'linux' }

async function serve(t: TestContext): Promise<{ cwd: string; running: Running }> {
  const cwd = await mkdtemp(join(tmpdir(), 'strongroom-workers-'))
  const running = await startProcess(cwd, ['--workers', '2'])
  t.after(async () => {
    running.child.kill('SIGKILL')
    await running.finished
    await rm(cwd, { recursive: true })
  })
  return { cwd, running }
}

/** Ids of the worker processes. */
async function workersOf(running: Running): Promise<number[]> {
  const pid = String(running.child.pid)
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'latin1')
  return text.trim().split(' ').filter(Boolean).map(Number)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function until(fact: () => Promise<boolean> | boolean): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt++) {
    if (await fact()) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  assert.fail('it did not come true')
}

/** A client of its own has a connection of its own, which goes to the next worker. */
async function clientOf(cwd: string, endpoint: string): Promise<DynamoDBClient> {
  const file = await readFile(join(cwd, 'strongroom/keys/root.credentials'), 'utf8')
  const value = (name: string): string => new RegExp(`${name} = (\\S+)`).exec(file)?.[1] ?? ''
  return new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: {
      accessKeyId: value('aws_access_key_id'),
      secretAccessKey: value('aws_secret_access_key'),
    },
    requestHandler: { httpsAgent: { ca: await readFile(join(cwd, 'strongroom/keys/ca.pem')) } },
  })
}

test(
  'workers share one store: each sees what the other wrote; a killed one is replaced',
  onLinux,
  async (t) => {
    const { cwd, running } = await serve(t)
    const clients = await Promise.all(
      Array.from({ length: 4 }, () => clientOf(cwd, running.endpoint)),
    )
    t.after(() => {
      for (const client of clients) client.destroy()
    })
    const [first] = clients
    assert.ok(first)
    await first.send(
      new CreateTableCommand({
        TableName: 'Shared',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    )
    const roundTrip = async (round: string): Promise<void> => {
      for (const [index, client] of clients.entries()) {
        const id = { S: `${round}-${String(index)}` }
        await client.send(new PutItemCommand({ TableName: 'Shared', Item: { id } }))
        for (const reader of clients) {
          const read = await reader.send(
            new GetItemCommand({ TableName: 'Shared', Key: { id }, ConsistentRead: true }),
          )
          assert.deepEqual(read.Item, { id })
        }
      }
    }
    await roundTrip('before')

    const before = await workersOf(running)
    assert.equal(before.length, 2)
    const [victim] = before
    assert.ok(victim)
    process.kill(victim, 'SIGKILL')
    await until(async () => {
      const now = await workersOf(running)
      return now.length === 2 && !now.includes(victim)
    })
    await roundTrip('after')

    running.child.kill('SIGTERM')
    const { code, stderr } = await running.finished
    assert.equal(code, 0, stderr)
    assert.match(stderr, /a worker died/)
    assert.ok(before.every((pid) => !isAlive(pid)))
  },
)

test(
  'workers end with the primary, and their secrets are in no environment or argument',
  onLinux,
  async (t) => {
    const { cwd, running } = await serve(t)
    const workers = await workersOf(running)
    assert.equal(workers.length, 2)
    const key = (await readFile(join(cwd, 'strongroom/keys/master.key'), 'utf8')).trim()
    const credentials = await readFile(join(cwd, 'strongroom/keys/root.credentials'), 'utf8')
    const secret =
      /aws_secret_access_key = (\S+)/.exec(credentials)?.[1] ?? assert.fail('no secret')
    for (const pid of workers) {
      for (const file of ['environ', 'cmdline']) {
        const text = await readFile(`/proc/${String(pid)}/${file}`, 'latin1')
        assert.ok(!text.includes(key) && !text.includes(secret), file)
      }
    }
    running.child.kill('SIGKILL')
    await running.finished
    await until(() => workers.every((pid) => !isAlive(pid)))
  },
)

test('a port that is taken is reported once, with its exit code', async (t) => {
  const cwd = await mkdtemp(join(tmpdir(), 'strongroom-workers-'))
  t.after(() => rm(cwd, { recursive: true }))
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.after(() => taken.close())
  const port = String((taken.address() as AddressInfo).port)
  const { code, stderr } = await run(cwd, [
    'start',
    '--workers',
    '2',
    '--port',
    port,
    '--log-level',
    'silent',
  ])
  assert.equal(code, 8, stderr)
  assert.match(stderr, /^strongroom: [^\n]*EADDRINUSE[^\n]*\n$/)
})
