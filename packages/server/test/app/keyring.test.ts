import assert from 'node:assert/strict'
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
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
  type Keyring,
  type MasterKeyProvider,
} from '../../src/security/keys/index.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import { StorageError, type StorageFailure } from '../../src/storage/kv.ts'

const rootCredential = {
  accessKeyId: 'AKIAROOT',
  secretAccessKey: new Secret('canary-root-secret'),
}

interface Place {
  readonly data: string
  readonly keyring: string
  readonly keyFile: string
  readonly provider: MasterKeyProvider
}

async function place(t: TestContext): Promise<Place> {
  const root = await mkdtemp(join(tmpdir(), 'strongroom-keys-'))
  t.after(() => rm(root, { recursive: true }))
  const data = join(root, 'data')
  const keyFile = join(root, 'keys', 'master.key')
  const provider = masterKeyFile({ path: keyFile, dataDirectory: data, random: systemRandom })
  return { data, keyring: join(data, 'keyring.json'), keyFile, provider }
}

function open(data: string, provider: MasterKeyProvider): Promise<Keyring> {
  return openKeyring({
    home: keyringFile(data),
    provider,
    random: systemRandom,
    clock: systemClock,
    initialRootCredential: () => Promise.resolve(rootCredential),
  })
}

async function refused(
  opening: Promise<unknown>,
  reason: StorageFailure,
  says: RegExp,
): Promise<void> {
  await assert.rejects(opening, (error) => {
    assert.ok(error instanceof StorageError, String(error))
    assert.equal(error.reason, reason, error.message)
    assert.match(error.message, says)
    assert.doesNotMatch(error.message, /\n/)
    return true
  })
}

function sameKeys(a: Keyring, b: Keyring): boolean {
  return (
    a.pageKey.equals(b.pageKey) &&
    a.serviceKey.equals(b.serviceKey) &&
    a.systemKey.equals(b.systemKey) &&
    a.rootCredential?.secretAccessKey.equals(
      b.rootCredential?.secretAccessKey ?? new Secret(''),
    ) === true
  )
}

test('the second start finds the keys of the first', async (t) => {
  const { data, provider } = await place(t)
  const first = await open(data, provider)
  const second = await open(data, provider)
  assert.equal(first.created, true)
  assert.equal(second.created, false)
  assert.ok(sameKeys(first, second))
  assert.ok(!first.pageKey.equals(first.serviceKey) && !first.serviceKey.equals(first.systemKey))
})

test('key file and keyring are private, and neither holds a plaintext secret of the keyring', async (t) => {
  const { data, keyring, keyFile, provider } = await place(t)
  const opened = await open(data, provider)
  for (const path of [keyring, keyFile]) assert.equal((await stat(path)).mode & 0o777, 0o600, path)
  assert.equal((await stat(data)).mode & 0o777, 0o700)
  assert.deepEqual(await readdir(data), ['keyring.json'])
  const text = await readFile(keyring, 'latin1')
  const secrets = [
    opened.pageKey,
    opened.serviceKey,
    opened.systemKey,
    rootCredential.secretAccessKey,
  ]
  for (const secret of secrets) {
    for (const encoding of ['latin1', 'hex', 'base64'] as const) {
      assert.ok(!text.includes(secret.reveal().toString(encoding)))
    }
  }
})

test('of several first starts at once all get the same keys', async (t) => {
  const { data, keyFile } = await place(t)
  const opened = await Promise.all(
    Array.from({ length: 4 }, () => {
      const provider = masterKeyFile({ path: keyFile, dataDirectory: data, random: systemRandom })
      return open(data, provider)
    }),
  )
  const [first] = opened
  assert.ok(first)
  assert.ok(opened.every((keyring) => sameKeys(first, keyring)))
  assert.equal(opened.filter((keyring) => keyring.created).length, 1)
})

