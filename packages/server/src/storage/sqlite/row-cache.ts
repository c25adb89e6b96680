import type { Commit, CommitResult, Entry } from '../kv.ts'

export interface RowCacheBounds {
  /** Bytes of rows that are kept, with what it costs to keep them. 0: none. */
  readonly bytes: number
  /** A longer value is not kept. */
  readonly valueBytes: number
}

/** A commit under way, by the names of the keys that it writes. */
export interface Flight {
  readonly commit: Commit
  readonly names: readonly (string | undefined)[]
}

interface Row {
  readonly version: number
  readonly value: Buffer
  readonly hint: number | undefined
  /** Read since the last round of the search for room. */
  used: boolean
}

/** What is known of a key that commits under way write. */
interface Pending {
  commits: number
  /** Whether the row was here, so that its new value is worth keeping; not where several write it at once. */
  keep: boolean
}

/** About what a row takes besides its value and its name. */
const overheadBytes = 250

/**
 * Rows as they were read or replaced lately, sealed as they are stored. SQLite forgets all pages that it has
 * decrypted whenever another connection commits, so beside a writer each of its reads starts from the file.
 *
 * Only for the process through which every commit goes. A key is forgotten when a commit that writes it sets
 * out, and is not kept while one is under way; so what is found here is what any read of the file would find.
 */
export class RowCache {
  readonly #bounds: RowCacheBounds
  /** In the order in which they are looked at when room is needed. */
  readonly #rows = new Map<string, Row>()
  readonly #pending = new Map<string, Pending>()
  #bytes = 0
  #off: boolean

  constructor(bounds: RowCacheBounds) {
    this.#bounds = bounds
    this.#off = bounds.bytes === 0
  }

  get bytes(): number {
    return this.#bytes
  }

  /** The row in Buffers of the caller's own. Undefined: not known here. */
  get(key: Buffer): Entry | undefined {
    if (this.#off) return undefined
    const row = this.#rows.get(nameOf(key))
    if (row === undefined) return undefined
    row.used = true
    const { version, value, hint } = row
    return { key: Buffer.from(key), version, value: Buffer.from(value), hint }
  }

  /** Takes what a read has just found. The value's Buffer is the cache's from now on if that is answered. */
  keep(key: Buffer, version: number, value: Buffer): boolean {
    if (this.#off || value.length > this.#bounds.valueBytes) return false
    const name = nameOf(key)
    if (this.#pending.has(name)) return false
    this.#put(name, version, value, undefined)
    return true
  }

  /** To be called when a commit sets out; {@link landed} follows once. */
  depart(commit: Commit): Flight | undefined {
    if (this.#off) return undefined
    // A key with a stamp is new: nothing can be known of it.
    const names = commit.writes.map(({ key, stampAt }) =>
      stampAt === undefined ? nameOf(key) : undefined,
    )
    for (const name of names) {
      if (name === undefined) continue
      const pending = this.#pending.get(name)
      if (pending === undefined) {
        this.#pending.set(name, { commits: 1, keep: this.#forget(name) })
      } else {
        pending.commits += 1
        pending.keep = false
      }
    }
    return { commit, names }
  }

  /** To be called when a commit has an outcome, before anybody is told. Undefined: it was rejected. */
  landed(flight: Flight | undefined, result: CommitResult | undefined): void {
    if (flight === undefined || this.#off) return
    // What may still be written some time is nothing to build on.
    if (result === undefined || result.outcome === 'unknown') {
      this.#turnOff()
      return
    }
    for (const [index, name] of flight.names.entries()) {
      const pending = name === undefined ? undefined : this.#pending.get(name)
      if (name === undefined || pending === undefined) continue
      pending.commits -= 1
      if (pending.commits > 0) continue
      this.#pending.delete(name)
      const { value, hint } = flight.commit.writes[index] ?? {}
      if (!pending.keep || result.outcome !== 'committed' || value === undefined) continue
      if (value.length > this.#bounds.valueBytes) continue
      // A copy that shares no memory with others, which would stay as long as it does.
      const own = Buffer.allocUnsafeSlow(value.length)
      value.copy(own)
      this.#put(name, result.version, own, hint)
    }
  }

  #put(name: string, version: number, value: Buffer, hint: number | undefined): void {
    this.#forget(name)
    this.#rows.set(name, { version, value, hint, used: false })
    this.#bytes += weight(name, value)
    while (this.#bytes > this.#bounds.bytes) this.#makeRoom()
  }

  /** Forgets the first row in turn, or lets it wait for another round if it was read since the last. */
  #makeRoom(): void {
    for (const [name, row] of this.#rows) {
      if (!row.used) {
        this.#forget(name)
        return
      }
      row.used = false
      this.#rows.delete(name)
      this.#rows.set(name, row)
    }
  }

  #forget(name: string): boolean {
    const row = this.#rows.get(name)
    if (row === undefined) return false
    this.#rows.delete(name)
    this.#bytes -= weight(name, row.value)
    return true
  }

  #turnOff(): void {
    this.#off = true
    this.#rows.clear()
    this.#pending.clear()
    this.#bytes = 0
  }
}

/** One character a byte. */
function nameOf(key: Buffer): string {
  return key.toString('latin1')
}

function weight(name: string, value: Buffer): number {
  return name.length + value.length + overheadBytes
}
