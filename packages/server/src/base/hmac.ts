import { hash } from 'node:crypto'
import { digests } from './digests.ts'

const blockBytes = 64
const digestBytes = 32
/** Longest message that is hashed in the shared space; longer ones get a buffer of their own. */
const spaceBytes = 8192
/** Where the inner block and what it goes before are put together. Nothing is awaited between filling and hashing it. */
const space = Buffer.alloc(blockBytes + spaceBytes)

/**
 * HMAC-SHA-256 under one key, as RFC 2104 composes it of two hashes. `createHmac` makes a stream for
 * each message, which costs several times what the hashing does, and each request needs two or three
 * MACs: see docs/decisions/0010. Holds bytes that are as secret as the key.
 */
export class HmacSha256 {
  /** The key's block under either pad. */
  readonly #inner = Buffer.alloc(blockBytes, 0x36)
  readonly #outer = Buffer.alloc(blockBytes, 0x5c)

  constructor(key: Buffer) {
    const block = key.length > blockBytes ? hash('sha256', key, 'buffer') : key
    for (const [at, byte] of block.entries()) {
      this.#inner[at] = 0x36 ^ byte
      this.#outer[at] = 0x5c ^ byte
    }
  }

  /** The MAC, 32 bytes, of the parts one after the other. It may be a key: no copy of it is left anywhere. */
  digest(parts: readonly Buffer[]): Buffer {
    return this.#into(Buffer.allocUnsafeSlow(digestBytes), parts)
  }

  /** The same for a MAC that is no secret: its memory is shared with other Buffers, which costs less. */
  tag(parts: readonly Buffer[]): Buffer {
    return this.#into(Buffer.allocUnsafe(digestBytes), parts)
  }

  /** The MAC, in hexadecimal, of a text of one byte per character. */
  hex(text: string): string {
    const message = this.#messageOf(text.length)
    message.write(text, blockBytes, 'latin1')
    return digests.macHex(message, blockBytes + text.length, this.#outer)
  }

  /** Overwrites what was derived from the key, in the shared space too. No digest is right afterwards. */
  erase(): void {
    this.#inner.fill(0)
    this.#outer.fill(0)
    space.fill(0)
  }

  #into(mac: Buffer, parts: readonly Buffer[]): Buffer {
    let length = 0
    for (const part of parts) length += part.length
    const message = this.#messageOf(length)
    let end = blockBytes
    for (const part of parts) {
      message.set(part, end)
      end += part.length
    }
    digests.mac(message, end, this.#outer, mac)
    return mac
  }

  #messageOf(length: number): Buffer {
    const message = length <= spaceBytes ? space : Buffer.allocUnsafe(blockBytes + length)
    message.set(this.#inner)
    return message
  }
}
