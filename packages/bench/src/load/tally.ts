import type { Latencies } from './jobs.ts'
import type { Response } from './response-reader.ts'

/** What comes back while a load runs: latencies, and what was no success. */
export class Tally {
  #latencies = new Float64Array(1 << 16)
  #count = 0
  readonly #errors = new Map<string, number>()

  get count(): number {
    return this.#count
  }

  get errors(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#errors)
  }

  /** Counts an answer and the milliseconds that it took. */
  add(response: Response, milliseconds: number): void {
    this.addLatency(milliseconds)
    if (response.status !== 200) this.addError(errorType(response))
  }

  addLatency(milliseconds: number): void {
    if (this.#count === this.#latencies.length) {
      const more = new Float64Array(2 * this.#count)
      more.set(this.#latencies)
      this.#latencies = more
    }
    this.#latencies[this.#count++] = milliseconds
  }

  addError(type: string): void {
    this.#errors.set(type, (this.#errors.get(type) ?? 0) + 1)
  }

  latencies(): Latencies {
    const sorted = this.#latencies.slice(0, this.#count).sort()
    const at = (part: number): number =>
      sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN
    return { p50: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1) }
  }
}

/** The error's name without its namespace, or the status. */
export function errorType(response: Response): string {
  const type = /"__type":"[^"]*?([A-Za-z]+)"/.exec(response.body.toString('latin1', 0, 400))?.[1]
  return type ?? `HTTP ${String(response.status)}`
}
