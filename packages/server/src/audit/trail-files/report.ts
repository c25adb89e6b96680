/** An object as it lies at a target. */
export interface StoredObject {
  readonly body: Buffer
  /** Of S3: names in lower case, without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>
}

/** What the validator needs of a target. */
export interface TrailReader {
  /** Every key, in any order. */
  list(): AsyncIterable<string>
  get(key: string): Promise<StoredObject | undefined>
}

export type ProblemKind =
  /** The bytes are not those that were delivered. */
  | 'altered'
  | 'missing'
  /** Nothing signed speaks of it. */
  | 'inserted'
  | 'duplicated'
  | 'reordered'
  /** A digest that is another than the one that its successor names. */
  | 'replaced'
  /** No key that was given signed it. */
  | 'untrusted'

export interface Problem {
  readonly kind: ProblemKind
  /** The key of the file. */
  readonly file: string
  /** The `eventID` of the record, where one record is to blame. */
  readonly record?: string
  /** A sentence without full stop. */
  readonly message: string
  /** Milliseconds; by which problems are ordered. */
  readonly at: number
}

export interface ValidationReport {
  /** True means that everything between `from` and `to` is as it was delivered, not that nothing followed. */
  readonly valid: boolean
  /** In order of time, the first first; bounded. */
  readonly problems: readonly Problem[]
  readonly problemCount: number
  readonly digests: number
  readonly logFiles: number
  readonly records: number
  /** Log files of times without digests, such as the time since the newest one: not validated. */
  readonly uncovered: number
  /** What the valid digests cover, in ISO 8601. */
  readonly from: string | undefined
  readonly to: string | undefined
  /** What a reader should know though it is no problem; sentences. */
  readonly notices: readonly string[]
}

/** Problems as they are found, bounded. */
export class Findings {
  readonly notices: string[] = []
  readonly #problems: Problem[] = []
  readonly #most: number
  #count = 0

  constructor(most: number) {
    this.#most = most
  }

  add(problem: Problem): void {
    this.#count++
    this.#problems.push(problem)
    if (this.#problems.length >= 2 * this.#most)
      this.#problems.splice(0, Infinity, ...this.#first())
  }

  get count(): number {
    return this.#count
  }

  get problems(): readonly Problem[] {
    return this.#first()
  }

  #first(): Problem[] {
    return this.#problems.toSorted((a, b) => a.at - b.at).slice(0, this.#most)
  }
}
