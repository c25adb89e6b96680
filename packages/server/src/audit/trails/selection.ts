import { limits, type Clock, type Logger } from '../../base/index.ts'
import { compileSelectors, type CompiledSelectors } from './compile.ts'
import { factsOf, type EventFacts, type SelectableRecord } from './event-facts.ts'
import type { Trail } from './trail.ts'
import type { TrailStore } from './trail-store.ts'

export interface SelectionDeps {
  readonly trails: TrailStore
  /** Whether other processes change the same store: then it is looked at every half second. */
  readonly shared: boolean
  readonly clock: Clock
  readonly logger: Logger
}

/** What the trails of all accounts want, compiled once for each change of a trail. */
export class Selection {
  readonly #deps: SelectionDeps
  /** Of the trails that log, by account. */
  #byAccount: ReadonlyMap<string, readonly CompiledSelectors[]> = new Map()
  /** By the object that was read: it never changes. */
  readonly #compiled = new WeakMap<Trail, CompiledSelectors>()
  #version = -1
  #loading: Promise<void> | undefined
  #cancel: () => void = () => undefined
  #stopped = false

  constructor(deps: SelectionDeps) {
    this.#deps = deps
    deps.trails.onChange(() => this.refresh())
  }

  /** Reads the trails for the first time. To be awaited before the first request is served. */
  async start(): Promise<void> {
    await this.refresh()
    if (this.#deps.shared) this.#watch()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancel()
    await this.#loading?.catch(() => undefined)
  }

  /**
   * Whether any logging trail of the account wants this event. For what is recorded at all: a trail may leave
   * it out still, as {@link trailWants} says.
   */
  wants(accountId: string, event: EventFacts): boolean {
    const trails = this.#byAccount.get(accountId)
    return trails?.some((compiled) => compiled.wants(event)) ?? false
  }

  /** Whether any logging trail of the account asks for data events, so that their facts are worth collecting. */
  wantsData(accountId: string): boolean {
    return this.#byAccount.get(accountId)?.some(({ data }) => data) ?? false
  }

  /** Whether a record belongs into the files of a trail. Does not say that the trail logs. */
  trailWants(trail: Trail, record: SelectableRecord): boolean {
    const facts = factsOf(record)
    if (facts === undefined) return false
    if (!trail.globalEvents && isGlobal(record, trail.homeRegion)) return false
    return this.#compile(trail).wants(facts)
  }

  /** Reads the trails anew if any was changed. Resolves when what was stored at the call is in force. */
  async refresh(): Promise<void> {
    // One that is under way may have read before the change.
    await this.#loading?.catch(() => undefined)
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined
    })
    await this.#loading
  }

  async #load(): Promise<void> {
    const version = await this.#deps.trails.version()
    if (version === this.#version) return
    const trails = await this.#deps.trails.all()
    const byAccount = new Map<string, CompiledSelectors[]>()
    for (const trail of trails) {
      if (!trail.logging) continue
      const compiled = this.#compile(trail)
      const list = byAccount.get(trail.accountId)
      if (list === undefined) byAccount.set(trail.accountId, [compiled])
      else list.push(compiled)
    }
    this.#byAccount = byAccount
    this.#version = version
  }

  #compile(trail: Trail): CompiledSelectors {
    const known = this.#compiled.get(trail)
    if (known !== undefined) return known
    const compiled = compileSelectors(trail.selectors)
    this.#compiled.set(trail, compiled)
    return compiled
  }

  #watch(): void {
    if (this.#stopped) return
    this.#cancel = this.#deps.clock.after(limits.trailWatchMs, () => {
      this.refresh()
        .catch((error: unknown) => {
          this.#deps.logger.error('the trails could not be read; those known hold', error, {})
        })
        .finally(() => {
          this.#watch()
        })
    })
  }
}

/** Services that AWS runs once for the whole world; STS where it answers away from the trail's region. */
function isGlobal({ eventSource, awsRegion }: SelectableRecord, homeRegion: string): boolean {
  if (eventSource === 'iam.amazonaws.com') return true
  return eventSource === 'sts.amazonaws.com' && awsRegion !== homeRegion
}