test('another master key is refused, and changes nothing', async (t) => {
  const { data, keyring, provider } = await place(t)
  await open(data, provider)
  const before = await readFile(keyring)
  const other = masterKeyFromEnvironment(new Secret(systemRandom.bytes(32)), systemRandom)
  await refused(open(data, other), 'wrong-key', /does not open .*STRONGROOM_MASTER_KEY/)
  const passphrase = masterKeyFromPassphrase(new Secret('correct horse battery'), systemRandom)
  await refused(open(data, passphrase), 'wrong-key', /not guarded by a passphrase/)
  assert.deepEqual(await readFile(keyring), before)
})

test('a flipped bit anywhere in the keyring is refused', async (t) => {
  const { data, keyring, provider } = await place(t)
  await open(data, provider)
  const intact = await readFile(keyring)
  let harmless = 0
  for (let index = 0; index < intact.length; index++) {
    const changed = Buffer.from(intact)
    changed[index] = (changed[index] ?? 0) ^ (1 << (index % 7))
    await writeFile(keyring, changed)
    const result = await open(data, provider).catch((error: unknown) => error)
    if (result instanceof StorageError) continue
    // White space between JSON tokens may change into other white space, which means the same.
    assert.match(
      String.fromCharCode(intact[index] ?? 0),
      /\s/,
      `byte ${String(index)} was not guarded`,
    )
    harmless++
  }
  assert.ok(harmless < intact.length / 4)
})

test('a part taken out of the keyring, swapped or brought from another keyring is refused', async (t) => {
  const { data, keyring, provider } = await place(t)
  const other = await place(t)
  await open(data, provider)
  await open(other.data, masterKeyFile({ path: (await place(t)).keyFile, random: systemRandom }))
  const intact = JSON.parse(await readFile(keyring, 'utf8')) as Record<
    string,
    Record<string, unknown>
  >
  const foreign = JSON.parse(await readFile(other.keyring, 'utf8')) as typeof intact
  const { rootCredential: _, ...withoutRoot } = intact
  const keys = intact['keys'] ?? {}
  const attacks = {
    'root credential removed': withoutRoot,
    'root id renamed': {
      ...intact,
      rootCredential: { ...intact['rootCredential'], accessKeyId: 'AKIAEVIL' },
    },
    'keys swapped': {
      ...intact,
      keys: { ...keys, pageKey: keys['systemKey'], systemKey: keys['pageKey'] },
    },
    'a foreign key': { ...intact, keys: { ...keys, pageKey: foreign['keys']?.['pageKey'] } },
    'a key removed': { ...intact, keys: { pageKey: keys['pageKey'] } },
    'date changed': { ...intact, createdAt: '2020-01-01T00:00:00.000Z' },
    'format 0': { ...intact, format: 0 },
    'no object': [],
  }
  for (const [name, attack] of Object.entries(attacks)) {
    await writeFile(keyring, JSON.stringify(attack))
    await refused(open(data, provider), 'damaged', /damaged or was altered; restore/).catch(
      (error: unknown) => {
        assert.fail(`${name}: ${String(error)}`)
      },
    )
  }
  await writeFile(keyring, JSON.stringify({ ...intact, format: 2 }))
  await refused(open(data, provider), 'newer-version', /newer Strongroom/)
})

test('data without its keyring is never initialised again', async (t) => {
  const { data, keyring, keyFile, provider } = await place(t)
  await open(data, provider)
  await writeFile(join(data, 'strongroom.db'), 'data')
  await rename(keyring, `${keyFile}.moved`)
  await refused(open(data, provider), 'damaged', /no keyring .*restore/)
  assert.deepEqual(await readdir(data), ['strongroom.db'])
})

test('a master key file that has gone is never made again', async (t) => {
  const { data, keyFile, provider } = await place(t)
  await open(data, provider)
  await rm(keyFile)
  await refused(open(data, provider), 'wrong-key', /is missing; restore/)
  await assert.rejects(stat(keyFile))
})

test('a master key file that others can read is refused with the remedy', async (t) => {
  const { data, keyFile, provider } = await place(t)
  await open(data, provider)
  for (const mode of [0o640, 0o604, 0o620, 0o644, 0o777]) {
    await chmod(keyFile, mode)
    await refused(open(data, provider), 'io', /chmod 600/)
  }
  await chmod(keyFile, 0o400)
  await open(data, provider)
})

