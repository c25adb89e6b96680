import { limits, type Clock } from '../../base/index.ts'
import type { CommitResult, KvReader } from '../../storage/kv.ts'
import type { AttributeMap } from '../../values/index.ts'
import type { Collection, Growth } from '../tables/growth.ts'
import type { Table } from '../tables/table.ts'
import { collectionId, itemCollectionBytes, smallCollectionBytes } from './collection-size.ts'

/** How much of the limit a collection may grow, as far as this process knows, before it is counted. */
const slackShare = 1024
/** A count is repeated only after this many times the time that it took. */
const restFactor = 20
const restAtLeastMs = 1000
/** A count that ends within this time is waited for, and needs no rest after it. */
const waitMs = 50

interface Known {
  /** Undefined: never counted. */
  bytes: number | undefined
  /** Bytes that this process let it grow by since it was last counted, or first seen. */
  grown: number
  /** Growth of commits that are under way. */
  pending: number
  commits: number
  /** Whether no commit of this process went past the count. If not, `bytes` is too large, if anything. */
  exact: boolean
  counting: Promise<void> | undefined
  notBefore: number
}

export interface CollectionLimitDeps {
  readonly reader: KvReader
  readonly clock: Clock
  /** Whether other processes change the same store. */
  readonly shared: boolean
  /** Default: as in the cloud service. */
  readonly bytes?: number | undefined
}

/**
 * Holds item collections to their limit: all items of one partition key and their rows in local
 * indexes, in tables that have such indexes. Other tables pass by.
 *
 * A collection is not counted until this process let it grow by a thousandth of the limit, so that
 * small ones never are; from then on its size is kept up by what is committed here. With one process,
 * the limit is exact for a collection that was counted, and passed by at most that thousandth for each
 * start of the server (and each time that it is forgotten for others), and by what is written while a
 * large collection is being counted: such a count is not waited for. Where other processes write too,
 * a collection is counted again each time that this one let it grow by a thousandth and whenever it is
 * about to be refused, with rests of many times what a count takes: between counts, what the others
 * write is not known, and the limit is an estimate as it is in the cloud service.
 */
export class CollectionLimit {
  readonly #reader: KvReader
  readonly #clock: Clock
  readonly #shared: boolean
  readonly #limit: number
  readonly #slack: number
  /** By collection, the one not asked about for longest first. */
  readonly #known = new Map<string, Known>()

  constructor({ reader, clock, shared, bytes = limits.itemCollectionBytes }: CollectionLimitDeps) {
    this.#reader = reader
    this.#clock = clock
    this.#shared = shared
    this.#limit = bytes
    this.#slack = Math.floor(bytes / slackShare)
  }

