/**
 * The storage contract: an ordered map from bytes to bytes with atomic conditional commits.
 * `docs/internals/storage.md` is its prose twin, `contract-suite.ts` its tests; every driver passes them.
 *
 * 1. Keys order by unsigned byte comparison; a proper prefix comes first. Keys are not empty.
 * 2. A version belongs to one key's current value. It is positive, grows with each commit of the
 *    store, and is never used twice for the same key, deletion and re-creation included.
 * 3. A commit is applied wholly or not at all, and is durable before `committed` is answered.
 * 4. A read that starts after a commit was answered sees that commit.
 * 5. A call that reads several entries (`getMany`, `range`) reads them at one point in time.
 * 6. Commits with a stamp under one prefix follow one another: each is decided on what those before it
 *    left, their stamps grow in that order, and no reader sees a later one before an earlier one.
 */
export interface Entry {
  readonly key: Buffer
  readonly value: Buffer
  readonly version: number
  /** That of the write, while the store still knows it: it need not. */
  readonly hint?: number | undefined
}

/** What a commit requires of a key: that it still has the version that was read, or is still absent. */
export interface Check {
  readonly key: Buffer
  readonly version: number | 'absent'
}

export interface Write {
  readonly key: Buffer
  /** The new value, or undefined to delete the key. Deleting an absent key is not an error. */
  readonly value: Buffer | undefined
  /**
   * Where the key carries a stamp: at this offset it has 8 zero bytes, in whose place the store puts
   * the version of the commit (u64, big-endian). What is before them is the stamp's prefix; what
   * follows tells the rows of one commit apart. Not for a deletion.
   */
  readonly stampAt?: number
  /** What spares a reader from opening the value. Never stored: a store that keeps rows in memory keeps it beside them. */
  readonly hint?: number | undefined
}

/**
 * What a commit leaves in a row that it shares with the others of its group: for what is only ever read one after the
 * other, and of which much is alike. Both are texts without a line's end.
 */
export interface Note {
  /** Texts that many notes have in common. */
  readonly shared: readonly string[]
  readonly own: string
}

/** Goes along with a commit: it may add to it before it is made. */
export interface Companion {
  join(commit: Commit, make: (commit: Commit) => Promise<CommitResult>): Promise<CommitResult>
}

export interface Commit {
  readonly checks: readonly Check[]
  /** At most one write per key. */
  readonly writes: readonly Write[]
  /** Written wholly or not at all, as the writes are. For stores that take notes. */
  readonly notes?: readonly Note[] | undefined
  /** The record of the request that the commit is made for, where it is handed on. Drivers need not know it. */
  readonly by?: Companion | undefined
  /**
   * True: not the change that the request under way asks for, but what the server does in its course, such
   * as counting seals. Drivers need not know it; the audit record of the request does not join it.
   */
  readonly aside?: true
}

/** The outcome of a commit is a value. */
export type CommitResult =
  | { readonly outcome: 'committed'; readonly version: number }
  /** Nothing was written; `check` is the index of the first check that failed. */
  | { readonly outcome: 'conflict'; readonly check: number }
  /** The queue of waiting commits is full; nothing was written. */
  | { readonly outcome: 'overloaded' }
  /** The store cannot write (disk full, for example); nothing was written. `reason` is for operators. */
  | { readonly outcome: 'refused'; readonly reason: string }
  /** It may or may not have been written, now or shortly. Never to be treated as a failure. */
  | { readonly outcome: 'unknown'; readonly reason: string }

export interface Range {
  /** First key of the range, included. */
  readonly start: Buffer
  /** End of the range, excluded. */
  readonly end: Buffer
  /** Most entries to return; positive. */
  readonly limit: number
  /** Stop after the entry with which the values reach this many bytes together. Default: no bound. */
  readonly byteLimit?: number
  /** True: from the end backwards. */
  readonly reverse?: boolean
}

/** Reads. Buffers that are returned belong to the caller. */
export interface KvReader {
  get(key: Buffer): Promise<Entry | undefined>
  /** In the order of `keys`; undefined where a key is absent. One point in time. */
  getMany(keys: readonly Buffer[]): Promise<(Entry | undefined)[]>
  /** Fewer than `limit` entries means that the range is exhausted, unless `byteLimit` stopped it. */
  range(range: Range): Promise<Entry[]>
}

export interface KvSnapshot extends KvReader {
  /** Must be called, or the store keeps old versions for ever. */
  release(): Promise<void>
}

/** Makes the row of the notes of a group of commits. */
export type NotesRow = (notes: readonly Note[]) => Write

export interface KvStats {
  /** Bytes on disk, or in memory where that is the store. */
  readonly bytes: number
  /** Commits that wait for the writer. */
  readonly queuedCommits: number
}

export interface KvStore extends KvReader {
  commit(commit: Commit): Promise<CommitResult>
  /**
   * Present: the store takes notes of commits. Where commits are grouped, in the process that has the writer, it is to be
   * told what makes a row of the notes of a group; the row's key has a stamp.
   */
  readonly writeNotesBy?: (row: NotesRow) => void
  /** The same reads at one point in time, until released. */
  snapshot(): Promise<KvSnapshot>
  stats(): Promise<KvStats>
  /** Lets the commits that are under way end, then frees everything. Later calls reject. */
  close(): Promise<void>
}

/**
 * A failure of the store itself: the file is damaged, the key is wrong, the directory is in use.
 * `message` is one line for operators and says what to do.
 */
export class StorageError extends Error {
  override readonly name = 'StorageError'
  readonly reason: StorageFailure

  constructor(reason: StorageFailure, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

export type StorageFailure =
  | 'wrong-key'
  | 'damaged'
  | 'disk-full'
  | 'in-use'
  | 'newer-version'
  | 'unreachable'
  | 'closed'
  | 'io'
