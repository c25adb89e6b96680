import { limits } from '../../base/index.ts'
import type { Capacity, MeteredTable } from './metered.ts'

/** How fast one direction of a table or index may be consumed. */
export interface Bound {
  readonly kind: 'provisioned' | 'on-demand maximum'
  /** Units a second. */
  readonly rate: number
  /** For how many seconds unused units are saved up. */
  readonly seconds: number
}

export interface Bounds {
  readonly read: Bound | undefined
  readonly write: Bound | undefined
}

/** The bounds of a table, or of a global index of it. Undefined where a direction has none. */
export function boundsOf(
  billingMode: MeteredTable['billingMode'],
  { throughput, onDemandMaximum }: Capacity,
  processes: number,
): Bounds {
  const bound = (kind: Bound['kind'], units: number | undefined): Bound | undefined => {
    if (units === undefined) return undefined
    const seconds = kind === 'provisioned' ? limits.burstSeconds : limits.maximumBurstSeconds
    return { kind, rate: units / processes, seconds }
  }
  return billingMode === 'PROVISIONED'
    ? {
        read: bound('provisioned', throughput?.read),
        write: bound('provisioned', throughput?.write),
      }
    : {
        read: bound('on-demand maximum', onDemandMaximum?.read),
        write: bound('on-demand maximum', onDemandMaximum?.write),
      }
}
