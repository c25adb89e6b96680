import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { connect } from 'node:tls'
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

/** Connections that the primary holds open: those of its sockets that are established. */
async function connectionsOf(running: Running): Promise<number> {
  const port = Number(new URL(running.endpoint).port).toString(16).toUpperCase().padStart(4, '0')
  const table = await readFile('/proc/net/tcp', 'latin1')
  const inodes = new Set(
    table
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local, , state]) => local?.endsWith(`:${port}`) === true && state === '01')
      .map((fields) => `socket:[${fields[9] ?? ''}]`),
  )
  const folder = `/proc/${String(running.child.pid)}/fd`
  const links = await Promise.all(
    (await readdir(folder)).map((fd) => readlink(join(folder, fd)).catch(() => '')),
  )
  return links.filter((link) => inodes.has(link)).length
}

/** One that has ended may be there still, until whoever has become its parent asks for it. */
async function isAlive(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${String(pid)}/stat`, 'latin1').catch(() => undefined)
  return status !== undefined && !/^\d+ \(.*\) [ZX] /.test(status)
}

async function anyAlive(pids: readonly number[]): Promise<boolean> {
  return (await Promise.all(pids.map(isAlive))).includes(true)
}

async function until(fact: () => Promise<boolean>): Promise<void> {
  while (!(await fact())) await new Promise((resolve) => setTimeout(resolve, 20))
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
    assert.equal(await anyAlive(before), false)
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
    await until(async () => !(await anyAlive(workers)))
  },
)

test(
  'connections that were handed to a worker which dies are answered or closed',
  { ...onLinux, timeout: 300_000 },
  async (t) => {
    const { cwd, running } = await serve(t)
    const workers = await workersOf(running)
    // Workers that are stopped take nothing that they are handed.
    for (const pid of workers) process.kill(pid, 'SIGSTOP')
    const ca = await readFile(join(cwd, 'strongroom/keys/ca.pem'))
    const { hostname, port } = new URL(running.endpoint)
    const ended: Promise<unknown>[] = []
    for (let count = 0; count < 8; count++) {
      const socket = connect({ host: hostname, port: Number(port), ca })
      t.after(() => socket.destroy())
      ended.push(
        new Promise((resolve) => {
          socket.on('secureConnect', resolve).on('close', resolve).on('error', resolve)
        }),
      )
      // The kernel has accepted it; the primary accepts in its own time.
      await new Promise((resolve) => socket.once('connect', resolve))
    }
    // Two are handed to the workers, and the others wait in the primary for one that takes them.
    await until(async () => (await connectionsOf(running)) >= 8)
    for (const pid of workers) process.kill(pid, 'SIGKILL')
    await Promise.all(ended)
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