const notRoot = process.getuid?.() !== 0
test('a master key file of another user is refused', { skip: notRoot }, async (t) => {
  const { data, keyFile, provider } = await place(t)
  await open(data, provider)
  await chown(keyFile, 12345, 12345)
  await refused(open(data, provider), 'io', /belongs to user id 12345.*chown 0/)
})

test('a master key inside the data directory is refused, behind a link too', async (t) => {
  const { data } = await place(t)
  const inside = masterKeyFile({
    path: join(data, 'master.key'),
    dataDirectory: data,
    random: systemRandom,
  })
  await refused(open(data, inside), 'wrong-key', /inside the data directory/)
  await mkdir(data, { recursive: true })
  const linked = join(data, '..', 'link')
  await symlink(data, linked)
  const behind = masterKeyFile({
    path: join(linked, 'master.key'),
    dataDirectory: data,
    random: systemRandom,
  })
  await refused(open(data, behind), 'wrong-key', /inside the data directory/)
})

test('a master key file without a key is refused', async (t) => {
  const { data, keyFile, provider } = await place(t)
  await open(data, provider)
  for (const contents of ['', 'not a key', Buffer.alloc(32)]) {
    await writeFile(keyFile, contents)
    await refused(open(data, provider), 'wrong-key', /does not hold a master key/)
  }
})

test('a passphrase opens what it made; another, or weakened parameters, do not', async (t) => {
  const { data, keyring } = await place(t)
  const passphrase = (text: string): MasterKeyProvider =>
    masterKeyFromPassphrase(new Secret(text), systemRandom)
  const first = await open(data, passphrase('correct horse battery staple'))
  assert.ok(sameKeys(first, await open(data, passphrase('correct horse battery staple'))))
  await refused(open(data, passphrase('correct horse battery stapler')), 'wrong-key', /passphrase/)
  const intact = await readFile(keyring, 'utf8')
  for (const cost of [2 ** 10, 2 ** 30, 2 ** 17 + 1]) {
    await writeFile(keyring, intact.replace(/"cost": \d+/, `"cost": ${String(cost)}`))
    await refused(open(data, passphrase('correct horse battery staple')), 'damaged', /parameters/)
  }
})

test('other root credentials can be sealed into the keyring', async (t) => {
  const { data, provider } = await place(t)
  const keyring = await open(data, provider)
  await keyring.replaceRootCredential({
    accessKeyId: 'AKIANEXT',
    secretAccessKey: new Secret('next'),
  })
  const again = await open(data, provider)
  assert.equal(again.rootCredential?.accessKeyId, 'AKIANEXT')
  assert.ok(again.rootCredential.secretAccessKey.equals(new Secret('next')))
  assert.ok(again.pageKey.equals(keyring.pageKey))
})

test('nodes of a shared database find one keyring in it, and never make one beside data', async (t) => {
  const { keyFile } = await place(t)
  const store = openMemoryStore()
  const openRow = (): Promise<Keyring> =>
    openKeyring({
      home: keyringRow(store),
      provider: masterKeyFile({ path: keyFile, random: systemRandom }),
      random: systemRandom,
      clock: systemClock,
      initialRootCredential: () => Promise.resolve(rootCredential),
    })
  const opened = await Promise.all([openRow(), openRow(), openRow()])
  const [first] = opened
  assert.ok(opened.every((keyring) => sameKeys(first, keyring)))
  assert.equal(opened.filter(({ created }) => created).length, 1)
  await first.replaceRootCredential({
    accessKeyId: 'AKIANEXT',
    secretAccessKey: new Secret('next'),
  })
  assert.equal((await openRow()).rootCredential?.accessKeyId, 'AKIANEXT')

  const row = Buffer.from('\0keyring', 'latin1')
  await store.commit({
    checks: [],
    writes: [
      { key: row, value: undefined },
      { key: Buffer.from([2, 1]), value: Buffer.from('data') },
    ],
  })
  await refused(openRow(), 'damaged', /data but no keyring in the database/)
  await store.close()
})
