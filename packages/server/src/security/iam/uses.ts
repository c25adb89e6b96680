import { limits, type Clock, type Logger } from '../../base/index.ts'
import { rows } from './rows.ts'
import type { IdentityState } from './state.ts'

export interface Use {
  readonly account: string
  /** Of the user or role. */
  readonly principalArn: string
  readonly accessKeyId: string
  /** `dynamodb:GetItem` */
  readonly action: string
  readonly region: string
}

/**
 * Notes when keys and principals were last used, to a quarter of an hour as AWS does: what was noted lately
 * is not written again, and no request waits for it.
 */
export class UseRecorder {
  readonly #state: IdentityState
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #noted = new Map<string, number>()
  #writing: Promise<void> = Promise.resolve()

  constructor(state: IdentityState, clock: Clock, logger: Logger) {
    this.#state = state
    this.#clock = clock
    this.#logger = logger
  }

  note(use: Use): void {
    const now = this.#clock.now()
    const id = `${use.accessKeyId} ${use.action}`
    const last = this.#noted.get(id)
    if (last !== undefined && now - last < limits.useNoteMs) return
    // Removed and set again, the entry is the youngest.
    this.#noted.delete(id)
    this.#noted.set(id, now)
    if (this.#noted.size > limits.notedUses) {
      for (const oldest of this.#noted.keys()) {
        this.#noted.delete(oldest)
        break
      }
    }
    this.#writing = this.#writing.then(() => this.#write(use, now))
  }

  /** Waits for what is being written. */
  async stop(): Promise<void> {
    await this.#writing
  }

  async #write(use: Use, at: number): Promise<void> {
    const [service = '', name = ''] = use.action.split(':')
    const { account, principalArn, region } = use
    try {
      await this.#state.change(async (change) => {
        change.silent = true
        const access = rows.lastAccess(account, principalArn, service)
        const known = await change.get(access)
        const actions = { ...known?.actions, [name]: at }
        change.put(access, { at, service, region, actions })
        if (!use.accessKeyId.startsWith('AKIA')) return
        change.put(rows.lastUse(use.accessKeyId), { at, service, region })
      })
    } catch (error) {
      this.#logger.error('the last use of a key could not be noted', error)
    }
  }
}
