import { limits } from '../../base/index.ts'
import { transactionConflict } from '../../errors/index.ts'
import type { KvStore } from '../../storage/kv.ts'
import { committedOrConflict } from '../commit-outcome.ts'
import type { Sealer } from '../rows/sealer.ts'
import type { ResourcePolicySlot } from '../tables/descriptor.ts'
import { openRecord, policyKey, sealRecord, streamKey } from '../tables/stream-records.ts'
import type { StreamName } from './streams.ts'

export interface StreamPoliciesDeps {
  readonly store: KvStore
  /** The system's. */
  readonly sealer: Sealer
}

interface Opened {
  readonly version: number
  readonly slot: ResourcePolicySlot
}

const none: ResourcePolicySlot = {}

/** The resource policies of streams, which have rows of their own: a stream's row changes with its table. */
export class StreamPolicies {
  readonly #deps: StreamPoliciesDeps
  /** Opened once for each version, so that what is made of a policy can be kept by who asks. */
  readonly #opened = new Map<string, Opened>()

  constructor(deps: StreamPoliciesDeps) {
    this.#deps = deps
  }

  /** As the store has it at this moment. */
  async of(name: StreamName): Promise<ResourcePolicySlot> {
    return (await this.#look(name)).slot
  }

  /**
   * Changes the policy of a stream that is there. `change` is pure and may be called again; it gives back
   * what it got to change nothing. `missing` words the refusal where there is no such stream.
   */
  async change(
    name: StreamName,
    change: (before: ResourcePolicySlot) => ResourcePolicySlot,
    missing: () => Error,
  ): Promise<{ before: ResourcePolicySlot; after: ResourcePolicySlot }> {
    const { store, sealer } = this.#deps
    const stream = streamKey(name.accountId, name.table, name.label)
    const key = policyKey(stream)
    for (let attempt = 0; attempt < limits.commitAttempts; attempt++) {
      const entry = await store.get(stream)
      if (entry === undefined) throw missing()
      const { version, slot: before } = await this.#look(name)
      const after = change(before)
      if (after === before) return { before, after }
      const result = await store.commit({
        // A policy is not left behind by a stream that is removed meanwhile.
        checks: [
          { key: stream, version: entry.version },
          { key, version },
        ],
        writes: [{ key, value: sealRecord(sealer, key, after) }],
      })
      if (committedOrConflict(result).outcome === 'committed') return { before, after }
    }
    throw transactionConflict()
  }

  async #look(name: StreamName): Promise<{ version: number | 'absent'; slot: ResourcePolicySlot }> {
    const key = policyKey(streamKey(name.accountId, name.table, name.label))
    const entry = await this.#deps.store.get(key)
    if (entry === undefined) return { version: 'absent', slot: none }
    const id = key.toString('latin1')
    const known = this.#opened.get(id)
    if (known?.version === entry.version) return known
    const slot = openRecord(this.#deps.sealer, entry) as ResourcePolicySlot
    this.#opened.delete(id)
    this.#opened.set(id, { version: entry.version, slot })
    for (const oldest of this.#opened.keys()) {
      if (this.#opened.size <= limits.streamPolicies) break
      this.#opened.delete(oldest)
    }
    return { version: entry.version, slot }
  }
}
