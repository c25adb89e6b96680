import type { Target } from './target.ts'

/**
 * How much of the service a case asks for. `core` is what every application needs, `complete` what
 * some application needs, `strict` the exact texts and the order of checks, which only tests and
 * error handlers see.
 */
export type Tier = 'core' | 'complete' | 'strict'

export const tiers: readonly Tier[] = ['core', 'complete', 'strict']

/** One question to an endpoint. */
export interface Case<T = Target> {
  /** Operation and name, such as `PutItem/replaces`: stable, so that reports can be compared. */
  readonly id: string
  readonly tier: Tier
  /** What holds of an endpoint that passes, as a sentence. */
  readonly title: string
  /** Throws what is wrong. Uses keys of its own, so that cases may run at once and in any order. */
  run(target: T): Promise<void>
}

/** Collects the cases of one operation. */
export class Cases<T = Target> {
  readonly list: Case<T>[] = []
  readonly #operation: string

  constructor(operation: string) {
    this.#operation = operation
  }

  core(name: string, title: string, run: Case<T>['run']): void {
    this.#add('core', name, title, run)
  }

  complete(name: string, title: string, run: Case<T>['run']): void {
    this.#add('complete', name, title, run)
  }

  strict(name: string, title: string, run: Case<T>['run']): void {
    this.#add('strict', name, title, run)
  }

  #add(tier: Tier, name: string, title: string, run: Case<T>['run']): void {
    this.list.push({ id: `${this.#operation}/${name}`, tier, title, run })
  }
}
