import { limits, type Clock } from '../../base/index.ts'
import type { KvReader } from '../../storage/kv.ts'
import type { Place } from './after-send.ts'
import type { AlertTarget } from './ports.ts'
import { asideKey, endOfAside, numberOfAside, type AlertRows } from './rows.ts'

export interface AsideDeps {
  readonly store: KvReader
  readonly rows: AlertRows
  readonly target: AlertTarget
  readonly clock: Clock
}

/**
 * The alerts that were set aside for a target. They are tried again at the start, which an operator brings about who has
 * mended the target, and every hour, from behind those that were tried last on.
 */
export class AsideAlerts {
  readonly #deps: AsideDeps
  #from = 0
  #due: number

  constructor(deps: AsideDeps) {
    this.#deps = deps
    this.#due = deps.clock.now()
  }

  isDue({ aside }: Place): boolean {
    return aside > 0 && this.#deps.clock.now() >= this.#due
  }

  /** Tries the next of them. */
  async send(): Promise<{ arrived: readonly Buffer[]; more: boolean }> {
    const { store, rows, target, clock } = this.#deps
    const entries = await store.range({
      start: asideKey(target.name, this.#from),
      end: endOfAside(target.name),
      limit: limits.alertBatch,
    })
    const sent =
      entries.length === 0
        ? []
        : await target.send(entries.map((each) => rows.openAlert(each))).then(
            (all) => all.arrived,
            () => [],
          )
    const last = entries[sent.length - 1]
    const arrived = entries.filter((_, at) => sent[at] === true).map(({ key }) => key)
    const isEnd = sent.length === entries.length && entries.length < limits.alertBatch
    const more = arrived.length > 0 && !isEnd
    if (isEnd) this.#from = 0
    else if (last !== undefined) this.#from = numberOfAside(last) + 1
    if (!more) this.#due = clock.now() + limits.alertAsideMs
    return { arrived, more }
  }

  /** Keys of the oldest, where there are more than are kept. */
  async overflow({ aside }: Place): Promise<readonly Buffer[]> {
    const { store, target } = this.#deps
    const over = aside - limits.alertAside
    if (over <= 0) return []
    const range = { start: asideKey(target.name, 0), end: endOfAside(target.name), limit: over }
    return (await store.range(range)).map(({ key }) => key)
  }
}
