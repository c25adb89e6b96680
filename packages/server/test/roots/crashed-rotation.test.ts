import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { Secret, systemClock, systemRandom } from '../../src/base/index.ts'
import {
  keyringFile,
  keyringRow,
  masterKeyFile,
  masterKeyFromEnvironment,
  masterKeyFromPassphrase,
  openKeyring,
  rotateMasterKey,
  type Keyring,
  type KeyringHome,
  type MasterKeyProvider,
} from '../../src/security/keys/index.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import { StorageError } from '../../src/storage/kv.ts'

const deps = { clock: systemClock, random: systemRandom }
const rootCredential = { accessKeyId: 'AKIAROOT', secretAccessKey: new Secret('a-root-secret') }

async function place(t: TestContext) {
  const root = await mkdtemp(join(tmpdir(), 'strongroom-rotate-'))
  t.after(() => rm(root, { recursive: true }))
  const path = join(root, 'keys', 'master.key')
  const home = keyringFile(join(root, 'data'))
  return { root, home, path, provider: masterKeyFile({ path, ...deps }) }
}

function open(home: KeyringHome, provider: MasterKeyProvider): Promise<Keyring> {
  const initialRootCredential = (): Promise<typeof rootCredential> =>
    Promise.resolve(rootCredential)
  return openKeyring({ home, provider, ...deps, initialRootCredential })
}

class Killed extends Error {}

/** A provider whose process dies when the key was made, or before the old one is dropped. */
function dying(provider: MasterKeyProvider, at: 'made' | 'settle'): MasterKeyProvider {
  const { rotate } = provider
  assert.ok(rotate)
  return {
    ...provider,
    async rotate(parameters) {
      const next = await rotate(parameters)
      if (at === 'made') throw new Killed()
      return { ...next, settle: () => Promise.reject(new Killed()) }
    },
  }
}

async function lines(path: string): Promise<number> {
  return (await readFile(path, 'utf8')).trim().split('\n').length
}

test('the key file rotates: the old key opens nothing that is written afterwards', async (t) => {
  const { home, path, provider } = await place(t)
  const before = await open(home, provider)
  const oldText = await readFile(path, 'utf8')
  const oldKey = new Secret(Buffer.from(oldText.trim(), 'base64'))
  await rotateMasterKey({ home, from: provider, to: provider })
  assert.equal(await lines(path), 1)
  assert.notEqual(await readFile(path, 'utf8'), oldText)
  const after = await open(home, provider)
  assert.ok(after.pageKey.equals(before.pageKey) && after.systemKey.equals(before.systemKey))
  assert.ok(after.rootCredential?.secretAccessKey.equals(rootCredential.secretAccessKey))
  const old = masterKeyFromEnvironment(oldKey, systemRandom)
  await assert.rejects(open(home, old), { name: 'StorageError', reason: 'wrong-key' })
})

for (const at of ['made', 'settle'] as const) {
  test(`a rotation that dies at '${at}' leaves a keyring that opens, and can be done again`, async (t) => {
    const { home, path, provider } = await place(t)
    const before = await open(home, provider)
    const stored = await home.read()
    const from = dying(provider, at)
    await assert.rejects(rotateMasterKey({ home, from, to: from }), Killed)
    assert.equal(await lines(path), 2)
    assert.equal((await home.read())?.equals(stored ?? Buffer.alloc(0)), at === 'made')
    const between = await open(home, provider)
    assert.ok(between.pageKey.equals(before.pageKey))
    await between.replaceRootCredential({
      accessKeyId: 'AKIANEXT',
      secretAccessKey: new Secret('next'),
    })
    await rotateMasterKey({ home, from: provider, to: provider })
    assert.equal(await lines(path), 1)
    const after = await open(home, provider)
    assert.ok(after.pageKey.equals(before.pageKey))
    assert.equal(after.rootCredential?.accessKeyId, 'AKIANEXT')
  })
}

test('the keyring moves between providers, and never to the key that guards it already', async (t) => {
  const { home, provider } = await place(t)
  const before = await open(home, provider)
  const passphrase = masterKeyFromPassphrase(new Secret('six random words of mine'), systemRandom)
  await rotateMasterKey({ home, from: provider, to: passphrase })
  assert.ok((await open(home, passphrase)).pageKey.equals(before.pageKey))
  await assert.rejects(open(home, provider), /guarded by a master key but by a passphrase/)
  const key = new Secret(systemRandom.bytes(32))
  const environment = masterKeyFromEnvironment(key, systemRandom)
  await rotateMasterKey({ home, from: passphrase, to: environment })
  const same = masterKeyFromEnvironment(key, systemRandom)
  await assert.rejects(
    rotateMasterKey({ home, from: environment, to: same }),
    /guards the keyring already/,
  )
  assert.ok((await open(home, environment)).pageKey.equals(before.pageKey))
})

test('of two changes at the same time one is refused: none is lost, in a file and in a database', async (t) => {
  const { home, provider } = await place(t)
  const store = openMemoryStore()
  for (const place of [home, keyringRow(store)]) {
    const opened = await open(place, provider)
    const next = masterKeyFromEnvironment(new Secret(systemRandom.bytes(32)), systemRandom)
    await rotateMasterKey({ home: place, from: provider, to: next })
    await assert.rejects(
      opened.replaceRootCredential({ accessKeyId: 'AKIALATE', secretAccessKey: new Secret('x') }),
      (error) => error instanceof StorageError && /changed the keyring/.test(error.message),
    )
    assert.equal((await open(place, next)).rootCredential?.accessKeyId, 'AKIAROOT')
  }
  await store.close()
})
