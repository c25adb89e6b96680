import { limits } from '../../base/index.ts'
import { StorageError, type KvStore, type Write } from '../../storage/kv.ts'
import type { AlertSource } from './ports.ts'
import { stateKey, type AlertRows, type State } from './rows.ts'
import type { Memory } from '../events/index.ts'
import { StepMemory } from './step-memory.ts'

export interface FirstStartDeps {
  readonly store: KvStore
  readonly rows: AlertRows
  readonly source: AlertSource
  /** Puts what is there already, in pieces; called with a memory for each. */
  readonly existing: () => AsyncIterable<(memory: Memory) => void>
}

/**
 * Where alerts were never raised: remembers the policies that are there, and begins behind what the log holds. To be
 * called before requests are served, or a change that is made meanwhile is taken for what was there.
 */
export async function startAlerts(deps: FirstStartDeps): Promise<void> {
  const { store, rows, source, existing } = deps
  if ((await store.get(stateKey)) !== undefined) return
  let memory = new StepMemory(store, rows)
  let pieces = 0
  for await (const put of existing()) {
    put(memory)
    if (++pieces % limits.alertRead > 0) continue
    await write(store, memory.writes())
    memory = new StepMemory(store, rows)
  }
  let cursor = source.start()
  for (let more = true; more;) {
    const page = await source.readNow(cursor, limits.alertRead, () => false)
    cursor = page.cursor
    more = page.more
  }
  const state: State = { cursor, first: 0, next: 0 }
  await write(store, [...memory.writes(), rows.row(stateKey, state)])
}

async function write(store: KvStore, writes: readonly Write[]): Promise<void> {
  if (writes.length === 0) return
  const { outcome } = await store.commit({ checks: [], writes })
  if (outcome !== 'committed') throw new StorageError('io', `Starting alerts ended as ${outcome}`)
}
