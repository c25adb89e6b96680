import { limits, type Clock } from '../base/index.ts'
import { RefusedRate } from './refused-rate.ts'

/** Who is denied: sessions of a role are one. */
export interface Denied {
  readonly accountId: string
  readonly arn: string
}

/**
 * How many denials of management requests are recorded: so many of each principal, and of each account, in a window. The
 * next one that is recorded says how many of the principal's, or of the account's, were left out.
 */
export class DeniedRates {
  readonly #clock: Clock
  readonly #principals = new Map<string, RefusedRate>()
  readonly #accounts = new Map<string, RefusedRate>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The number that was left out before this one; undefined: this one is left out too. */
  take({ accountId, arn }: Denied): number | undefined {
    const ofPrincipal = this.#rate(this.#principals, arn, limits.auditDenials).take()
    if (ofPrincipal === undefined) return undefined
    const ofAccount = this.#rate(this.#accounts, accountId, limits.auditDenialsOfAccount).take()
    return ofAccount === undefined ? undefined : ofPrincipal + ofAccount
  }

  #rate(rates: Map<string, RefusedRate>, name: string, most: number): RefusedRate {
    const known = rates.get(name)
    if (known !== undefined) return known
    const [oldest] = rates.keys()
    if (rates.size >= limits.auditDenialRates && oldest !== undefined) rates.delete(oldest)
    const rate = new RefusedRate(this.#clock, { most, windowMs: limits.auditDenialWindowMs })
    rates.set(name, rate)
    return rate
  }
}
