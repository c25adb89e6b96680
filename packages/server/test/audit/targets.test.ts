import assert from 'node:assert/strict'
import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import {
  directoryTarget,
  s3Target,
  TargetError,
  type Target,
} from '../../src/audit/delivery/index.ts'
import { systemRandom } from '../../src/base/index.ts'
import { bucketCredentials, startBucketServer } from './bucket-server.ts'

async function directory(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'strongroom-target-'))
  t.after(() => rm(path, { recursive: true }))
  return path
}

const kinds: Record<string, (t: TestContext) => Promise<Target>> = {
  directory: async (t) =>
    directoryTarget('logs', join(await directory(t), 'not', 'there', 'yet'), systemRandom),
  bucket: async (t) => {
    const { endpoint } = await startBucketServer(t, 'logs')
    return s3Target({ bucket: 'logs', endpoint, region: 'us-east-1' }, bucketCredentials)
  },
}

async function listed(target: Target): Promise<string[]> {
  const keys: string[] = []
  for await (const key of target.list()) keys.push(key)
  return keys.toSorted()
}

function refusedAs(reason: string): (error: unknown) => boolean {
  return (error) => error instanceof TargetError && error.reason === reason
}

for (const [kind, open] of Object.entries(kinds)) {
  describe(`a ${kind} as the target of trails`, () => {
    test('gives back what was put, with its metadata', async (t) => {
      const target = await open(t)
      assert.deepEqual(await listed(target), [])
      assert.equal(await target.get('AWSLogs/none'), undefined)
      await target.put('AWSLogs/a/one.json.gz', Buffer.from([1, 2]), { signature: 'ab', x: 'y' })
      await target.put('AWSLogs/two.json.gz', Buffer.from([3]), {})
      const one = await target.get('AWSLogs/a/one.json.gz')
      assert.deepEqual(one?.body, Buffer.from([1, 2]))
      assert.deepEqual({ ...one.metadata }, { signature: 'ab', x: 'y' })
      assert.deepEqual((await target.get('AWSLogs/two.json.gz'))?.metadata, {})
      assert.deepEqual(await listed(target), ['AWSLogs/a/one.json.gz', 'AWSLogs/two.json.gz'])
    })

    test('replaces what is put again', async (t) => {
      const target = await open(t)
      await target.put('k', Buffer.from('first'), { signature: 'a' })
      await target.put('k', Buffer.from('then'), { signature: 'b' })
      const found = await target.get('k')
      assert.equal(found?.body.toString(), 'then')
      assert.equal(found.metadata['signature'], 'b')
      assert.deepEqual(await listed(target), ['k'])
    })

    test('says whether it can be written', async (t) => {
      const target = await open(t)
      await target.check('some/AWSLogs')
      assert.deepEqual(await listed(target), [])
    })
  })
}

test('a directory keeps files to their owner and lets no key leave it', async (t) => {
  const path = await directory(t)
  const target = directoryTarget('logs', path, systemRandom)
  await target.put('a/b', Buffer.from('x'), { signature: 'ab' })
  for (const file of ['a/b', 'a/b.metadata.json']) {
    assert.equal((await stat(join(path, file))).mode & 0o777, 0o600)
  }
  assert.deepEqual(await readdir(join(path, 'a')), ['b', 'b.metadata.json'])
  for (const key of [
    '../x',
    'a/../../x',
    '/x',
    'a//x',
    'a/',
    'a/./x',
    'a\\x',
    `a/${'x'.repeat(256)}`,
  ]) {
    await assert.rejects(target.put(key, Buffer.alloc(1), {}), refusedAs('bad-key'), key)
  }
})

test(
  'a directory that must not be written says so',
  { skip: process.getuid?.() === 0 && 'root may write everywhere' },
  async (t) => {
    const path = await directory(t)
    await chmod(path, 0o500)
    t.after(() => chmod(path, 0o700))
    const target = directoryTarget('logs', path, systemRandom)
    await assert.rejects(target.check('AWSLogs'), refusedAs('denied'))
  },
)

test('a bucket that is not there, refuses or is away is told apart', async (t) => {
  const server = await startBucketServer(t, 'logs')
  const place = { bucket: 'logs', endpoint: server.endpoint, region: 'us-east-1' }
  const other = s3Target({ ...place, bucket: 'others' }, bucketCredentials)
  await assert.rejects(other.check('AWSLogs'), refusedAs('missing'))
  const stranger = s3Target(place, { ...bucketCredentials, accessKeyId: 'STRANGER' })
  await assert.rejects(stranger.check('AWSLogs'), refusedAs('denied'))
  await server.close()
  await assert.rejects(s3Target(place, bucketCredentials).check('AWSLogs'), refusedAs('away'))
})
