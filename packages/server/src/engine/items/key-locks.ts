/**
 * One queue per contended key within this process: writers of a hot item wait for each other here
 * instead of burning commit attempts. Only an optimisation; the commit's checks decide.
 *
 * Keys of a transaction are marked while it is under way, so that others can be told so, as the service does.
 */
export class KeyLocks {
  readonly #tails = new Map<string, Promise<void>>()
  readonly #transacted = new Set<string>()

  /** Runs `action` when every earlier holder of any of the keys is done. */
  hold<T>(keys: readonly Buffer[], action: () => Promise<T>): Promise<T> {
    return this.#hold(keys.map(nameOf), action)
  }

  /**
   * The same for all keys of a transaction, none of which may be of another: ask {@link transacted} in the
   * same turn.
   */
  async holdTransaction<T>(keys: readonly Buffer[], action: () => Promise<T>): Promise<T> {
    const names = keys.map(nameOf)
    for (const name of names) this.#transacted.add(name)
    try {
      return await this.#hold(names, action)
    } finally {
      for (const name of names) this.#transacted.delete(name)
    }
  }

  /** True means that a transaction of this process is under way that has the key, not that none elsewhere has. */
  transacted(key: Buffer): boolean {
    return this.#transacted.size > 0 && this.#transacted.has(nameOf(key))
  }

  async #hold<T>(names: readonly string[], action: () => Promise<T>): Promise<T> {
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

function nameOf(key: Buffer): string {
  return key.toString('latin1')
}
