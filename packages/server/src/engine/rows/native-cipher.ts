import { assert, loadAddon } from '../../base/index.ts'
import { nonceBytes, tagBytes, type Cipher, type Ciphers } from './cipher.ts'

/** What `native/cipher.c` exports. */
interface Addon {
  readonly Cipher: new (key: Uint8Array) => Cipher
}

/**
 * Ciphers of the addon in the package's folder `native`, which the package builds when it is installed; the
 * reason where there are none. The addon is tried once with a known vector before anything is sealed with it.
 */
export function loadNativeCiphers(): Ciphers | string {
  const loaded = loadAddon('cipher')
  if (typeof loaded === 'string') return loaded
  const addon = loaded.exports as Addon
  const ciphers: Ciphers = { kind: 'native', create: (key) => new addon.Cipher(key) }
  assert(isAesGcm(ciphers), 'the addon seals as AES-256-GCM does; build it anew')
  return ciphers
}

/** Test case 14 of the specification of GCM: key, nonce and a block of text, all of zeros. */
function isAesGcm(ciphers: Ciphers): boolean {
  const sealed =
    '00'.repeat(nonceBytes) +
    'cea7403d4d606b6e074ec5d3baf39d18' +
    'd0d1c8a799996bf0265b98b5d48ab919'
  const none = Buffer.alloc(0)
  const cipher = ciphers.create(Buffer.alloc(32))
  const box = Buffer.alloc(nonceBytes + 16 + tagBytes)
  cipher.seal(box, 0, none, 0)
  const text = Buffer.alloc(16, 1)
  const opens = cipher.open(box, 0, none, 0, text)
  const same = box.toString('hex') === sealed && opens && text.equals(Buffer.alloc(16))
  box[0] = 1
  const refuses = !cipher.open(box, 0, none, 0, text)
  cipher.dispose()
  return same && refuses
}
