import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as passed } from 'node:timers/promises'
import { withKeys } from '../../src/app/commands/keys/opened.ts'
import { loadConfig } from '../../src/app/config/index.ts'
import { openFoundation } from '../../src/app/foundation.ts'
import { silentLogger, systemClock, systemRandom } from '../../src/base/index.ts'
import type { KvStore } from '../../src/storage/kv.ts'
import { run } from '../app/command.ts'
import {
  dataDirectory,
  keysDirectory,
  rootEnvironment,
  startServerProcess,
} from '../crash/server-process.ts'

let directory: string

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'strongroom-verify-'))
})

after(() => rm(directory, { recursive: true, force: true }))

function verify(): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const places = ['--data-dir', dataDirectory(directory), '--keys-dir', keysDirectory(directory)]
  return run(directory, ['audit', 'verify', ...places])
}

/** Whether the first rows of the log have their link, in the store of the running server. */
async function isChained(): Promise<boolean> {
  let links = 0
  const places = { dataDir: dataDirectory(directory), keysDir: keysDirectory(directory) }
  await withKeys(places, async ({ store }) => {
    const chain = { start: Buffer.of(0x30, 0x03), end: Buffer.of(0x30, 0x04), limit: 1 }
    links = (await store.range(chain)).length
  })
  return links > 0
}

/** As an operator with the keys would: by hand, on a stopped server. */
async function edit(change: (store: KvStore) => Promise<void>): Promise<void> {
  const { config, secrets } = await loadConfig({
    flags: { dataDir: dataDirectory(directory), keysDir: keysDirectory(directory) },
    env: rootEnvironment,
  })
  const surroundings = { clock: systemClock, random: systemRandom, logger: silentLogger }
  const { store } = await openFoundation(config, secrets, surroundings)
  try {
    await change(store)
  } finally {
    await store.close()
  }
}

test('audit verify finds the trail valid beside a running server, and names what an operator edited', async () => {
  const server = await startServerProcess({ directory })
  const client = server.client()
  for (let at = 0; at < 5; at++) await client.call('ListTables', {})
  while (!(await isChained())) await passed(50)
  const { stdout } = await verify()
  assert.equal(stdout, 'Valid: the audit log and the event history are as they were written.\n')
  client.close()
  await server.end('SIGTERM')

  await edit(async (store) => {
    const [first] = await store.range({
      start: Buffer.of(0x30, 0x01),
      end: Buffer.of(0x30, 0x02),
      limit: 1,
    })
    assert.ok(first)
    await store.commit({ checks: [], writes: [{ key: first.key, value: undefined }] })
  })
  const edited = await verify()
  assert.equal(edited.code, 4)
  assert.match(edited.stdout, /^missing: 1 rows of commits/)
  assert.match(edited.stderr, /the audit trail in the store was edited/)
})
