import { createHash } from 'node:crypto'
import type { Random } from '../../src/base/index.ts'

/** Repeatable choices from a seed of 32 bits (the generator is Mulberry32). Not for secrets. */
export class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** At least 0, below 1. */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b_79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }

  /** A whole number from 0, below `end`. */
  below(end: number): number {
    return Math.floor(this.fraction() * end)
  }

  /** True this often. */
  chance(rate: number): boolean {
    return this.fraction() < rate
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return from[this.below(from.length)] ?? from[0]
  }

  /** One of a list that may be empty. */
  any<T>(from: readonly T[]): T | undefined {
    return from[this.below(from.length)]
  }

  /** The seed of another stream of choices. */
  seed(): number {
    return Math.floor(this.fraction() * 0x1_0000_0000)
  }
}

/** The port of randomness, repeatable: never twice the same bytes from one seed. */
export function seededRandom(seed: number): Random {
  let count = 0
  const block = (): Buffer =>
    createHash('sha512')
      .update(`${String(seed)} ${String(count++)}`)
      .digest()
  const bytes = (length: number): Buffer => {
    const blocks: Buffer[] = []
    for (let have = 0; have < length; have += 64) blocks.push(block())
    return Buffer.from(Buffer.concat(blocks).subarray(0, length))
  }
  return {
    bytes,
    uuid: () => {
      const hex = bytes(16).toString('hex')
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
    },
  }
}

/** The seed of a run: what the environment says, so that a failure can be replayed, or a fresh one. */
export function seedOfRun(): number {
  const given = process.env['STRONGROOM_TEST_SEED']
  return given === undefined ? Math.floor(Math.random() * 0x1_0000_0000) : Number(given)
}