  /**
   * Sends a commit, unless it makes a collection too large: then `refuse` is called, with the
   * positions of what would, and must throw. Growth that is under way counts, so that commits that
   * run at once cannot pass the limit together.
   */
  async commit(
    growth: readonly Growth[],
    send: () => Promise<CommitResult>,
    refuse: (full: ReadonlySet<number>) => never,
  ): Promise<CommitResult> {
    const byCollection = grouped(growth)
    if (byCollection.size === 0) return send()
    for (const [id, { table, collection, bytes }] of byCollection) {
      if (bytes > 0) await this.#ready(id, table, collection, bytes)
    }
    // From here to the reservation nothing is awaited.
    const full = new Set<number>()
    for (const [id, { bytes, grows, shrinks }] of byCollection) {
      const known = this.#of(id)
      if (bytes <= 0 || known.bytes === undefined) continue
      let sum = known.bytes + known.pending + shrinks
      for (const { position, by } of grows) {
        if (sum + by > this.#limit) full.add(position)
        else sum += by
      }
    }
    if (full.size > 0) refuse(full)
    return this.counted(growth, send)
  }

  /** Sends a commit that makes nothing larger, and remembers what became smaller. */
  async counted(
    growth: readonly Growth[],
    send: () => Promise<CommitResult>,
  ): Promise<CommitResult> {
    const changes = [...grouped(growth)].flatMap(([id, { bytes }]) =>
      bytes === 0 ? [] : [{ known: this.#of(id), bytes }],
    )
    for (const { known, bytes } of changes) known.pending += Math.max(bytes, 0)
    let outcome: CommitResult['outcome'] = 'unknown'
    try {
      const result = await send()
      outcome = result.outcome
      return result
    } finally {
      for (const { known, bytes } of changes) settle(known, bytes, outcome)
    }
  }

  /**
   * About how many bytes the collection of a key has: exactly, where a few reads reach its end; of a
   * larger one as it was last counted and kept up, which a count in the background sees to.
   */
  async estimate(table: Table, key: AttributeMap): Promise<number> {
    const id = collectionId(table, key)
    const known = this.#known.get(id)
    if (known?.bytes !== undefined) return known.bytes
    const { bytes, ended } = await smallCollectionBytes(this.#reader, table, key)
    if (ended) return bytes
    await this.#countIf(() => true, id, table, { id, item: key })
    return Math.max(bytes, this.#of(id).bytes ?? 0)
  }

  #of(id: string): Known {
    const known: Known = this.#known.get(id) ?? {
      bytes: undefined,
      grown: 0,
      pending: 0,
      commits: 0,
      exact: false,
      counting: undefined,
      notBefore: -Infinity,
    }
    this.#known.delete(id)
    this.#known.set(id, known)
    if (this.#known.size > limits.knownCollections) {
      for (const oldest of this.#known.keys()) {
        this.#known.delete(oldest)
        break
      }
    }
    return known
  }

  /** Counts a collection where its growth needs that; waits for the count if it is short. */
  #ready(id: string, table: Table, collection: Collection, bytes: number): Promise<void> {
    return this.#countIf((known) => this.#needsCount(known, bytes), id, table, collection)
  }

  async #countIf(
    needed: (known: Known) => boolean,
    id: string,
    table: Table,
    collection: Collection,
  ): Promise<void> {
    const known = this.#of(id)
    if (known.counting === undefined) {
      if (!needed(known) || this.#clock.monotonic() < known.notBefore) return
      known.counting = this.#count(known, table, collection)
    }
    const { counting } = known
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.after(waitMs, resolve)
      void counting.then(() => {
        cancel()
        resolve()
      })
    })
  }

  #needsCount(known: Known, bytes: number): boolean {
    const isMuch = known.grown + known.pending + bytes > this.#slack
    if (known.bytes === undefined) return isMuch
    if (this.#shared && isMuch) return true
    const isFull = known.bytes + known.pending + bytes > this.#limit
    return isFull && (this.#shared || !known.exact)
  }

  /** Never rejects: what cannot be counted stays as it was, and reading it says why. */
  async #count(known: Known, table: Table, { item }: Collection): Promise<void> {
    const begun = this.#clock.monotonic()
    const { commits, grown } = known
    const quiet = known.pending === 0
    let failed = false
    try {
      const counted = item === undefined ? 0 : await itemCollectionBytes(this.#reader, table, item)
      // Growth that ended meanwhile may have been counted or not: rather twice than not at all.
      known.grown -= grown
      known.bytes = counted + Math.max(known.grown, 0)
      known.exact = quiet && known.pending === 0 && known.commits === commits
    } catch {
      failed = true
    } finally {
      const took = this.#clock.monotonic() - begun
      const rest = took < waitMs && !failed ? 0 : Math.max(restAtLeastMs, restFactor * took)
      known.notBefore = begun + took + rest
      known.counting = undefined
    }
  }
}

function settle(known: Known, bytes: number, outcome: CommitResult['outcome']): void {
  if (bytes > 0) known.pending -= bytes
  if (outcome !== 'committed' && outcome !== 'unknown') return
  known.commits++
  if (outcome === 'unknown') known.exact = false
  // What may have been done counts as done where that makes the collection larger.
  if (outcome === 'unknown' && bytes < 0) return
  if (bytes > 0) known.grown += bytes
  if (known.bytes !== undefined) known.bytes += bytes
}

interface Grouped {
  readonly table: Table
  readonly collection: Collection
  bytes: number
  shrinks: number
  readonly grows: { position: number; by: number }[]
}

/** What a commit means for each collection that it touches. */
function grouped(growth: readonly Growth[]): Map<string, Grouped> {
  const result = new Map<string, Grouped>()
  for (const [position, { table, collection, bytes, indexes }] of growth.entries()) {
    if (collection === undefined) continue
    let by = bytes
    for (const each of indexes) if (each.index.kind === 'local') by += each.bytes
    const same = result.get(collection.id)
    const group = same ?? { table, collection, bytes: 0, shrinks: 0, grows: [] }
    if (same === undefined) result.set(collection.id, group)
    group.bytes += by
    if (by > 0) group.grows.push({ position, by })
    else group.shrinks += by
  }
  return result
}
