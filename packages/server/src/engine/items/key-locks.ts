/**
 * One queue per contended key within this process: writers of a hot item wait for each other here
 * instead of burning commit attempts. Only an optimisation; the commit's checks decide.
 */
export class KeyLocks {
  readonly #tails = new Map<string, Promise<void>>()

  /** Runs `action` when every earlier holder of the key is done. */
  async hold<T>(key: string, action: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key)
    let release!: () => void
    const tail = new Promise<void>((resolve) => {
      release = resolve
    })
    this.#tails.set(key, tail)
    try {
      if (before !== undefined) await before
      return await action()
    } finally {
      release()
      if (this.#tails.get(key) === tail) this.#tails.delete(key)
    }
  }
}
