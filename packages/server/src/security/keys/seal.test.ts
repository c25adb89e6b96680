import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Secret, systemRandom } from '../../base/index.ts'
import { StorageError } from '../../storage/kv.ts'
import { canonicalContext } from './context.ts'
import { formatKeyText, parseKeyText } from './key-text.ts'
import { openSealed, seal } from './seal.ts'
import { createServiceKey } from './service-key.ts'

const key = systemRandom.bytes(32)
const context = { table: 'Orders', account: '000000000000' }

test('a sealed value opens in its context, whatever the order of the pairs', () => {
  const sealed = seal(key, Buffer.from('plain'), context, systemRandom)
  const reordered = { account: '000000000000', table: 'Orders' }
  assert.equal(openSealed(key, sealed, reordered)?.toString(), 'plain')
})

test('a change of any byte, of the key, of the context or of the length does not open', () => {
  const sealed = seal(key, Buffer.from('plain'), context, systemRandom)
  for (let index = 0; index < sealed.length; index++) {
    const changed = Buffer.from(sealed)
    changed[index] = (changed[index] ?? 0) ^ 1
    assert.equal(openSealed(key, changed, context), undefined, `byte ${String(index)}`)
    assert.equal(openSealed(key, sealed.subarray(0, index), context), undefined)
  }
  assert.equal(openSealed(systemRandom.bytes(32), sealed, context), undefined)
  assert.equal(openSealed(key, sealed, { ...context, table: 'Other' }), undefined)
  assert.equal(openSealed(key, sealed, {}), undefined)
})

test('two different contexts never have the same canonical bytes', () => {
  const contexts = fc.dictionary(fc.string(), fc.string())
  fc.assert(
    fc.property(contexts, contexts, (a, b) => {
      const same = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
      assert.equal(canonicalContext(a).equals(canonicalContext(b)), same)
    }),
    { verbose: true },
  )
})

function sorted(context: Record<string, string>): [string, string][] {
  return Object.keys(context)
    .sort()
    .map((name) => [name, context[name] ?? ''])
}

test('key text is read in hexadecimal and in both alphabets of base64, and nothing else', () => {
  const secret = new Secret(Buffer.alloc(32, 0xfb))
  for (const encoding of ['hex', 'base64', 'base64url'] as const) {
    const text = ` ${secret.reveal().toString(encoding)}\n`
    assert.equal(parseKeyText(text)?.equals(secret), true, encoding)
  }
  assert.equal(parseKeyText(formatKeyText(secret))?.equals(secret), true)
  for (const text of ['', 'secret', 'ff'.repeat(31), 'ff'.repeat(33), `${'+'.repeat(42)}*`]) {
    assert.equal(parseKeyText(text), undefined, text)
  }
})

test('a data key unwraps only from its own text, in its own context, under its own key', async () => {
  const serviceKey = createServiceKey(new Secret(key), systemRandom)
  const { plaintext, wrapped } = await serviceKey.generate(context)
  assert.match(wrapped, /^srk1\.[A-Za-z0-9_-]+$/)
  assert.equal(plaintext.reveal().length, 32)
  assert.equal((await serviceKey.unwrap(wrapped, context)).equals(plaintext), true)

  const other = createServiceKey(new Secret(systemRandom.bytes(32)), systemRandom)
  await assert.rejects(other.unwrap(wrapped, context), StorageError)
  await assert.rejects(serviceKey.unwrap(wrapped, { ...context, table: 'x' }), StorageError)
  for (const text of [
    '',
    'srk1.',
    wrapped.slice(5),
    `srk2.${wrapped.slice(5)}`,
    `${wrapped}=`,
    `${wrapped}\n`,
  ]) {
    await assert.rejects(serviceKey.unwrap(text, context), StorageError, text)
  }
})
