import type { Clock, Logger, Random } from '../../base/index.ts'
import { limits } from '../../base/index.ts'
import { mintAccessKeyId, mintSecretAccessKey } from '../credentials/index.ts'
import type { SessionRow } from './entities.ts'
import { rows } from './rows.ts'
import type { IdentityState } from './state.ts'

export interface IssuedSession {
  readonly accessKeyId: string
  readonly row: SessionRow
}

/** A session before it gets its keys. */
export type SessionGrant = Omit<SessionRow, 'secret' | 'token'>

/**
 * Issues temporary credentials. Each is a row of its own, found by its access key id, so two sessions of
 * one name have nothing in common.
 */
export async function issueSession(
  state: IdentityState,
  random: Random,
  grant: SessionGrant,
  tokenBytes = 0,
): Promise<IssuedSession> {
  const accessKeyId = mintAccessKeyId('ASIA', grant.account, random)
  const row: SessionRow = {
    ...grant,
    secret: mintSecretAccessKey(random).reveal().toString('utf8'),
    token: mintToken(random, tokenBytes),
  }
  await state.change(async (change) => {
    // A new session changes nothing for anybody else.
    change.silent = true
    const taken = await change.get(rows.session(accessKeyId))
    if (taken !== undefined) throw new Error('two access key ids of 79 random bits are the same')
    change.put(rows.session(accessKeyId), row)
    change.put(rows.sessionExpiry(row.expiresAt, accessKeyId), { id: accessKeyId })
  })
  return { accessKeyId, row }
}

/** Characters in the shape of AWS's tokens: opaque, and hard to guess. At least `least` of them. */
function mintToken(random: Random, least: number): string {
  const bytes = Math.max(192, Math.ceil((Math.min(least, 4096) * 3) / 4))
  return `IQoJ${random.bytes(bytes).toString('base64')}`
}

const restMs = 60_000

/** Removes the rows of sessions that have expired, in the background and a bounded number at a time. */
export class SessionSweeper {
  readonly #state: IdentityState
  readonly #clock: Clock
  readonly #logger: Logger
  #cancel: () => void = () => undefined
  #running: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(state: IdentityState, clock: Clock, logger: Logger) {
    this.#state = state
    this.#clock = clock
    this.#logger = logger
    this.#rest()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancel()
    await this.#running
  }

  #rest(): void {
    this.#cancel = this.#clock.after(restMs, () => {
      this.#running = this.#sweep()
    })
  }

  async #sweep(): Promise<void> {
    try {
      while (!this.#stopped && (await this.#sweepSome()));
    } catch (error) {
      this.#logger.error('expired sessions could not be removed; tried again later', error)
    }
    if (!this.#stopped) this.#rest()
  }

  /** Whether there may be more. A while is left after expiry, so that clients are told why they are refused. */
  async #sweepSome(): Promise<boolean> {
    const page = await this.#state.list(rows.sessionExpiries(), undefined, limits.sessionsPerSweep)
    const until = this.#clock.now() - limits.expiredSessionMs
    const due = page.filter(({ last }) => Number(last.slice(0, 15)) < until)
    if (due.length === 0) return false
    await this.#state.change((change) => {
      change.silent = true
      for (const { last, value } of due) {
        change.delete(rows.session(value.id))
        change.delete(rows.sessionExpiry(Number(last.slice(0, 15)), value.id))
      }
      return Promise.resolve()
    })
    return due.length === limits.sessionsPerSweep
  }
}
