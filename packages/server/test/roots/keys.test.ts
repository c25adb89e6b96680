import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { atEnd } from '../at-end.ts'
import { keysDirectory, rootCredentials, type ServerProcess } from '../crash/server-process.ts'
import { Dice, seedOfRun } from '../properties/dice.ts'
import { runKeys } from './keys-command.ts'
import { serve } from './serve.ts'

const timeout = 600_000

async function place(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'strongroom-keys-'))
  atEnd(t, () => rm(directory, { recursive: true }))
  return directory
}

function createTable(server: ServerProcess, name: string, keyId?: string): Promise<object> {
  return server.client().call('CreateTable', {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    ...(keyId && { SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: keyId } }),
  })
}

interface Writing {
  readonly acknowledged: readonly string[]
  /** Resolves once more than so many are acknowledged. Rejects when a write fails. */
  beyond(count: number): Promise<void>
  stop(): Promise<void>
}

/** Writes one item after the other until it is told to stop, and knows which were acknowledged. */
function writer(server: ServerProcess): Writing {
  const client = server.client()
  const acknowledged: string[] = []
  let stopped = false
  let wake = (): void => undefined
  const work = (async () => {
    for (let at = 0; !stopped; at++) {
      const id = `item-${String(at)}`
      await client.call('PutItem', { TableName: 'Plain', Item: { id: { S: id } } })
      acknowledged.push(id)
      wake()
    }
  })()
  return {
    acknowledged,
    async beyond(count) {
      while (acknowledged.length <= count) {
        const next = new Promise<void>((resolve) => (wake = resolve))
        await Promise.race([next, work])
      }
    },
    stop: async () => {
      stopped = true
      await work
      client.close()
    },
  }
}

async function kmsKey(server: ServerProcess, alias: string): Promise<string> {
  const client = new KMSClient({
    endpoint: server.httpEndpoint,
    region: 'us-east-1',
    credentials: rootCredentials,
  })
  try {
    const { KeyMetadata } = await client.send(new CreateKeyCommand({}))
    const TargetKeyId = KeyMetadata?.KeyId ?? ''
    await client.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId }))
    return TargetKeyId
  } finally {
    client.destroy()
  }
}

interface Listed {
  readonly guardedBy: string
  readonly serviceKey: { readonly tables: string[] }
  readonly kmsKeys: { keyId: string; state: string; aliases: string[]; tables: string[] }[]
}

test(
  'list, describe and verify work beside a running server, and name what does not open',
  { timeout },
  async (t) => {
    const directory = await place(t)
    const server = await serve(t, directory)
    const keyId = await kmsKey(server, 'alias/orders')
    await createTable(server, 'Plain')
    await createTable(server, 'Orders', 'alias/orders')
    const writing = writer(server)

    const listed = JSON.parse((await runKeys(directory, ['list', '--json']).ended).stdout) as Listed
    assert.match(listed.guardedBy, /^master key file .*master\.key$/)
    assert.deepEqual(listed.serviceKey.tables, ['000000000000/Plain'])
    const [key] = listed.kmsKeys
    assert.deepEqual(
      [listed.kmsKeys.length, key?.keyId, key?.state, key?.aliases, key?.tables],
      [1, keyId, 'Enabled', ['alias/orders'], ['000000000000/Orders']],
    )
    const people = await runKeys(directory, ['list']).ended
    assert.match(
      people.stdout,
      /000000000000 {2}[0-9a-f-]{36} {2}Enabled {2}SYMMETRIC_DEFAULT {2}alias\/orders/,
    )
    const table = await runKeys(directory, ['describe', 'Orders']).ended
    assert.match(
      table.stdout,
      new RegExp(`^key +arn:aws:kms:us-east-1:000000000000:key/${keyId}$`, 'm'),
    )
    assert.match((await runKeys(directory, ['describe', 'master']).ended).stdout, /^guard +key$/m)
    assert.equal((await runKeys(directory, ['describe', 'Nothing']).ended).code, 2)
    const good = await runKeys(directory, ['verify', '--json']).ended
    assert.equal(good.code, 0, good.stderr)
    assert.deepEqual(JSON.parse(good.stdout), { keyring: 1, kmsKeys: 1, tables: 2, faults: [] })

    await rm(join(keysDirectory(directory), 'kms', `${keyId}.share`))
    const bad = await runKeys(directory, ['verify']).ended
    assert.equal(bad.code, 4)
    assert.match(
      bad.stdout,
      new RegExp(`does not open: KMS key 000000000000/${keyId}: .*share is missing`),
    )
    assert.match(bad.stdout, /does not open: table 000000000000\/Orders: .*share is missing/)
    assert.doesNotMatch(bad.stdout, /Plain/)
    await writing.beyond(0)
    await writing.stop()
  },
)

