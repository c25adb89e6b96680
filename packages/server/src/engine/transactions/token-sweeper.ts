import type { Logger } from '../../base/index.ts'
import { sweepTokens, type TokenDeps } from './token.ts'

const restMs = 30_000
const tokensPerSweep = 500

/** Forgets expired request tokens in the background, a bounded number at a time. */
export class TokenSweeper {
  readonly #deps: TokenDeps
  readonly #logger: Logger
  #cancel: () => void = () => undefined
  #running: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(deps: TokenDeps, logger: Logger) {
    this.#deps = deps
    this.#logger = logger
    this.#rest()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancel()
    await this.#running
  }

  #rest(): void {
    this.#cancel = this.#deps.clock.after(restMs, () => {
      this.#running = this.#sweep()
    })
  }

  async #sweep(): Promise<void> {
    try {
      while (!this.#stopped && (await sweepTokens(this.#deps, tokensPerSweep)));
    } catch (error) {
      this.#logger.error('expired request tokens could not be removed; tried again later', error)
    }
    if (!this.#stopped) this.#rest()
  }
}
