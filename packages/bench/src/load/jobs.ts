import type { Endpoint } from './endpoint.ts'
import type { OperationName, Target } from './operations.ts'

/** What the load generator is told to do. Plain data: it goes between processes. */
export type Job =
  | {
      readonly kind: 'load'
      readonly endpoint: Endpoint
      readonly target: Target
    }
  | {
      readonly kind: 'measure'
      readonly endpoint: Endpoint
      readonly target: Target
      readonly operation: OperationName
      readonly pacing: Pacing
      readonly warmSeconds: number
      /** Undefined: in phases, until the last of them is ended. */
      readonly seconds: number | undefined
      readonly seed: number
      /** The server's process, for what it uses meanwhile. */
      readonly pid: number
    }
  | {
      readonly kind: 'requests'
      readonly endpoint: Endpoint
      readonly target: Target
      /** Sent in turn until `count` have been answered. */
      readonly operations: readonly OperationName[]
      readonly count: number
      readonly concurrency: number
      readonly seed: number
    }

export type Pacing =
  /** Each of so many connections sends its next request when the last is answered. */
  | { readonly kind: 'closed'; readonly concurrency: number }
  /** So many requests a second, whether or not those before are answered. */
  | { readonly kind: 'open'; readonly perSecond: number }

/** Milliseconds. */
export interface Latencies {
  readonly p50: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}

/** Ends a phase of the measurement that is going on: what comes after it is measured apart. */
export interface NextPhase {
  readonly kind: 'next-phase'
  /** Nothing comes after it. */
  readonly last: boolean
}

export interface Measurement {
  readonly requests: number
  readonly seconds: number
  readonly perSecond: number
  readonly latencies: Latencies
  /** Answers other than success, by error type. */
  readonly errors: Readonly<Record<string, number>>
  /** Microseconds of processor time of the server for each request; undefined where it cannot be told. */
  readonly cpuMicros: number | undefined
  /** The same of the load generator: where it is not far below the server's, the load was the limit. */
  readonly generatorMicros: number
  readonly residentBytes: number | undefined
}

export type JobResult =
  /** Of each phase one. */
  | { readonly ok: true; readonly measurements: readonly Measurement[] }
  | { readonly ok: false; readonly reason: string }
