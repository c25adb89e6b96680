import { hash } from 'node:crypto'
import { loadAddon } from './addon.ts'
import { assert } from './assert.ts'

/** SHA-256, and the two hashes that an HMAC is composed of. All of it is synchronous and keeps nothing. */
export interface Digests {
  readonly kind: 'native' | 'node:crypto'
  /** In hexadecimal. */
  sha256Hex(message: Uint8Array): string
  /** The same of a text of one byte per character. */
  sha256HexOfText(text: string): string
  /**
   * The HMAC, in hexadecimal, of what is in `message` up to `length`, inner block included, under a key whose
   * `outer` block is given.
   */
  macHex(message: Uint8Array, length: number, outer: Uint8Array): string
  /** The same into `out`, which has 32 bytes. No copy of it is left anywhere. */
  mac(message: Uint8Array, length: number, outer: Uint8Array, out: Uint8Array): void
}

const outerBlockBytes = 64
const digestBytes = 32

/** Where the outer block and the hash behind it are put together; overwritten after each use. */
const outside = Buffer.alloc(outerBlockBytes + digestBytes)

/** By the hash of Node. */
export const nodeDigests: Digests = {
  kind: 'node:crypto',
  sha256Hex: (message) => hash('sha256', message, 'hex'),
  sha256HexOfText: (text) => hash('sha256', Buffer.from(text, 'latin1'), 'hex'),
  macHex(message, length, outer) {
    put(message, length, outer)
    const mac = hash('sha256', outside, 'hex')
    outside.fill(0)
    return mac
  },
  mac(message, length, outer, out) {
    put(message, length, outer)
    const mac = hash('sha256', outside, 'buffer')
    out.set(mac)
    mac.fill(0)
    outside.fill(0)
  },
}

function put(message: Uint8Array, length: number, outer: Uint8Array): void {
  outside.set(outer)
  outside.write(hash('sha256', message.subarray(0, length), 'binary'), outerBlockBytes, 'latin1')
}

/** By the addon in the package's folder `native`; the reason where there is none. It is tried once. */
export function loadNativeDigests(): Digests | string {
  const loaded = loadAddon('digest')
  if (typeof loaded === 'string') return loaded
  const digests: Digests = { kind: 'native', ...(loaded.exports as Omit<Digests, 'kind'>) }
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  assert(digests.sha256HexOfText('abc') === abc, 'the addon hashes as SHA-256 does; build it anew')
  return digests
}

const native = loadNativeDigests()

/** What is used: the addon where it was built, which takes half the time of a short message. */
export const digests: Digests = typeof native === 'string' ? nodeDigests : native
