import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { nonceBytes, tagBytes } from '../../src/engine/rows/cipher.ts'
import { kinds } from './kinds.ts'

/**
 * The vectors of NIST's validation program for AES-256-GCM (CAVP, "GCM Test Vectors"), from Debian's package
 * `python3-cryptography-vectors`: some with a tag that must be refused.
 */
const folder = '/usr/lib/python3/dist-packages/cryptography_vectors/ciphers/AES/GCM'
const skip = existsSync(folder) ? false : 'no Debian package python3-cryptography-vectors'

/** Of the 7875 vectors of each file: those of a nonce and a tag as long as rows have them. */
const ours = { IVlen: 8 * nonceBytes, Taglen: 8 * tagBytes }

interface Vector {
  readonly key: Buffer
  readonly nonce: Buffer
  /** Undefined where the box must be refused. */
  readonly text: Buffer | undefined
  readonly sealed: Buffer
  readonly data: Buffer
}

function readVectors(file: string): Vector[] {
  const lengths = new Map<string, number>()
  const vectors: Vector[] = []
  for (const block of readFileSync(`${folder}/${file}`, 'latin1').split(/\r?\n\r?\n/)) {
    for (const [, name = '', bits] of block.matchAll(/^\[(\w+) = (\d+)\]$/gm)) {
      lengths.set(name, Number(bits))
    }
    const fields = new Map<string, string>()
    for (const [, name = '', value = ''] of block.matchAll(/^(\w+) = ?(\w*)$/gm))
      fields.set(name, value)
    const isOurs = Object.entries(ours).every(([name, bits]) => lengths.get(name) === bits)
    if (!fields.has('Count') || !isOurs) continue
    const bytes = (name: string): Buffer =>
      Buffer.from(fields.get(name) ?? assert.fail(name), 'hex')
    const sealed = Buffer.concat([bytes('IV'), bytes('CT'), bytes('Tag')])
    const text = /^FAIL$/m.test(block) ? undefined : bytes('PT')
    vectors.push({ key: bytes('Key'), nonce: bytes('IV'), text, sealed, data: bytes('AAD') })
  }
  return vectors
}

for (const kind of kinds) {
  test(`${kind.kind}: opens and refuses as the vectors of NIST say`, { skip }, () => {
    const vectors = readVectors('gcmDecrypt256.rsp')
    assert.deepEqual(
      [vectors.length, vectors.filter(({ text }) => text === undefined).length],
      [375, 191],
    )
    for (const { key, sealed, data, text } of vectors) {
      const out = Buffer.alloc(sealed.length - nonceBytes - tagBytes)
      const authentic = kind.create(key).open(sealed, 0, data, data.length, out)
      assert.equal(authentic, text !== undefined)
      assert(out.equals(text ?? Buffer.alloc(out.length)))
    }
  })

  test(`${kind.kind}: seals as the vectors of NIST say`, { skip }, () => {
    const vectors = readVectors('gcmEncryptExtIV256.rsp')
    assert.equal(vectors.length, 375)
    for (const {
      key,
      nonce,
      sealed,
      data,
      text = assert.fail('none is to be refused'),
    } of vectors) {
      const box = Buffer.concat([nonce, text, Buffer.alloc(tagBytes)])
      kind.create(key).seal(box, 0, data, data.length)
      assert(box.equals(sealed))
    }
  })
}
