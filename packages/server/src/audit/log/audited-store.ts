import { AsyncLocalStorage } from 'node:async_hooks'
import type {
  Commit,
  CommitResult,
  KvSnapshot,
  KvStats,
  KvStore,
  Entry,
  Range,
} from '../../storage/kv.ts'

/** The record of a request that may change something: it joins the first commit that the request makes. */
export interface Joining {
  join(commit: Commit, make: (commit: Commit) => Promise<CommitResult>): Promise<CommitResult>
}

/**
 * Which request a commit is made for. Ambient, so that no operation can forget its record, and none of
 * the layers between knows of audit. Nothing but the store below reads it.
 */
const current = new AsyncLocalStorage<Joining | undefined>()

/** Runs the work of a request; its first commit takes its record along. */
export function recording<Result>(joining: Joining, work: () => Promise<Result>): Promise<Result> {
  return current.run(joining, work)
}

/** Runs work whose commits are not the request's own: a service that is called on its behalf. */
export function aside<Result>(work: () => Promise<Result>): Promise<Result> {
  return current.run(undefined, work)
}

/** A store through which the record of a change is committed with the change, or not at all. */
export function auditedStore(store: KvStore): KvStore {
  return new AuditedStore(store)
}

class AuditedStore implements KvStore {
  readonly #store: KvStore
  readonly #make: (commit: Commit) => Promise<CommitResult>

  constructor(store: KvStore) {
    this.#store = store
    this.#make = (commit) => store.commit(commit)
  }

  commit(commit: Commit): Promise<CommitResult> {
    const joining = commit.aside === true ? undefined : current.getStore()
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
