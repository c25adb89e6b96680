import type { Clock } from '../../base/index.ts'
import type { Host } from './ports.ts'

/** What one look at the server's processes told. */
interface Look {
  readonly at: number
  readonly used: ReadonlyMap<number, number>
}

/** How busy a server is that runs on this machine, as its processor time tells. */
export class ServerLoad {
  readonly #host: Pick<Host, 'serverOn' | 'used'>
  readonly #port: number
  readonly #monotonic: Clock['monotonic']
  /** Least time between two looks, in milliseconds. */
  readonly #window: number
  #pid: Promise<number | undefined> | undefined
  #last: Look | undefined
  #share: number | undefined

  constructor(
    host: Pick<Host, 'serverOn' | 'used'>,
    port: number,
    { monotonic }: Pick<Clock, 'monotonic'>,
    window: number,
  ) {
    this.#host = host
    this.#port = port
    this.#monotonic = monotonic
    this.#window = window
  }

  /**
   * The share of one processor, from 0 to 1, that the busiest process of the server has lately used: one serves
   * requests on one thread. Undefined: that cannot be known, or not yet.
   */
  async share(): Promise<number | undefined> {
    const last = this.#last
    const at = this.#monotonic()
    if (last !== undefined && at - last.at < this.#window) return this.#share
    this.#pid ??= this.#host.serverOn(this.#port).then((server) => server?.pid)
    const pid = await this.#pid
    const used = pid === undefined ? undefined : await this.#host.used(pid)
    if (used === undefined) return undefined
    this.#last = { at, used }
    if (last === undefined) return undefined
    const shares = [...used].map(([one, ms]) => (ms - (last.used.get(one) ?? ms)) / (at - last.at))
    this.#share = Math.min(1, Math.max(0, ...shares))
    return this.#share
  }
}
