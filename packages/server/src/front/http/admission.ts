import { assert, limits } from '../../base/index.ts'

/** The limits of this folder, as `base/limits.ts` names them; tests pass smaller ones. */
export type HttpLimits = {
  readonly [
    Name in
      | 'headerBytes'
      | 'requestBodyBytes'
      | 'headerMs'
      | 'requestMs'
      | 'stallMs'
      | 'keepAliveMs'
      | 'connections'
      | 'runningRequests'
      | 'bufferedBytes'
      | 'uncountedBodyBytes'
  ]: number
}

/**
 * What all listeners of a process together may hold: running requests, and the bytes of large bodies
 * and answers. Plain counters; whoever takes gives back exactly once.
 */
export class Admission {
  readonly limits: HttpLimits
  #running = 0
  #bytes = 0

  constructor(overrides: Partial<HttpLimits> = {}) {
    this.limits = { ...limits, ...overrides }
    assert(
      this.limits.uncountedBodyBytes <= this.limits.bufferedBytes,
      'small bodies fit the budget',
    )
  }

  /** Takes a place for a running request. False: there is none. */
  enter(): boolean {
    if (this.#running >= this.limits.runningRequests || this.#bytes > this.limits.bufferedBytes)
      return false
    this.#running++
    return true
  }

  leave(): void {
    assert(this.#running > 0, 'a request leaves once')
    this.#running--
  }

  /** Takes `bytes` of the budget. False: they are not to be had, and none were taken. */
  take(bytes: number): boolean {
    if (this.#bytes + bytes > this.limits.bufferedBytes) return false
    this.#bytes += bytes
    return true
  }

  /** Takes `bytes` that exist already, such as an answer's, whether or not the budget has them. */
  force(bytes: number): void {
    this.#bytes += bytes
  }

  give(bytes: number): void {
    assert(this.#bytes >= bytes, 'bytes are given back once')
    this.#bytes -= bytes
  }

  /** Requests that run now. */
  get running(): number {
    return this.#running
  }

  /** Bytes of the budget that are taken now. */
  get bytes(): number {
    return this.#bytes
  }
}