const kills = 4

test(
  'the master key rotates under writes, killed at any moment, and no write is lost',
  { timeout },
  async (t) => {
    const seed = seedOfRun()
    t.diagnostic(`STRONGROOM_TEST_SEED=${String(seed)}`)
    const dice = new Dice(seed)
    const directory = await place(t)
    const server = await serve(t, directory)
    await createTable(server, 'Plain')
    const writing = writer(server)

    const first = await runKeys(directory, ['rotate-master']).ended
    assert.equal(first.code, 0, first.stderr)
    assert.match(first.stdout, /^Rotated\. The keyring is guarded by: master key file/)
    let died = 0
    for (let round = 0; round < kills; round++) {
      const { child, ended } = runKeys(directory, ['rotate-master'])
      const before = writing.acknowledged.length
      const wait = setTimeout(() => child.kill('SIGKILL'), dice.below(1500))
      if ((await ended).code === null) died++
      clearTimeout(wait)
      // Writes go on, however soon it was killed.
      await writing.beyond(before)
      const verified = await runKeys(directory, ['verify']).ended
      assert.equal(verified.code, 0, verified.stderr + verified.stdout)
    }
    t.diagnostic(`${String(died)} of ${String(kills)} rotations were killed`)
    await writing.stop()
    await server.end('SIGKILL')

    const again = await serve(t, directory)
    const client = again.client()
    for (const id of writing.acknowledged) {
      const found = await client.call('GetItem', { TableName: 'Plain', Key: { id: { S: id } } })
      assert.deepEqual(found['Item'], { id: { S: id } })
    }
    client.close()
    const left = await readdir(join(directory, 'data'))
    assert.ok(left.includes('keyring.json'))
  },
)

test(
  'the keyring moves to a passphrase by variables of the next one, and starts with that alone',
  { timeout },
  async (t) => {
    const directory = await place(t)
    const server = await serve(t, directory)
    await createTable(server, 'Plain')
    const passphrase = 'six random words of mine'
    const moved = await runKeys(directory, ['rotate-master', '--json'], {
      STRONGROOM_NEXT_MASTER_PASSPHRASE: passphrase,
    }).ended
    assert.equal(moved.code, 0, moved.stderr)
    assert.equal((JSON.parse(moved.stdout) as Listed).guardedBy, 'passphrase (scrypt)')
    const old = await runKeys(directory, ['verify']).ended
    assert.equal(old.code, 3)
    assert.match(old.stderr, /not guarded by a master key but by a passphrase/)
    const env = { STRONGROOM_MASTER_PASSPHRASE: passphrase }
    assert.equal((await runKeys(directory, ['verify'], env).ended).code, 0)
    const without = await runKeys(directory, ['rotate-master'], env).ended
    assert.equal(without.code, 2)
    assert.match(without.stderr, /set STRONGROOM_NEXT_MASTER_KEY/)
    const wrong = await runKeys(directory, ['rotate-master'], {
      ...env,
      STRONGROOM_NEXT_MASTER_KYE: 'x',
    }).ended
    assert.match(wrong.stderr, /STRONGROOM_NEXT_MASTER_KYE is no setting/)
    assert.equal(wrong.code, 2)
  },
)
