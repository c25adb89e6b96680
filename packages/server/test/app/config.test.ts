import assert from 'node:assert/strict'
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { inspect } from 'node:util'
import { test, type TestContext } from 'node:test'
import { Secret } from '../../src/base/index.ts'
import {
  loadConfig,
  renderSettingsReference,
  settingKeys,
  settings,
  variableOf,
  type Sources,
} from '../../src/app/config/index.ts'
import { explainFailure } from '../../src/app/exit.ts'

const key = Buffer.alloc(32, 7)

async function directory(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'strongroom-config-'))
  t.after(() => rm(path, { recursive: true }))
  return path
}

async function yaml(t: TestContext, text: string): Promise<string> {
  const file = join(await directory(t), 'strongroom.yaml')
  await writeFile(file, text)
  return file
}

test('defaults are safe: this machine only, TLS only, keys beside the data', async () => {
  const { config, secrets, warnings } = await loadConfig({ flags: {}, env: {} })
  assert.equal(config.host, '127.0.0.1')
  assert.equal(config.port, 8000)
  assert.equal(config.httpPort, undefined)
  assert.equal(config.dataDir, resolve('strongroom/data'))
  assert.equal(config.masterKeyFile, resolve('strongroom/keys/master.key'))
  assert.deepEqual(config.store, { kind: 'sqlite' })
  assert.deepEqual(secrets.masterKey, { kind: 'file' })
  assert.deepEqual(warnings, [])
})

test('a flag wins over a variable, and that over the file', async (t) => {
  const file = await yaml(
    t,
    'region: eu-file-1\nport: 1001\nhost: 10.0.0.1\naccount-id: 000000000012\n',
  )
  const { config } = await loadConfig({
    flags: { region: 'eu-flag-1' },
    env: {
      STRONGROOM_REGION: 'eu-env-1',
      STRONGROOM_PORT: '1002',
      STRONGROOM_HOST: '',
      STRONGROOM_CONFIG: file,
    },
  })
  assert.equal(config.region, 'eu-flag-1')
  assert.equal(config.port, 1002)
  assert.equal(config.host, '10.0.0.1', 'an empty variable counts as unset')
  assert.equal(config.accountId, '000000000012', 'YAML does not turn digits into a number')
})

test('the file may hold lists, comments and nothing', async (t) => {
  const file = await yaml(t, '# ours\ntls-names: [db.internal, 10.0.0.9]\nin-memory: true\n')
  const { config } = await loadConfig({ flags: {}, env: {}, file })
  assert.deepEqual(config.tlsNames, ['db.internal', '10.0.0.9'])
  assert.deepEqual(config.store, { kind: 'memory' })
  for (const text of ['', '# nothing\n', '---\n']) {
    await loadConfig({ flags: {}, env: {}, file: await yaml(t, text) })
  }
})

test('secrets come from the environment and never print', async () => {
  const { config, secrets } = await loadConfig({
    flags: {},
    env: {
      STRONGROOM_MASTER_KEY: key.toString('base64'),
      STRONGROOM_ROOT_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      STRONGROOM_ROOT_SECRET_ACCESS_KEY: 'canary-secret-canary-secret',
      STRONGROOM_STORE: 'postgres://user:canary-password@db/strongroom',
    },
  })
  assert.ok(
    secrets.masterKey.kind === 'environment' && secrets.masterKey.key.equals(new Secret(key)),
  )
  assert.equal(secrets.rootCredential?.accessKeyId, 'AKIAIOSFODNN7EXAMPLE')
  for (const shown of [
    inspect({ config, secrets }, { depth: 9 }),
    JSON.stringify({ config, secrets }),
  ]) {
    assert.doesNotMatch(shown, /canary/)
    assert.ok(!shown.includes(key.toString('base64')))
  }
})

test('a passphrase comes from a variable, a private file or a descriptor', async (t) => {
  const file = join(await directory(t), 'passphrase')
  await writeFile(file, 'six random words for you\r\n', { mode: 0o600 })
  const descriptor = await open(file)
  t.after(() => descriptor.close())
  const sources = [
    { STRONGROOM_MASTER_PASSPHRASE: 'six random words for you' },
    { STRONGROOM_MASTER_PASSPHRASE_FILE: file },
    { STRONGROOM_MASTER_PASSPHRASE_FILE: String(descriptor.fd) },
  ]
  for (const env of sources) {
    const { masterKey } = (await loadConfig({ flags: {}, env })).secrets
    assert.ok(masterKey.kind === 'passphrase')
    assert.ok(masterKey.passphrase.equals(new Secret('six random words for you')))
  }
})

test('variables that are no settings are named, except those of Kubernetes', async () => {
  const { warnings } = await loadConfig({
    flags: {},
    env: { STRONGROOM_PROT: '1', STRONGROOM_SERVICE_HOST: 'x', STRONGROOM_PORT_8000_TCP: 'x' },
  })
  assert.deepEqual(warnings, [
    'The variable STRONGROOM_PROT is no setting of Strongroom and has no effect',
  ])
})

