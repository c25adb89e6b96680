import { setImmediate as turn } from 'node:timers/promises'
import type { KvStore } from '../../src/storage/kv.ts'
import type { Dice } from '../properties/dice.ts'

/**
 * Decides who goes on, one at a time, when everybody waits: the same dice give the same order, and
 * another order than that of the calls.
 */
export class Turns {
  readonly #dice: Dice
  readonly #waiting: (() => void)[] = []

  constructor(dice: Dice) {
    this.#dice = dice
  }

  /** Resolves when it is the caller's turn. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
    })
  }

  /** Gives turns until the work is done and nobody waits any more. */
  async drive<T>(work: Promise<T>): Promise<T> {
    let done = false
    const end = (): void => {
      done = true
    }
    work.then(end, end)
    for (;;) {
      // What went on runs until it waits again: nothing here takes real time.
      await turn()
      const at = this.#dice.below(this.#waiting.length)
      const [next] = this.#waiting.splice(at, 1)
      if (next !== undefined) next()
      else if (done) return await work
    }
  }
}

/** A store as a node sees it: each call waits for its turn before it acts and before it answers. */
export function openInTurn(inner: KvStore, turns: Turns): KvStore {
  const inTurn = async <T>(call: () => Promise<T>): Promise<T> => {
    await turns.wait()
    const result = await call()
    await turns.wait()
    return result
  }
  return {
    get: (key) => inTurn(() => inner.get(key)),
    getMany: (keys) => inTurn(() => inner.getMany(keys)),
    range: (range) => inTurn(() => inner.range(range)),
    snapshot: () => inTurn(() => inner.snapshot()),
    commit: (commit) => inTurn(() => inner.commit(commit)),
    stats: () => inner.stats(),
    close: () => inner.close(),
  }
}
