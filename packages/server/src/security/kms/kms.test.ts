import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret, silentLogger, systemRandom, type Clock } from '../../base/index.ts'
import { openMemoryStore } from '../../storage/memory/index.ts'
import { openCiphertext, readHead, sealCiphertext } from './ciphertext.ts'
import { constrainsAtLeast, grantPermits } from './grants.ts'
import type { KeyRecord } from './key-record.ts'
import { createKms } from './kms.ts'
import { decryptUnder, encryptUnder } from './use-key.ts'
import { MaterialLostError, memoryShares } from './vault.ts'

const dayMs = 86_400_000
const accountId = '000000000000'

function setUp() {
  let now = 1_700_000_000_000
  const clock: Clock = { now: () => now, monotonic: () => now, after: () => () => undefined }
  const shares = memoryShares(systemRandom)
  const kms = createKms({
    store: openMemoryStore(),
    sealer: {
      seal: (_, __, head, body) => Buffer.concat([head, body]),
      open: (_, __, value) => value,
    },
    serviceKey: new Secret(systemRandom.bytes(32)),
    shares,
    clock,
    random: systemRandom,
    logger: silentLogger,
  })
  const pass = (ms: number): void => {
    now += ms
  }
  const create = (): Promise<KeyRecord> =>
    kms.keys.create({
      accountId,
      description: '',
      usage: 'ENCRYPT_DECRYPT',
      spec: 'SYMMETRIC_DEFAULT',
      origin: 'AWS_KMS',
      manager: 'CUSTOMER',
      policy: '{}',
      tags: [],
    })
  return { kms, pass, create, shares }
}

test('no byte of a ciphertext, and no context, can be changed', () => {
  const material = systemRandom.bytes(32)
  const head = {
    accountId: '123456789012',
    keyId: systemRandom.uuid(),
    materialId: 'ab'.repeat(32),
  }
  const context = { a: '1', b: '2' }
  const blob = sealCiphertext(material, head, Buffer.from('plain'), context, systemRandom)
  assert.deepEqual(readHead(blob), head)
  assert.equal(openCiphertext(material, blob, { b: '2', a: '1' })?.toString(), 'plain')
  assert.equal(openCiphertext(material, blob, { a: '1' }), undefined)
  assert.equal(openCiphertext(systemRandom.bytes(32), blob, context), undefined)
  for (let at = 1; at < blob.length; at++) {
    const changed = Buffer.from(blob)
    changed[at] = (changed[at] ?? 0) ^ 0x10
    assert.equal(openCiphertext(material, changed, context), undefined, `byte ${String(at)}`)
  }
  for (let length = 0; length < 99; length++) {
    assert.equal(readHead(blob.subarray(0, Math.min(length, 98))), undefined)
  }
})

test('the longest plaintext has a ciphertext that Decrypt takes', () => {
  const head = { accountId, keyId: systemRandom.uuid(), materialId: 'ab'.repeat(32) }
  const material = systemRandom.bytes(32)
  assert(sealCiphertext(material, head, Buffer.alloc(4096), {}, systemRandom).length <= 6144)
})

test('a key rotates when that is due, and old ciphertexts open', async () => {
  const { kms, pass, create } = setUp()
  const made = await create()
  const old = await encryptUnder(kms, made, Buffer.from('old'), {})
  await kms.keys.change(accountId, made.keyId, (key) => ({
    ...key,
    rotation: { days: 90, nextAt: kms.clock.now() + 90 * dayMs },
  }))
  pass(90 * dayMs)
  const due = await kms.keys.find(accountId, made.keyId)
  assert(due !== undefined)
  const fresh = await encryptUnder(kms, due, Buffer.from('new'), {})
  assert.notEqual(fresh.materialId, old.materialId)
  const rotated = await kms.keys.find(accountId, made.keyId)
  assert.equal(rotated?.materials.length, 2)
  for (const [sealed, text] of [
    [old, 'old'],
    [fresh, 'new'],
  ] as const) {
    const opened = await decryptUnder(kms, rotated, sealed.ciphertext, {})
    assert.equal(opened?.plaintext.toString(), text)
  }
})

test('a deleted key is gone when its time has come, and a copy of its record does not open', async () => {
  const { kms, pass, create, shares } = setUp()
  const made = await create()
  const { ciphertext } = await encryptUnder(kms, made, Buffer.from('secret'), {})
  await kms.aliases.create(accountId, 'alias/x', made.keyId)
  const at = kms.clock.now() + 7 * dayMs
  await kms.keys.change(accountId, made.keyId, (key) => ({
    ...key,
    state: 'PendingDeletion',
    deletion: { at, days: 7 },
  }))
  pass(7 * dayMs - 1)
  await kms.keys.sweep()
  const copy = await kms.keys.find(accountId, made.keyId)
  assert(copy !== undefined, 'it is kept to the last millisecond')
  pass(1)
  assert.equal(await kms.keys.find(accountId, made.keyId), undefined)
  await kms.keys.sweep()
  assert.equal(await kms.aliases.find(accountId, 'alias/x'), undefined)
  assert.equal(await shares.read(made.keyId), undefined)
  await assert.rejects(decryptUnder(kms, copy, ciphertext, {}), MaterialLostError)
})

test('imported material ends when it is said to', async () => {
  const { kms, pass, create } = setUp()
  const made = await create()
  await kms.keys.change(accountId, made.keyId, (key) => ({
    ...key,
    origin: 'EXTERNAL',
    imported: { validTo: kms.clock.now() + 1000 },
  }))
  pass(1000)
  const ended = await kms.keys.find(accountId, made.keyId)
  assert.equal(ended?.state, 'PendingImport')
  assert.equal(ended.materials[0]?.wrapped, undefined)
})

test('a grant permits what it names, in a context that it knows', () => {
  const operations = ['Decrypt', 'DescribeKey']
  const subset = { operations, constraints: { EncryptionContextSubset: { a: '1' } } }
  const equals = { operations, constraints: { EncryptionContextEquals: { a: '1' } } }
  assert(grantPermits(subset, 'Decrypt', { a: '1', b: '2' }))
  assert(!grantPermits(equals, 'Decrypt', { a: '1', b: '2' }))
  assert(grantPermits(equals, 'Decrypt', { a: '1' }))
  assert(!grantPermits(subset, 'Decrypt', { b: '2' }))
  assert(!grantPermits(subset, 'Decrypt', undefined))
  assert(!grantPermits(subset, 'Encrypt', { a: '1' }))
  assert(grantPermits(subset, 'DescribeKey', undefined))
  const narrower = { EncryptionContextSubset: { a: '1', b: '2' } }
  assert(constrainsAtLeast(narrower, subset.constraints))
  assert(!constrainsAtLeast(subset.constraints, narrower))
  assert(!constrainsAtLeast(undefined, subset.constraints))
})