const flag = (flags: Sources['flags'], env: Sources['env'] = {}): Sources => ({ flags, env })
const env = (variables: Sources['env']): Sources => ({ flags: {}, env: variables })

/** Every misconfiguration that needs no file, with what its one line must say. */
const wrong: [Sources, RegExp][] = [
  [
    flag({ port: '99999' }),
    /^--port: "99999" is not valid; it must be a port: a whole number from 0/,
  ],
  [flag({ port: '-1' }), /--port/],
  [flag({ port: '80a' }), /--port/],
  [flag({ port: '' }), /--port/],
  [env({ STRONGROOM_PORT: 'tcp://10.0.0.1:8000' }), /STRONGROOM_PORT: .*enableServiceLinks: false/],
  [flag({ httpPort: 'x' }), /--http-port/],
  [flag({ port: '8000', httpPort: '8000' }), /--port and --http-port are both 8000/],
  [flag({ host: 'not a host' }), /--host: .*IP address or a host name/],
  [flag({ region: 'EU West' }), /--region: .*region name/],
  [
    env({ STRONGROOM_ACCOUNT_ID: '123' }),
    /^STRONGROOM_ACCOUNT_ID: "123" is not valid; .*12 digits/,
  ],
  [flag({ workers: '0' }), /--workers: .*1 to 256/],
  [flag({ store: 'mongodb' }), /--store: .*sqlite, memory or/],
  [
    flag({ store: 'postgres://user:pass@db/x' }),
    /--store must not carry a password.*STRONGROOM_STORE/,
  ],
  [flag({ cipher: 'rot13' }), /--cipher: .*one of aegis, sqlcipher/],
  [flag({ logLevel: 'loud' }), /--log-level: .*one of debug/],
  [flag({ logFormat: 'xml' }), /--log-format: .*one of pretty, json/],
  [flag({ tlsNames: 'a b' }), /--tls-names/],
  [env({ STRONGROOM_IN_MEMORY: 'yes' }), /STRONGROOM_IN_MEMORY: .*true or false/],
  [flag({ inMemory: 'true', workers: '2' }), /--workers needs the embedded store/],
  [flag({ workers: '2' }, { STRONGROOM_STORE: 'postgres://db/x' }), /--workers needs the embedded/],
  [flag({ inMemory: 'true' }, { STRONGROOM_STORE: 'postgres://db/x' }), /contradict each other/],
  [flag({ tlsCert: 'a.pem' }), /--tls-cert is set but --tls-key is not; set both or neither/],
  [flag({ tlsKey: 'a.pem' }), /--tls-key is set but --tls-cert is not; set both or neither/],
  [flag({ dataDir: '/srv/x', keysDir: '/srv/x/keys' }), /lies inside --data-dir/],
  [flag({ dataDir: '/srv/x', keysDir: '/srv/x/' }), /lies inside --data-dir/],
  [
    env({ STRONGROOM_MASTER_KEY: 'c2hvcnQ=' }),
    /STRONGROOM_MASTER_KEY must be 32 bytes.*openssl rand/,
  ],
  [
    env({
      STRONGROOM_MASTER_KEY: key.toString('hex'),
      STRONGROOM_MASTER_PASSPHRASE: 'x'.repeat(20),
    }),
    /STRONGROOM_MASTER_KEY and STRONGROOM_MASTER_PASSPHRASE are set: only one/,
  ],
  [
    flag({ masterKeyFile: 'k' }, { STRONGROOM_MASTER_KEY: key.toString('hex') }),
    /only one may guard/,
  ],
  [env({ STRONGROOM_MASTER_PASSPHRASE: 'short' }), /fewer than 16 bytes/],
  [env({ STRONGROOM_MASTER_PASSPHRASE_FILE: '/nonexistent' }), /cannot be read/],
  [
    env({ STRONGROOM_ROOT_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' }),
    /set but STRONGROOM_ROOT_SECRET_ACCESS_KEY is not/,
  ],
  [
    env({ STRONGROOM_ROOT_SECRET_ACCESS_KEY: 'x'.repeat(40) }),
    /set but STRONGROOM_ROOT_ACCESS_KEY_ID is not/,
  ],
  [
    env({ STRONGROOM_ROOT_ACCESS_KEY_ID: 'AKIA', STRONGROOM_ROOT_SECRET_ACCESS_KEY: 'canary' }),
    /STRONGROOM_ROOT_SECRET_ACCESS_KEY must be 16 to 128/,
  ],
  [
    env({
      STRONGROOM_ROOT_ACCESS_KEY_ID: 'A/B',
      STRONGROOM_ROOT_SECRET_ACCESS_KEY: 'x'.repeat(40),
    }),
    /STRONGROOM_ROOT_ACCESS_KEY_ID must be/,
  ],
  [
    { flags: {}, env: {}, file: '/nonexistent.yaml' },
    /Cannot read the configuration file .*check --config/,
  ],
]

async function refusedLine(sources: Sources): Promise<string> {
  const error: unknown = await loadConfig(sources).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  const failure = explainFailure(error)
  assert.ok(failure, `${JSON.stringify(sources)}: ${String(error)}`)
  assert.equal(failure.code, 2)
  assert.doesNotMatch(failure.line, /\n/)
  return failure.line
}

test('every misconfiguration gives one line that names it, and exit code 2', async () => {
  for (const [sources, says] of wrong) {
    const line = await refusedLine(sources)
    assert.match(line, says)
    assert.doesNotMatch(line, /canary|pass@/)
  }
})

test('a wrong file gives one line, and exit code 2', async (t) => {
  const cases: [string, RegExp][] = [
    ['port: [', /is not valid YAML/],
    ['just text', /must hold one setting a line/],
    ['- a\n- b', /must hold one setting a line/],
    ['prot: 8000', /there is no setting "prot"/],
    ['master-key: abc', /there is no setting "master-key"/],
    ['port: {a: 1}', /"port" must be one value/],
    ['port: x', /strongroom\.yaml: port: "x" is not valid/],
  ]
  for (const [text, says] of cases) {
    assert.match(await refusedLine({ flags: {}, env: {}, file: await yaml(t, text) }), says)
  }
})

test('the passphrase file must be private', async (t) => {
  const root = await directory(t)
  const file = join(root, 'passphrase')
  await writeFile(file, 'six random words for you', { mode: 0o644 })
  await mkdir(join(root, 'x'))
  await assert.rejects(loadConfig(env({ STRONGROOM_MASTER_PASSPHRASE_FILE: file })), /chmod 600/)
})

test('the reference names every setting with its variable', () => {
  const text = renderSettingsReference()
  for (const settingKey of settingKeys) {
    assert.ok(text.includes(`--${settings[settingKey].name}`))
    assert.ok(text.includes(variableOf(settings[settingKey])))
  }
})

test('Vault and an external key guard the server with a login each, and with nothing beside them', async () => {
  const vault = { vaultAddress: 'https://vault.example.com:8200' }
  const byToken = await loadConfig({ flags: vault, env: { STRONGROOM_VAULT_TOKEN: 'hvs.canary' } })
  const choice = byToken.secrets.masterKey
  assert.ok(choice.kind === 'vault' && choice.login.kind === 'token')
  assert.ok(!inspect(byToken, { depth: 9 }).includes('hvs.canary'))
  const byRole = await loadConfig({
    flags: vault,
    env: { STRONGROOM_VAULT_ROLE_ID: 'r', STRONGROOM_VAULT_SECRET_ID_FILE: '/run/secret-id' },
  })
  assert.deepEqual(byRole.secrets.masterKey, {
    kind: 'vault',
    login: { kind: 'app-role', roleId: 'r', secretId: { file: '/run/secret-id' } },
  })
  const external = await loadConfig({
    flags: { externalKey: 'alias/strongroom' },
    env: { STRONGROOM_EXTERNAL_KMS_CREDENTIALS_FILE: '/run/credentials' },
  })
  assert.deepEqual(external.secrets.masterKey, {
    kind: 'external-key',
    login: { kind: 'file', file: '/run/credentials' },
  })

  const refusals: [Sources, RegExp][] = [
    [{ flags: vault, env: {} }, /--vault-address needs a login: set STRONGROOM_VAULT_TOKEN/],
    [
      { flags: vault, env: { STRONGROOM_VAULT_TOKEN: 't', STRONGROOM_VAULT_ROLE_ID: 'r' } },
      /only one of these/,
    ],
    [
      { flags: vault, env: { STRONGROOM_VAULT_TOKEN: 't', STRONGROOM_VAULT_TOKEN_FILE: 'f' } },
      /both set; unset one/,
    ],
    [
      { flags: { ...vault, externalKey: 'k' }, env: { STRONGROOM_VAULT_TOKEN: 't' } },
      /--vault-address and --external-key are set: only one may guard/,
    ],
    [
      { flags: { ...vault, masterKeyFile: 'f' }, env: { STRONGROOM_VAULT_TOKEN: 't' } },
      /--master-key-file and --vault-address are set/,
    ],
    [{ flags: { externalKey: 'k' }, env: {} }, /--external-key needs a login/],
    [
      { flags: { vaultAddress: 'http://vault.example.com:8200' }, env: {} },
      /http:\/\/ is for this machine alone/,
    ],
  ]
  for (const [sources, says] of refusals) await assert.rejects(loadConfig(sources), says)
})
