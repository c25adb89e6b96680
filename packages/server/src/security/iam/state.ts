import { limits, type RowSealer } from '../../base/index.ts'
import { concurrentModification } from '../../errors/index.ts'
import type { Check, KvStore, Write } from '../../storage/kv.ts'
import { changed } from './outcome.ts'
import { versionRef, type Prefix, type Ref } from './rows.ts'

export interface StateDeps {
  readonly store: KvStore
  readonly sealer: RowSealer
  /** Whether other processes change the same store. */
  readonly shared: boolean
}

const owner = 'identity'
const noBytes = Buffer.alloc(0)

/** The stored state of identity. Reads are of the moment; changes are atomic and decided on what they read. */
export class IdentityState {
  readonly #deps: StateDeps
  #version = 0
  #known = false
  #changesElsewhere = 0

  constructor(deps: StateDeps) {
    this.#deps = deps
  }

  /**
   * Grows with every change that decisions depend on. Where other processes share the store it is read from
   * there each time, so that a change holds for every request that begins after its answer.
   */
  async version(): Promise<number> {
    if (this.versionAtHand !== undefined) return this.versionAtHand
    const changes = this.#changesElsewhere
    const entry = await this.#deps.store.get(versionRef.key)
    this.#version = Math.max(this.#version, entry?.version ?? 0)
    // What was read before such a change does not tell of it.
    this.#known = changes === this.#changesElsewhere
    return this.#version
  }

  /** The same where nothing has to be read for it. */
  get versionAtHand(): number | undefined {
    return this.#known && !this.#deps.shared ? this.#version : undefined
  }

  /** Another process has changed what is stored: the version is read again. */
  changedElsewhere(): void {
    this.#changesElsewhere++
    this.#known = false
  }

  async read<T>(ref: Ref<T>): Promise<T | undefined> {
    return (await this.readVersioned(ref)).value
  }

  /** With the row's version, or `absent`. */
  async readVersioned<T>(
    ref: Ref<T>,
  ): Promise<{ value: T | undefined; version: number | 'absent' }> {
    const entry = await this.#deps.store.get(ref.key)
    if (entry === undefined) return { value: undefined, version: 'absent' }
    return { value: this.#open<T>(ref.key, entry.value), version: entry.version }
  }

  /** Whether each key still has the version that it is listed with. */
  async unchanged(seen: readonly Check[]): Promise<boolean> {
    const entries = await this.#deps.store.getMany(seen.map(({ key }) => key))
    return seen.every(({ version }, index) => (entries[index]?.version ?? 'absent') === version)
  }

  /** Rows in the order of their keys. `after`: the last part of the key to start behind. */
  async list<T>(
    prefix: Prefix<T>,
    after: string | undefined,
    limit: number,
  ): Promise<{ readonly last: string; readonly value: T }[]> {
    const { key } = prefix
    const start = after === undefined ? key : Buffer.concat([key, Buffer.from(`${after}\u0001`)])
    const end = Buffer.concat([key, Buffer.of(0xff)])
    const entries = await this.#deps.store.range({ start, end, limit })
    return entries.map((entry) => ({
      last: entry.key.toString('utf8', key.length, entry.key.length - 1),
      value: this.#open<T>(entry.key, entry.value),
    }))
  }

  /** All rows, read in pages. For what AWS bounds to a few thousand. */
  async all<T>(prefix: Prefix<T>): Promise<T[]> {
    const found: T[] = []
    let after: string | undefined
    for (;;) {
      const page = await this.list(prefix, after, limits.identityPage)
      found.push(...page.map(({ value }) => value))
      if (page.length < limits.identityPage) return found
      after = page.at(-1)?.last
    }
  }

  /**
   * Reads and writes as one: what `decide` read is checked when its writes are committed, and on a
   * conflict it decides again. It must do nothing else, since it may run more than once.
   */
  async change<R>(decide: (change: Change) => Promise<R>): Promise<R> {
    for (let attempt = 0; attempt < limits.commitAttempts; attempt++) {
      const change = new Change(this)
      const result = await decide(change)
      const { checks, writes } = change.commit((key, text) => this.#seal(key, text))
      if (writes.length === 0) return result
      const bump = { key: versionRef.key, value: Buffer.of(1) }
      const outcome = changed(
        await this.#deps.store.commit({
          checks,
          writes: change.silent ? writes : [...writes, bump],
        }),
      )
      if (outcome === 'conflict') continue
      if (!change.silent) this.#version = Math.max(this.#version, outcome)
      return result
    }
    throw concurrentModification()
  }

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- what the row's key says it holds
  #open<T>(key: Buffer, value: Buffer): T {
    return JSON.parse(this.#deps.sealer.open(owner, key, value).toString('utf8')) as T
  }

  #seal(key: Buffer, text: string): Buffer {
    return this.#deps.sealer.seal(owner, key, noBytes, Buffer.from(text, 'utf8'))
  }
}

interface Touched {
  readonly key: Buffer
  readonly version: number | 'absent' | undefined
  readonly value: unknown
  readonly written: boolean
}

/** One try of a change. Reads see its own writes. */
export class Change {
  readonly #state: IdentityState
  readonly #touched = new Map<string, Touched>()
  /** True means that no decision depends on what is written, so that no process need look again. */
  silent = false

  constructor(state: IdentityState) {
    this.#state = state
  }

  async get<T>(ref: Ref<T>): Promise<T | undefined> {
    const id = ref.key.toString('latin1')
    const known = this.#touched.get(id)
    if (known !== undefined) return known.value as T | undefined
    const { value, version } = await this.#state.readVersioned(ref)
    this.#touched.set(id, { key: ref.key, version, value, written: false })
    return value
  }

  put<T>(ref: Ref<T>, value: T): void {
    this.#write(ref.key, value)
  }

  delete(ref: Ref<unknown>): void {
    this.#write(ref.key, undefined)
  }

  #write(key: Buffer, value: unknown): void {
    const id = key.toString('latin1')
    this.#touched.set(id, { key, version: this.#touched.get(id)?.version, value, written: true })
  }

  commit(seal: (key: Buffer, text: string) => Buffer): { checks: Check[]; writes: Write[] } {
    const checks: Check[] = []
    const writes: Write[] = []
    for (const { key, version, value, written } of this.#touched.values()) {
      if (version !== undefined) checks.push({ key, version })
      if (!written) continue
      writes.push({
        key,
        value: value === undefined ? undefined : seal(key, JSON.stringify(value)),
      })
    }
    return { checks, writes }
  }
}
