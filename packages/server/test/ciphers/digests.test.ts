import assert from 'node:assert/strict'
import { createHash, createHmac, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { loadNativeDigests, nodeDigests, type Digests } from '../../src/base/index.ts'
import { withoutNative } from './kinds.ts'

const native = loadNativeDigests()
const kinds: readonly Digests[] = typeof native === 'string' ? [nodeDigests] : [native, nodeDigests]

const bytes = (maxLength: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ maxLength, size: 'max' })

/** A message behind its inner block, and the outer block of the key. */
function blocks(key: Uint8Array, message: Uint8Array): { inner: Buffer; outer: Buffer } {
  const inner = Buffer.concat([Buffer.alloc(64, 0x36), message])
  const outer = Buffer.alloc(64, 0x5c)
  for (const [at, byte] of key.entries()) {
    inner[at] = 0x36 ^ byte
    outer[at] = 0x5c ^ byte
  }
  return { inner, outer }
}

test('the addon takes part wherever it could be built', { skip: withoutNative }, () => {
  assert.notEqual(typeof native, 'string')
})

for (const kind of kinds) {
  test(`${kind.kind}: the hash of bytes and of texts, in the order in which they come`, () => {
    fc.assert(
      fc.property(bytes(10_000), (message) => {
        const expected = createHash('sha256').update(message).digest('hex')
        assert.equal(kind.sha256Hex(message), expected)
        assert.equal(kind.sha256HexOfText(Buffer.from(message).toString('latin1')), expected)
      }),
    )
    for (const length of [0, 4095, 4096, 4097, 100_000]) {
      const text = 'é'.repeat(length)
      const expected = createHash('sha256').update(text, 'latin1').digest('hex')
      assert.equal(kind.sha256HexOfText(text), expected, String(length))
    }
  })

  test(`${kind.kind}: the MAC of a message of which more is there than counts`, () => {
    fc.assert(
      fc.property(bytes(64), bytes(500), bytes(20), (key, message, more) => {
        const { inner, outer } = blocks(key, message)
        const longer = Buffer.concat([inner, more])
        const expected = createHmac('sha256', key).update(message).digest('hex')
        assert.equal(kind.macHex(longer, inner.length, outer), expected)
        const out = Buffer.alloc(32)
        kind.mac(longer, inner.length, outer, out)
        assert.equal(out.toString('hex'), expected)
      }),
    )
  })
}

const notBytes = [undefined, null, 7, {}, [1], new Float32Array(32), new Int8Array(64)]
const notLengths = [undefined, null, '0', {}, -1, 0.5, NaN, Infinity, 2 ** 53, 0n, 101]

test('the addon refuses arguments of another kind or length', { skip: withoutNative }, () => {
  const { sha256Hex, sha256HexOfText, mac, macHex } = native as Digests
  const message = randomBytes(100)
  const outer = randomBytes(64)
  const out = Buffer.alloc(32, 7)
  const wrong: readonly (readonly [(...given: never[]) => unknown, readonly unknown[][]])[] = [
    [sha256Hex, [[], ...[...notBytes, 'text'].map((each) => [each])]],
    [
      sha256HexOfText,
      [[], ...[undefined, null, 7, {}, message, Symbol('s')].map((each) => [each])],
    ],
    [
      macHex,
      [
        [],
        ...[...notBytes, 'text'].map((each) => [each, 0, outer]),
        ...notLengths.map((each) => [message, each, outer]),
        ...[...notBytes, message, outer.subarray(1)].map((each) => [message, 100, each]),
      ],
    ],
    [
      mac,
      [
        [],
        ...[...notBytes, 'text'].map((each) => [each, 0, outer, out]),
        ...notLengths.map((each) => [message, each, outer, out]),
        ...[undefined, null, out.subarray(1), Buffer.alloc(33)].map((each) => [
          ...[message, 100, outer, each],
        ]),
      ],
    ],
  ]
  for (const [method, calls] of wrong) {
    for (const call of calls) {
      assert.throws(() => Reflect.apply(method, undefined, call), { name: 'TypeError' })
    }
  }
  assert.deepEqual(out, Buffer.alloc(32, 7))
  const detached = new Uint8Array(100)
  structuredClone(detached.buffer, { transfer: [detached.buffer] })
  assert.equal(sha256Hex(detached), sha256Hex(Buffer.alloc(0)))
  assert.throws(() => macHex(detached, 100, outer), TypeError)
})

test(
  'each thread hashes for itself, and ends without the others',
  { skip: withoutNative },
  async () => {
    const code = `
    import('${new URL('../../src/base/index.js', import.meta.url).href}').then(({ digests }) => {
      let text = 'seed'
      for (let round = 0; round < 20000; round++) text = digests.sha256HexOfText(text)
      require('node:worker_threads').parentPort.postMessage(text)
    })`
    let expected = 'seed'
    for (let round = 0; round < 20_000; round++) expected = nodeDigests.sha256HexOfText(expected)
    const ends = Array.from({ length: 3 }, async () => {
      const worker = new Worker(code, { eval: true })
      const ended = once(worker, 'exit')
      const [text] = (await once(worker, 'message')) as [string]
      assert.deepEqual(await ended, [0])
      return text
    })
    assert.deepEqual(await Promise.all(ends), [expected, expected, expected])
  },
)
