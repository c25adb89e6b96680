import { AsyncLocalStorage } from 'node:async_hooks'
import type {
  Commit,
  CommitResult,
  Companion,
  KvSnapshot,
  KvStats,
  KvStore,
  Entry,
  NotesRow,
  Range,
} from '../../storage/kv.ts'

/**
 * Which request a commit is made for. Ambient, so that no operation can forget its record, and none of
 * the layers between knows of audit. Nothing but the store below reads it.
 */
const current = new AsyncLocalStorage<Companion | undefined>()

/** Work under way that has a context. */
let underWay = 0

/** Runs the work of a request; its first commit takes its record along. */
export function recording<Result>(
  joining: Companion,
  work: () => Promise<Result>,
): Promise<Result> {
  return within(joining, work)
}

/** Runs work whose commits are not the request's own: a service that is called on its behalf. */
export function aside<Result>(work: () => Promise<Result>): Promise<Result> {
  return current.getStore() === undefined ? work() : within(undefined, work)
}

/**
 * While any context was ever set, Node tells its hooks of every promise that is made, which costs all requests
 * a tenth of their time (Node 20, 22). So they are ended with the last work that has one: that takes 15 us.
 * From Node 24 on contexts cost nothing, and this ends none that others still hold.
 */
async function within<Result>(
  joining: Companion | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  underWay++
  try {
    return await current.run(joining, work)
  } finally {
    underWay--
    if (underWay === 0) current.disable()
  }
}

/** A store through which the record of a change is committed with the change, or not at all. */
export function auditedStore(store: KvStore): KvStore {
  return new AuditedStore(store)
}

class AuditedStore implements KvStore {
  readonly #store: KvStore
  readonly #make: (commit: Commit) => Promise<CommitResult>
  readonly writeNotesBy?: (row: NotesRow) => void

  constructor(store: KvStore) {
    this.#store = store
    const { writeNotesBy } = store
    if (writeNotesBy !== undefined) this.writeNotesBy = writeNotesBy
    this.#make = (commit) => store.commit(commit)
  }

  commit(commit: Commit): Promise<CommitResult> {
    const joining = commit.aside === true ? undefined : (commit.by ?? current.getStore())
    return joining === undefined ? this.#store.commit(commit) : joining.join(commit, this.#make)
  }

  get(key: Buffer): Promise<Entry | undefined> {
    return this.#store.get(key)
  }

  getMany(keys: readonly Buffer[]): Promise<(Entry | undefined)[]> {
    return this.#store.getMany(keys)
  }

  range(range: Range): Promise<Entry[]> {
    return this.#store.range(range)
  }

  snapshot(): Promise<KvSnapshot> {
    return this.#store.snapshot()
  }

  stats(): Promise<KvStats> {
    return this.#store.stats()
  }

  close(): Promise<void> {
    return this.#store.close()
  }
}
