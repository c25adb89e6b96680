import { timingSafeEqual } from 'node:crypto'
import { inspect } from 'node:util'

const shown = '[secret]'

/**
 * A value that must never be printed. Every way in which JavaScript turns a value into text gives
 * `[secret]`; only {@link Secret.reveal} gives the bytes, so a search for that word finds every use.
 */
export class Secret {
  readonly #bytes: Buffer

  constructor(value: Buffer | string) {
    this.#bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value
  }

  /** The bytes themselves, not a copy. Do not keep them. */
  reveal(): Buffer {
    return this.#bytes
  }

  /** Constant-time comparison; the lengths may be learned. */
  equals(other: Secret): boolean {
    return this.#bytes.length === other.#bytes.length && timingSafeEqual(this.#bytes, other.#bytes)
  }

  /** Overwrites the bytes. The secret is useless afterwards. */
  erase(): void {
    this.#bytes.fill(0)
  }

  toString(): string {
    return shown
  }

  toJSON(): string {
    return shown
  }

  [inspect.custom](): string {
    return shown
  }
}
