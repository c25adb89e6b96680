/**
 * One queue per contended key within this process: writers of a hot item wait for each other here
 * instead of burning commit attempts. Only an optimisation; the commit's checks decide.
 */
export class KeyLocks {
  readonly #tails = new Map<string, Promise<void>>()

  /** Runs `action` when every earlier holder of any of the keys is done. */
  async hold<T>(keys: readonly Buffer[], action: () => Promise<T>): Promise<T> {
    const names = keys.map((key) => key.toString('latin1'))
    const before: Promise<void>[] = []
    let release!: () => void
    const tail = new Promise<void>((resolve) => {
      release = resolve
    })
    // All keys are queued for at once, so that two holders can never wait for each other.
    for (const name of names) {
      const earlier = this.#tails.get(name)
      if (earlier !== undefined) before.push(earlier)
      this.#tails.set(name, tail)
    }
    try {
      for (const earlier of before) await earlier
      return await action()
    } finally {
      release()
      for (const name of names) {
        if (this.#tails.get(name) === tail) this.#tails.delete(name)
      }
    }
  }
}
