import { anyOne, anyRun } from '../template.ts'
import type { Pattern } from './pattern.ts'

/** How far each pattern has come with one text. */
export interface State {
  /** Places where a pattern may go on, as pattern × width + place, ascending. */
  readonly places: readonly number[]
  /** Patterns that match whatever follows. */
  readonly settled: bigint
}

/** Several patterns that read one text together, a code unit at a time. */
export class Tracker {
  readonly #patterns: readonly Pattern[]
  readonly #width: number

  constructor(patterns: readonly Pattern[]) {
    this.#patterns = patterns
    this.#width = 2 + Math.max(0, ...patterns.map((pattern) => pattern.length))
  }

  start(): State {
    const reached = new Reached(this.#patterns, this.#width)
    for (const index of this.#patterns.keys()) {
      reached.begin(index)
      reached.enter(0)
      reached.close()
    }
    return reached.state(0n)
  }

  step(state: State, character: string): State {
    const reached = new Reached(this.#patterns, this.#width)
    let open = -1
    for (const place of state.places) {
      const index = Math.floor(place / this.#width)
      const at = place - index * this.#width
      if (index !== open) {
        if (open >= 0) reached.close()
        reached.begin(index)
        open = index
      }
      const item = this.#patterns[index]?.[at]
      if (item === anyRun) reached.enter(at)
      else if (item === anyOne || item?.includes(character)) reached.enter(at + 1)
    }
    if (open >= 0) reached.close()
    return reached.state(state.settled)
  }

  /** The code units that some pattern tells from others here. */
  nextCharacters({ places }: State): ReadonlySet<string> {
    const next = new Set<string>()
    for (const place of places) {
      const index = Math.floor(place / this.#width)
      const item = this.#patterns[index]?.[place - index * this.#width]
      if (typeof item === 'string') for (const character of item.split('')) next.add(character)
    }
    return next
  }

  /** Which patterns match a text that ends here: bit i for pattern i. */
  matched({ places, settled }: State): bigint {
    let mask = settled
    for (const place of places) {
      const index = Math.floor(place / this.#width)
      const at = place - index * this.#width
      if (at === this.#patterns[index]?.length) mask |= 1n << BigInt(index)
    }
    return mask
  }

  keyOf({ places, settled }: State): string {
    return `${settled.toString(36)} ${places.join(' ')}`
  }
}

/** Collects the places of the next state, pattern by pattern. */
class Reached {
  readonly #patterns: readonly Pattern[]
  readonly #width: number
  readonly #places: number[] = []
  #settled = 0n
  #index = 0
  #current: number[] = []

  constructor(patterns: readonly Pattern[], width: number) {
    this.#patterns = patterns
    this.#width = width
  }

  begin(index: number): void {
    this.#index = index
    this.#current = []
  }

  /** Places are entered in ascending order. A run may also be over at once. */
  enter(at: number): void {
    if (this.#current.at(-1) !== at) this.#current.push(at)
    if (this.#patterns[this.#index]?.[at] === anyRun) this.#current.push(at + 1)
  }

  /** Whatever an earlier place could still match, the last run that was reached matches too. */
  close(): void {
    const pattern = this.#patterns[this.#index] ?? []
    let from = 0
    for (const [order, at] of this.#current.entries()) if (pattern[at] === anyRun) from = order
    const first = this.#current[from]
    if (first !== undefined && pattern[first] === anyRun && first === pattern.length - 1) {
      this.#settled |= 1n << BigInt(this.#index)
      return
    }
    const base = this.#index * this.#width
    for (const at of this.#current.slice(from)) this.#places.push(base + at)
  }

  state(settled: bigint): State {
    return { places: this.#places, settled: settled | this.#settled }
  }
}
