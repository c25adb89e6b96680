import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createPublicKey } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { directoryTarget, publicKeysFile } from '../../src/audit/delivery/index.ts'
import { publicKeyDer } from '../../src/audit/trail-files/index.ts'
import {
  hourMs,
  makeSigner,
  start,
  TestTrail,
} from '../../src/audit/trail-files/trail.test-support.ts'
import { systemRandom } from '../../src/base/index.ts'
import { run } from '../app/command.ts'

const signer = makeSigner()
const pem = createPublicKey(signer.privateKey).export({ type: 'spki', format: 'pem' })

async function delivered(t: TestContext, trail: TestTrail): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), 'strongroom-validate-'))
  t.after(() => rm(cwd, { recursive: true }))
  const target = directoryTarget('b', join(cwd, 'logs'), systemRandom)
  for (const [key, { body, metadata }] of trail.objects) await target.put(key, body, metadata)
  await writeFile(join(cwd, 'key.pem'), pem)
  return cwd
}

const until = ['--until', new Date(start + 5 * hourMs).toISOString()]

test('audit validate proves a trail that is whole, by keys from elsewhere', async (t) => {
  const cwd = await delivered(t, new TestTrail(signer))
  const { code, stdout, stderr } = await run(cwd, [
    ...['audit', 'validate', 'logs', '--public-key', 'key.pem', ...until],
  ])
  assert.equal(stderr, '')
  assert.equal(
    stdout,
    'Valid: 5 digests, 12 log files and 36 records are as they were delivered, from 2026-11-24T22:30:10Z to 2026-11-25T03:30:10Z.\n',
  )
  assert.equal(code, 0)
})

test('audit validate names what is wrong first, for people and for programs', async (t) => {
  const trail = new TestTrail(signer)
  const [key = ''] = trail.files[2] ?? []
  trail.editRecords(key, (records) => records.slice(1))
  const cwd = await delivered(t, trail)
  const args = ['audit', 'validate', 'logs', '--public-key', 'key.pem', ...until]
  const people = await run(cwd, args)
  assert.equal(people.code, 12)
  assert.match(people.stdout, /^NOT VALID: 5 digests, 11 log files/)
  assert.match(people.stdout, /missing +record 1 of 3, e3-0, is missing\n +p\/AWSLogs\//)
  const program = await run(cwd, [...args, '--json'])
  const report = JSON.parse(program.stdout) as { valid: boolean; problems: object[] }
  assert.equal(report.valid, false)
  assert.deepEqual(report.problems[0], {
    kind: 'missing',
    record: 'e3-0',
    message: 'record 1 of 3, e3-0, is missing',
    file: key,
    at: start + 3 * hourMs,
  })
})

test('audit validate misses the newest hours of a trail that should reach until now', async (t) => {
  const cwd = await delivered(t, new TestTrail(signer))
  const later = ['--until', new Date(start + 7 * hourMs).toISOString()]
  const { code, stdout } = await run(cwd, [
    ...['audit', 'validate', 'logs', '--public-key', 'key.pem', ...later],
  ])
  assert.equal(code, 12)
  assert.match(stdout, /at least the newest 1 hour is missing: from 2026-11-25T03:30:10Z on/)
})

test('audit validate says that keys beside the trail prove less, and needs some', async (t) => {
  const cwd = await delivered(t, new TestTrail(signer))
  const none = await run(cwd, ['audit', 'validate', 'logs', ...until])
  assert.match(none.stderr, /There are no keys in .*name them by --public-key/)
  assert.equal(none.code, 2)
  const der = publicKeyDer(signer.privateKey).toString('base64')
  const list = { PublicKeyList: [{ Value: der, Fingerprint: 'ignored' }] }
  await writeFile(join(cwd, 'logs', publicKeysFile), JSON.stringify(list))
  const beside = await run(cwd, ['audit', 'validate', 'logs', ...until])
  assert.match(beside.stdout, /^Valid: .*\nThe keys were taken from beside the trail/)
})
