import type { KvStore } from '../../src/storage/kv.ts'
import type { Turns } from '../simulation/turns.ts'

/** Each call waits before it acts and before it answers; after `life` of them none is answered any more. */
export function waiting(inner: KvStore, turns: Turns, life: number): KvStore {
  let calls = 0
  const inTurn = async <T>(call: () => Promise<T>): Promise<T> => {
    await turns.wait()
    if (calls++ >= life) return new Promise(() => undefined)
    const result = await call()
    await turns.wait()
    return result
  }
  return {
    get: (key) => inTurn(() => inner.get(key)),
    getMany: (keys) => inTurn(() => inner.getMany(keys)),
    range: (range) => inTurn(() => inner.range(range)),
    snapshot: () => inTurn(() => inner.snapshot()),
    commit: (commit) => inTurn(() => inner.commit(commit)),
    stats: () => inner.stats(),
    close: () => inner.close(),
  }
}
