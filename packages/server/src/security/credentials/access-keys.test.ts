import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Secret, systemRandom } from '../../base/index.ts'
import { accountOfAccessKeyId, mintAccessKeyId, mintSecretAccessKey } from './access-keys.ts'
import { rootCredentialSource } from './root-credentials.ts'

test('reads the account out of an id that the cloud service minted', () => {
  assert.equal(accountOfAccessKeyId('ASIAY34FZKBOKMUTVV7A'), '609629065308')
})

test('reads no account out of older ids and other texts', () => {
  for (const id of [
    'AKIAIOSFODNN7EXAMPLE',
    'AKIAIOSFODNN7EXAMPL1',
    'AKIA',
    '',
    'AKIA7777777777777777',
  ]) {
    assert.equal(accountOfAccessKeyId(id), undefined, id)
  }
})

test('an account survives in the id minted for it', () => {
  const account = fc
    .integer({ min: 0, max: 999_999_999_999 })
    .map((n) => String(n).padStart(12, '0'))
  const chance = fc.uint8Array({ minLength: 5, maxLength: 5 })
  fc.assert(
    fc.property(account, chance, fc.constantFrom('AKIA', 'ASIA'), (accountId, bytes, prefix) => {
      const random = { ...systemRandom, bytes: () => Buffer.from(bytes) }
      const id = mintAccessKeyId(prefix, accountId, random)
      assert.match(id, /^A[KS]IA[Q-Z2-7][A-Z2-7]{15}$/)
      assert.equal(accountOfAccessKeyId(id), accountId)
    }),
  )
})

test('ids of one account differ', () => {
  const ids = Array.from({ length: 1000 }, () =>
    mintAccessKeyId('AKIA', '000000000001', systemRandom),
  )
  assert.equal(new Set(ids).size, ids.length)
})

test('mints an id for nothing but twelve digits', () => {
  for (const account of ['', '12345678901', '1234567890123', '12345678901x']) {
    assert.throws(() => mintAccessKeyId('AKIA', account, systemRandom))
  }
})

test('a secret has 40 characters of the base64 alphabet and does not print', () => {
  const secret = mintSecretAccessKey(systemRandom)
  assert.match(secret.reveal().toString(), /^[A-Za-z0-9+/]{40}$/)
  assert.equal(String(secret), '[secret]')
})

test('finds root by its access key id and nobody else', async () => {
  const secretAccessKey = new Secret('s')
  const source = rootCredentialSource({
    accessKeyId: 'AKIAROOT',
    secretAccessKey,
    accountId: '123456789012',
  })
  const found = await source.find('AKIAROOT')
  assert.equal(found?.secretAccessKey, secretAccessKey)
  assert.deepEqual(found.caller, {
    accountId: '123456789012',
    arn: 'arn:aws:iam::123456789012:root',
    accessKeyId: 'AKIAROOT',
    kind: 'root',
    principal: {
      kind: 'root',
      account: '123456789012',
      arn: 'arn:aws:iam::123456789012:root',
    },
    userId: '123456789012',
    principalArn: 'arn:aws:iam::123456789012:root',
    tags: new Map(),
    policies: {},
  })
  for (const id of ['', 'AKIAROO', 'akiaroot', '__proto__']) {
    assert.equal(await source.find(id), undefined)
  }
})
