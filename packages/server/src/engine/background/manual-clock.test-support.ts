import type { Clock } from '../../base/index.ts'

interface Alarm {
  readonly at: number
  readonly action: () => void
}

/** A clock that stands until it is told to go on. */
export class ManualClock implements Clock {
  #time: number
  readonly #alarms = new Set<Alarm>()

  constructor(now = 1_700_000_000_000) {
    this.#time = now
  }

  now(): number {
    return this.#time
  }

  monotonic(): number {
    return this.#time
  }

  after(ms: number, action: () => void): () => void {
    const alarm = { at: this.#time + ms, action }
    this.#alarms.add(alarm)
    return () => {
      this.#alarms.delete(alarm)
    }
  }

  /** How many actions wait. */
  get alarms(): number {
    return this.#alarms.size
  }

  /** Moves the time without calling anything, as work does that takes long. */
  pass(ms: number): void {
    this.#time += ms
  }

  /** Moves the time and calls what is due then, in order. What it starts may go on after this call. */
  advance(ms: number): void {
    this.#time += ms
    const due = [...this.#alarms].filter(({ at }) => at <= this.#time)
    for (const alarm of due.toSorted((a, b) => a.at - b.at)) {
      if (this.#alarms.delete(alarm)) alarm.action()
    }
  }
}
