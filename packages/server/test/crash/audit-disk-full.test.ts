import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  CreateUserCommand,
  IAMClient,
  ListUsersCommand,
  type ListUsersCommandOutput,
} from '@aws-sdk/client-iam'
import { offlineRecords } from './offline-records.ts'
import {
  dataDirectory,
  rootCredentials,
  startServerProcess,
  type ServerProcess,
} from './server-process.ts'

const megabytes = 48

/** A file system of its own for the data; undefined: this process may not mount one. */
async function smallDisk(directory: string): Promise<string | undefined> {
  const data = dataDirectory(directory)
  await mkdir(data, { mode: 0o700 })
  try {
    const size = `size=${String(megabytes)}m,mode=0700`
    execFileSync('mount', ['-t', 'tmpfs', '-o', size, 'tmpfs', data], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  return data
}

/** Takes all the space that is left. */
async function fill(path: string): Promise<void> {
  const file = await open(path, 'w')
  try {
    for (let bytes = 1 << 20; bytes >= 512; bytes = bytes >> 1) {
      try {
        for (;;) await file.appendFile(Buffer.alloc(bytes, 1))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      }
    }
  } finally {
    await file.close()
  }
}

async function isReady({ httpEndpoint }: ServerProcess): Promise<boolean> {
  const answer = await fetch(`${httpEndpoint}/health/ready`)
  await answer.text()
  return answer.status === 200
}

test('on a full disk no request is served that cannot be recorded; with space again the server goes on by itself', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'strongroom-full-'))
  const data = await smallDisk(directory)
  const cleanUp = async (): Promise<void> => {
    if (data !== undefined) execFileSync('umount', ['-l', data])
    await rm(directory, { recursive: true, force: true })
  }
  if (data === undefined) {
    await cleanUp()
    t.skip('this process may not mount a file system to fill')
    return
  }
  const server = await startServerProcess({ directory }).catch(async (error: unknown) => {
    await cleanUp()
    throw error
  })
  t.after(async () => {
    await server.end('SIGKILL')
    await cleanUp()
  })
  const iam = new IAMClient({
    endpoint: server.httpEndpoint,
    region: 'us-east-1',
    credentials: rootCredentials,
    maxAttempts: 1,
  })
  const answered = new Set<string>()
  let users = 0
  /** The status of the answer. What succeeds is remembered. */
  const send = async (command: CreateUserCommand | ListUsersCommand): Promise<number> => {
    try {
      const { $metadata } = await iam.send(command as CreateUserCommand)
      answered.add($metadata.requestId ?? '')
      return 200
    } catch (error) {
      return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0
    }
  }
  const create = () => send(new CreateUserCommand({ UserName: `u${String(users++)}` }))
  const list = () => send(new ListUsersCommand({ MaxItems: 1 }))

  for (let at = 0; at < 5; at++) assert.equal(await create(), 200)
  const filler = join(data, 'filler')
  await fill(filler)
  while (await isReady(server)) {
    await create()
    await list()
    await fill(filler)
  }
  // A file of the store may have room for a small commit yet: then a request is let in, and is recorded.
  const full = new Map<number, number>()
  for (let at = 0; at < 40; at++) {
    const status = await (at % 2 === 0 ? create() : list())
    full.set(status, (full.get(status) ?? 0) + 1)
    await fill(filler)
  }
  assert.ok((full.get(503) ?? 0) > 0, 'requests are refused')
  assert.deepEqual(
    [...full.keys()].filter((status) => ![200, 503].includes(status)),
    [],
  )
  const before = answered.size
  await rm(filler)
  while (!(await isReady(server))) await sleep(50)
  assert.equal(await create(), 200)
  assert.equal(await list(), 200)
  assert.ok(answered.size > before)

  const names: string[] = []
  let Marker: string | undefined
  do {
    const page: ListUsersCommandOutput = await iam.send(new ListUsersCommand({ Marker }))
    names.push(...(page.Users ?? []).map(({ UserName }) => UserName ?? ''))
    Marker = page.Marker
  } while (Marker !== undefined)
  assert.equal(await server.end('SIGTERM'), 0)
  const records = await offlineRecords(directory)
  const ids = records.map(({ requestID }) => requestID)
  for (const id of answered) {
    assert.equal(ids.filter((each) => each === id).length, 1, `${id} was answered`)
  }
  const made = records
    .filter(({ eventName, errorCode }) => eventName === 'CreateUser' && errorCode === undefined)
    .map(({ requestParameters }) => requestParameters?.['userName'])
  assert.deepEqual(names.toSorted(), made.toSorted(), 'each user that is there is recorded')
  t.diagnostic(`${String(answered.size)} requests answered, ${String(users)} users asked for`)
})
