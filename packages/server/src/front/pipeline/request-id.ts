import type { Random } from '../../base/index.ts'

/** 32 symbols, so that five random bits make one. */
const symbols = '0123456789ABCDEFGHIJKLMNOPQRSTUV'
/** What ends every id of the service. */
const suffix = 'VV4KQNSO5AEMVJF66Q9ASUAAJG'
const randomLength = 26
/** Ids made from one call for randomness, which costs more than the rest. */
const batch = 128

/** Request ids as the service's: 52 characters, of which the first 26 are random (130 bits). */
export class RequestIds {
  readonly #random: Random
  #pool: Buffer = Buffer.alloc(0)
  #at = 0

  constructor(random: Random) {
    this.#random = random
  }

  next(): string {
    if (this.#at === this.#pool.length) {
      this.#pool = this.#random.bytes(batch * randomLength)
      for (let at = 0; at < this.#pool.length; at++) {
        this.#pool[at] = symbols.charCodeAt((this.#pool[at] ?? 0) & 31)
      }
      this.#at = 0
    }
    const from = this.#at
    this.#at += randomLength
    return this.#pool.toString('latin1', from, this.#at) + suffix
  }
}
