import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import {
  CreateKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  KMSClient,
} from '@aws-sdk/client-kms'
import { Secret, systemClock, systemRandom } from '../../src/base/index.ts'
import { makeEphemeralIdentity } from '../../src/app/tls/index.ts'
import { start, type Server } from '../../src/index.ts'
import {
  keyringFile,
  masterKeyFromEnvironment,
  masterKeyOfExternalKms,
  masterKeyOfVault,
  openKeyring,
  ProviderAwayError,
  rotateMasterKey,
  type Keyring,
  type MasterKeyProvider,
  type VaultLogin,
} from '../../src/security/keys/index.ts'
import { StorageError } from '../../src/storage/kv.ts'
import { startVault, type VaultStandIn } from './vault-stand-in.ts'

const deps = { clock: systemClock, random: systemRandom }

async function place(t: TestContext): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'strongroom-roots-'))
  t.after(() => rm(root, { recursive: true }))
  return root
}

function open(directory: string, provider: MasterKeyProvider): Promise<Keyring> {
  return openKeyring({ home: keyringFile(directory), provider, ...deps })
}

function ofVault(
  vault: VaultStandIn,
  login: VaultLogin = { kind: 'token', token: new Secret(vault.token) },
  more: { key?: string; ca?: string } = {},
): MasterKeyProvider {
  const address = new URL(vault.address)
  const { key = 'strongroom', ca } = more
  return masterKeyOfVault({ address, mount: 'transit', key, namespace: undefined, ca, login }, deps)
}

async function vaultOf(t: TestContext): Promise<VaultStandIn> {
  const vault = await startVault()
  t.after(() => vault.close())
  return vault
}

function away(says: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof ProviderAwayError, String(error))
    assert.match(error.message, says)
    assert.doesNotMatch(error.message, /\n/)
    return true
  }
}

function wrongKey(says: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof StorageError, String(error))
    assert.equal(error.reason, 'wrong-key')
    assert.match(error.message, says)
    return true
  }
}

