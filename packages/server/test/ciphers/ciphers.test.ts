import assert from 'node:assert/strict'
import { createCipheriv, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { nonceBytes, tagBytes, type Cipher, type Ciphers } from '../../src/engine/rows/cipher.ts'
import { chosenCiphers } from '../../src/engine/rows/ciphers.ts'
import { kinds, withoutNative } from './kinds.ts'

const around = nonceBytes + tagBytes
const none = Buffer.alloc(0)

/** A box with the text at `at`, not sealed yet. */
function boxOf(text: Buffer, at = 0): Buffer {
  return Buffer.concat([Buffer.alloc(at, 7), randomBytes(nonceBytes), text, Buffer.alloc(tagBytes)])
}

function opened(cipher: Cipher, box: Buffer, at: number, data: Buffer): Buffer | undefined {
  const out = Buffer.alloc(box.length - at - around, 0xaa)
  if (cipher.open(box, at, data, data.length, out)) return out
  assert(out.equals(Buffer.alloc(out.length)), 'what is not authentic leaves zeros')
  return undefined
}

test('the addon is what seals rows', { skip: withoutNative }, () => {
  assert.deepEqual(chosenCiphers().ciphers.kind, 'native')
  assert.equal(chosenCiphers().reason, undefined)
})

test('every kind makes the bytes of node:crypto, and opens what any other sealed', () => {
  const key = randomBytes(32)
  const ciphers = kinds.map((kind) => kind.create(key))
  const textLengths = [0, 1, 15, 16, 17, 31, 32, 33, 1000, 4096, 400 * 1024]
  const dataLengths = [0, 1, 12, 16, 52, 255, 4000]
  for (const textLength of textLengths) {
    for (const dataLength of dataLengths) {
      for (const at of [0, 1, 5]) {
        const text = randomBytes(textLength)
        const data = randomBytes(dataLength)
        const plain = boxOf(text, at)
        const reference = createCipheriv('aes-256-gcm', key, plain.subarray(at, at + nonceBytes))
        reference.setAAD(data)
        const expected = Buffer.concat([
          plain.subarray(0, at + nonceBytes),
          reference.update(text),
          reference.final(),
          reference.getAuthTag(),
        ])
        for (const cipher of ciphers) {
          const box = Buffer.from(plain)
          // What lies behind the associated data does not count.
          cipher.seal(box, at, Buffer.concat([data, randomBytes(9)]), dataLength)
          assert(box.equals(expected), `${textLength} bytes, ${dataLength} of data, at ${at}`)
          for (const other of ciphers) assert(opened(other, box, at, data)?.equals(text))
        }
      }
    }
  }
})

for (const kind of kinds) {
  test(`${kind.kind}: nothing opens that differs in one bit, or in length`, () => {
    const cipher = kind.create(randomBytes(32))
    const data = randomBytes(20)
    const text = randomBytes(50)
    const at = 5
    const box = boxOf(text, at)
    cipher.seal(box, at, data, data.length)
    for (let bit = 8 * at; bit < 8 * box.length; bit++) {
      box[bit >> 3]! ^= 1 << (bit & 7)
      assert.equal(opened(cipher, box, at, data), undefined, `bit ${bit}`)
      box[bit >> 3]! ^= 1 << (bit & 7)
    }
    for (let bit = 0; bit < 8 * data.length; bit++) {
      data[bit >> 3]! ^= 1 << (bit & 7)
      assert.equal(opened(cipher, box, at, data), undefined, `bit ${bit} of the data`)
      data[bit >> 3]! ^= 1 << (bit & 7)
    }
    for (let length = at + around; length < box.length; length++) {
      assert.equal(opened(cipher, box.subarray(0, length), at, data), undefined)
    }
    assert.equal(opened(cipher, Buffer.concat([box, none, Buffer.alloc(1)]), at, data), undefined)
    assert.equal(opened(cipher, box, at, data.subarray(1)), undefined)
    assert.equal(opened(cipher, box, at, Buffer.concat([data, Buffer.alloc(1)])), undefined)
    assert.equal(opened(kind.create(randomBytes(32)), box, at, data), undefined, 'another key')
    assert(opened(cipher, box, at, data)?.equals(text), 'refusals leave the cipher as it was')
  })

  test(`${kind.kind}: without a text, data alone is sealed`, () => {
    const cipher = kind.create(randomBytes(32))
    const box = boxOf(none)
    cipher.seal(box, 0, Buffer.from('data'), 4)
    assert(opened(cipher, box, 0, Buffer.from('data'))?.equals(none))
    assert.equal(opened(cipher, box, 0, Buffer.from('date')), undefined)
  })

  test(`${kind.kind}: a text may be opened in its own place`, () => {
    const cipher = kind.create(randomBytes(32))
    const text = randomBytes(100)
    const box = boxOf(text)
    cipher.seal(box, 0, none, 0)
    const place = box.subarray(nonceBytes, -tagBytes)
    assert(cipher.open(box, 0, none, 0, place))
    assert(place.equals(text))
  })

  test(`${kind.kind}: the key is copied, and after it was erased nothing is sealed or opened`, () => {
    const key = randomBytes(32)
    const cipher = kind.create(key)
    const other = kind.create(key)
    key.fill(0)
    const box = boxOf(Buffer.from('text'))
    cipher.seal(box, 0, none, 0)
    assert(opened(other, box, 0, none)?.equals(Buffer.from('text')))
    cipher.dispose()
    assert.throws(() => cipher.seal(box, 0, none, 0), /the key was erased/)
    assert.throws(() => cipher.open(box, 0, none, 0, Buffer.alloc(4)), /the key was erased/)
    cipher.dispose()
    assert(opened(other, box, 0, none), 'the other has a key of its own')
  })

  test(`${kind.kind}: arguments of another kind or length are refused, and nothing is written`, () => {
    for (const wrong of wrongKeys) {
      assert.throws(() => kind.create(wrong as Buffer), { name: 'TypeError', message: /32 bytes/ })
    }
    refuses(kind)
  })
}

const wrongKeys: readonly unknown[] = [
  ...[undefined, null, 1, 'k'.repeat(32), {}, [], new ArrayBuffer(32), new Float64Array(4)],
  ...[new Uint16Array(16), new DataView(new ArrayBuffer(32)), detached(32)],
  ...[none, Buffer.alloc(16), Buffer.alloc(31), Buffer.alloc(33)],
]

function detached(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
  return bytes
}

function refuses(kind: Ciphers): void {
  const cipher = kind.create(randomBytes(32))
  const box = boxOf(randomBytes(50))
  const out = Buffer.alloc(50)
  const data = randomBytes(10)
  const notBytes = [undefined, null, 7, 'text', {}, [1], new Float32Array(90), new Int8Array(90)]
  const notIndexes = [undefined, null, '0', {}, -1, 0.5, NaN, Infinity, 2 ** 32, 2 ** 53, 0n]
  const short = box.subarray(0, around - 1)
  const calls: unknown[][] = [
    ...[...notBytes, detached(90), none, short].map((wrong) => [wrong, 0, data, 10, out]),
    ...[...notIndexes, 51, 79].map((wrong) => [box, wrong, data, 10, out]),
    ...[...notBytes, detached(10)].map((wrong) => [box, 0, wrong, 10, out]),
    ...[...notIndexes, 11].map((wrong) => [box, 0, data, wrong, out]),
    [],
  ]
  const outs: unknown[][] = [...[...notBytes, detached(50), out.subarray(1), Buffer.alloc(51)]].map(
    (wrong) => [box, 0, data, 10, wrong],
  )
  const before = Buffer.from(box)
  for (const call of [...calls, ...outs]) {
    assert.throws(() => Reflect.apply(cipher.open, cipher, call), { name: 'TypeError' })
    if (outs.includes(call)) continue
    assert.throws(() => Reflect.apply(cipher.seal, cipher, call), { name: 'TypeError' })
  }
  assert(box.equals(before))
}

test('the methods of the addon refuse what is no cipher of it', { skip: withoutNative }, () => {
  const cipher = kinds[0]!.create(randomBytes(32))
  const box = boxOf(none)
  const ofNode = kinds[1]!.create(randomBytes(32))
  for (const other of [undefined, null, {}, box, ofNode, Object.create(cipher)]) {
    for (const method of [cipher.seal, cipher.open, cipher.dispose]) {
      assert.throws(() => Reflect.apply(method, other, [box, 0, none, 0, none]), TypeError)
    }
  }
  const { constructor } = cipher
  assert.throws(() => Reflect.apply(constructor, undefined, [randomBytes(32)]), TypeError)
  assert.throws(() => Reflect.apply(constructor, cipher, [randomBytes(32)]), TypeError)
})
