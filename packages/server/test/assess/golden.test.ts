import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { thisHost } from '../../src/assess/asking/host.ts'
import type { FileFacts, Host } from '../../src/assess/asking/ports.ts'
import type { Report } from '../../src/assess/model.ts'
import { renderOscal } from '../../src/assess/report/oscal.ts'
import { openRealm, type Keys, type Realm } from '../identity/support.ts'
import { harden } from './harden.ts'
import { oscalProblems } from './oscal/validate.ts'
import { assessed, hostWith, type Stage } from './support.ts'

/** Where the golden reports lie, from the compiled test. */
const golden = new URL('../../../test/assess/golden/', import.meta.url)

/**
 * Asked of what is being built, whose answers change when it is there, and what depends on the day: other
 * tests follow these.
 */
const growing =
  /^(audit-answers|metrics-answer|trail-|attacks-audited|alarms-set|replicas-there|point-in-time-recovery|directory-sign-on|root-not-used|runtime-supported)/

/** What differs from run to run is left out, and what is not of the server is fixed. */
function lines(report: Report): string {
  const shown = report.checks
    .filter(({ id }) => !growing.test(id))
    .map(({ id, status, says }) => `${status.padEnd(9)} ${id}: ${plain(says)}`)
  return `${shown.join('\n')}\n`
}

function plain(says: string): string {
  return says
    .replaceAll(/https?:\/\/127\.0\.0\.1:\d+/g, 'URL')
    .replaceAll(/vpce-\w+/g, 'ENDPOINT')
    .replaceAll(/until \w+ +\d+ [\d:]+ \d{4} GMT/g, 'until DAY')
    .replaceAll(/local CA [\da-f]+/g, 'local CA')
    .replaceAll(/port \d+/g, 'port PORT')
    .replaceAll(/\d+ s after/g, 'SECONDS after')
    .replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, 'ID')
    .replaceAll(/strongroom-documents-\w+/g, 'DIR')
}

function hostOf(realm: Realm, hardened: boolean): Host {
  const file = (path: string, device: number): FileFacts => ({
    path,
    device,
    mode: 0o600,
    directory: false,
  })
  const keys = hardened
    ? [file('/keys/master.key', 2)]
    : [file('/keys/master.key', 1), file('/keys/root.credentials', 1)]
  const port = Number(new URL(realm.server.endpoint).port)
  return hostWith({
    nodeVersion: hardened ? 'v24.1.0' : 'v20.15.0',
    serverOn: () =>
      Promise.resolve({
        pid: 1,
        uid: 990,
        noNewPrivileges: hardened,
        seccomp: hardened,
        capabilities: '0000000000000000',
        listeners: [{ address: '127.0.0.1', port }],
      }),
    files: (path) => {
      if (path === '/keys') return Promise.resolve(keys)
      return path === '/data'
        ? Promise.resolve([file('/data/store.db', 1)])
        : thisHost().files(path)
    },
    read: (path) => thisHost().read(path),
  })
}

async function report(realm: Realm, hardened: boolean, more: Stage = {}): Promise<string> {
  const folders = { dataDir: '/data', keysDir: '/keys' }
  const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
  const made = await assessed(realm, {
    sleep,
    host: hostOf(realm, hardened),
    ...more,
    target: { ...folders, ...more.target },
  })
  assert.deepEqual(oscalProblems(JSON.parse(renderOscal(made))), [])
  return lines(made)
}

async function same(name: string, text: string): Promise<void> {
  if (process.env['STRONGROOM_WRITE_GOLDEN'] !== undefined)
    await writeFile(new URL(name, golden), text)
  assert.equal(text, await readFile(new URL(name, golden), 'utf8'))
}

describe('the report', () => {
  it('of a fresh server is as it was', async () => {
    const realm = await openRealm()
    try {
      await same('fresh.txt', await report(realm, false))
    } finally {
      await realm.close()
    }
  })

  it('of a hardened server is as it was', async () => {
    const realm = await openRealm({
      keyCacheSeconds: '1',
      vpcListeners: 'vpc-app=https://127.0.0.1:0',
    })
    const documents = await mkdtemp(join(tmpdir(), 'strongroom-documents-'))
    try {
      const keys: Keys = await harden(realm, documents)
      const vpcEndpoint = realm.server.vpcEndpoints[0] ?? ''
      const target = { documents, advisories: join(documents, 'advisories.json'), vpcEndpoint }
      await same('hardened.txt', await report(realm, true, { keys, target }))
    } finally {
      await realm.close()
      await rm(documents, { recursive: true })
    }
  })
})