test('a keyring under a key of Vault opens by one request, and holds nothing that Vault did not wrap', async (t) => {
  const directory = await place(t)
  const vault = await vaultOf(t)
  const first = await open(directory, ofVault(vault))
  // What was made is opened once, so that a token that may only encrypt is found out at the first start.
  vault.served.splice(1, 1)
  const second = await open(directory, ofVault(vault))
  assert.ok(first.systemKey.equals(second.systemKey))
  assert.deepEqual(vault.served, [
    '/v1/transit/encrypt/strongroom',
    '/v1/transit/decrypt/strongroom',
  ])
  const text = await readFile(join(directory, 'keyring.json'), 'utf8')
  assert.match(text, /"wrapped": "vault:v1:/)
  assert.ok(!text.includes(vault.token))
})

test('AppRole and a token file log in to Vault; each file is read anew', async (t) => {
  const directory = await place(t)
  const vault = await vaultOf(t)
  const secretId = new Secret(vault.secretId)
  const first = await open(
    directory,
    ofVault(vault, { kind: 'app-role', roleId: vault.roleId, secretId }),
  )
  const file = join(directory, 'token')
  const byFile = ofVault(vault, { kind: 'token', token: { file } })
  await assert.rejects(open(directory, byFile), away(/token, which holds a secret .* missing/))
  await writeFile(file, 'hvs.old\n', { mode: 0o600 })
  await assert.rejects(open(directory, byFile), away(/403: permission denied/))
  await writeFile(file, `${vault.token}\n`, { mode: 0o600 })
  assert.ok((await open(directory, byFile)).pageKey.equals(first.pageKey))
  const wrong = ofVault(vault, { kind: 'app-role', roleId: 'x', secretId })
  await assert.rejects(
    open(directory, wrong),
    away(/refuses the AppRole login \(400: invalid role/),
  )
})

test('a Vault that is sealed, gone or not trusted is away; another key is not', async (t) => {
  const directory = await place(t)
  const vault = await vaultOf(t)
  await open(directory, ofVault(vault))
  vault.sealed = true
  await assert.rejects(open(directory, ofVault(vault)), away(/503: Vault is sealed\); check/))
  vault.sealed = false
  await assert.rejects(
    open(directory, ofVault(vault, undefined, { key: 'other' })),
    wrongKey(/encryption key not found/),
  )
  const other = await vaultOf(t)
  await assert.rejects(open(directory, ofVault(other)), wrongKey(/message authentication failed/))
  await other.close().catch(() => undefined)
  await assert.rejects(open(directory, ofVault(other)), away(/does not answer \(ECONNREFUSED\)/))
})

test('Vault over TLS is asked with the given CA alone', async (t) => {
  const directory = await place(t)
  const names = ['127.0.0.1']
  const [identity, stranger] = await Promise.all([
    makeEphemeralIdentity({ names, ...deps }),
    makeEphemeralIdentity({ names, ...deps }),
  ])
  const tls = { cert: identity.certificate, key: identity.key.reveal().toString('utf8') }
  const vault = await startVault({ tls })
  t.after(() => vault.close())
  await open(directory, ofVault(vault, undefined, { ca: identity.authority }))
  await assert.rejects(
    open(directory, ofVault(vault, undefined, { ca: stranger.authority })),
    away(/does not answer .*check its certificate/),
  )
  assert.equal(vault.served.length, 2)
})

test('rotation wraps by the newest version of the key, and the old version can go', async (t) => {
  const directory = await place(t)
  const vault = await vaultOf(t)
  const before = await open(directory, ofVault(vault))
  const old = await readFile(join(directory, 'keyring.json'))
  vault.rotate()
  const provider = ofVault(vault)
  await rotateMasterKey({ home: keyringFile(directory), from: provider, to: provider })
  vault.trim()
  const after = await open(directory, ofVault(vault))
  assert.ok(after.pageKey.equals(before.pageKey) && after.serviceKey.equals(before.serviceKey))
  await writeFile(join(directory, 'keyring.json'), old, { mode: 0o600 })
  await assert.rejects(open(directory, ofVault(vault)), wrongKey(/too old/))
})

test('no provider opens the keyring of another kind', async (t) => {
  const directory = await place(t)
  const vault = await vaultOf(t)
  await open(directory, ofVault(vault))
  const local = masterKeyFromEnvironment(new Secret(systemRandom.bytes(32)), systemRandom)
  await assert.rejects(
    open(directory, local),
    wrongKey(/by a key of HashiCorp Vault: set --vault-address/),
  )
  await rotateMasterKey({ home: keyringFile(directory), from: ofVault(vault), to: local })
  await open(directory, local)
  await assert.rejects(open(directory, ofVault(vault)), wrongKey(/but by a master key: give/))
})

function ofKms(server: Server, key: string, secret?: string): MasterKeyProvider {
  const { accessKeyId, secretAccessKey } = server.clientConfig.credentials
  return masterKeyOfExternalKms(
    {
      endpoint: new URL(server.endpoint),
      region: 'us-east-1',
      key,
      ca: server.ca,
      credential: () =>
        Promise.resolve({ accessKeyId, secretAccessKey: new Secret(secret ?? secretAccessKey) }),
    },
    deps,
  )
}

test('a keyring under a key of another KMS opens while that key may be used', async (t) => {
  const directory = await place(t)
  const server = await start()
  const client = new KMSClient(server.clientConfig)
  t.after(async () => {
    client.destroy()
    await server.close()
  })
  const made = await client.send(new CreateKeyCommand({}))
  const KeyId = made.KeyMetadata?.KeyId ?? ''
  const first = await open(directory, ofKms(server, KeyId))
  const again = await open(directory, ofKms(server, KeyId))
  assert.ok(first.serviceKey.equals(again.serviceKey))

  await client.send(new DisableKeyCommand({ KeyId }))
  await assert.rejects(
    open(directory, ofKms(server, KeyId)),
    away(/DisabledException: .* is disabled/),
  )
  await client.send(new EnableKeyCommand({ KeyId }))
  await open(directory, ofKms(server, KeyId))
  await assert.rejects(
    open(directory, ofKms(server, KeyId, 'not-the-secret-of-the-key')),
    away(/SignatureException/),
  )
  const other = await client.send(new CreateKeyCommand({}))
  const otherId = other.KeyMetadata?.KeyId ?? ''
  await assert.rejects(open(directory, ofKms(server, otherId)), wrongKey(/IncorrectKeyException/))

  const provider = ofKms(server, KeyId)
  await rotateMasterKey({
    home: keyringFile(directory),
    from: provider,
    to: ofKms(server, otherId),
  })
  assert.ok((await open(directory, ofKms(server, otherId))).pageKey.equals(first.pageKey))
  await assert.rejects(open(directory, provider), wrongKey(/IncorrectKeyException/))
})
