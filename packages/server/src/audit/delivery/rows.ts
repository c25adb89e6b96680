import { assert, type RowSealer } from '../../base/index.ts'
import type { Entry, KvReader, KvStore, Write, Check } from '../../storage/kv.ts'
import type { LogCursor } from '../index.ts'
import type { Trail } from '../trails/index.ts'
import type { DigestedFile, DigestLink } from '../trail-files/index.ts'

/**
 * Storage keys of delivery:
 *
 *     signing key   0x32 · 02 · 'c'
 *     public key    0x32 · 02 · 'p' · fingerprint (16)
 *     state         0x32 · 03 · 's' · trail id
 *     outbox        0x32 · 03 · 'o' · trail id
 *     file          0x32 · 03 · 'f' · trail id · 0 · number (u64)
 *     lease         0x32 · 03 · 'l'
 */
const keySpace = Buffer.of(0x32, 0x02)
const deliverySpace = Buffer.of(0x32, 0x03)
const owner = 'trail delivery'
const noBytes = Buffer.alloc(0)

function keyOf(space: Buffer, ...parts: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat([
    space,
    ...parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'utf8') : part)),
  ])
}

export const keys = {
  signing: keyOf(keySpace, 'c'),
  publicKeys: keyOf(keySpace, 'p'),
  publicKey: (fingerprint: string) => keyOf(keySpace, 'p', Buffer.from(fingerprint, 'hex')),
  lease: keyOf(deliverySpace, 'l'),
  states: keyOf(deliverySpace, 's'),
  state: (id: string) => keyOf(deliverySpace, 's', id),
  outbox: (id: string) => keyOf(deliverySpace, 'o', id),
  file: (id: string, number: number) => {
    const bytes = Buffer.alloc(8)
    bytes.writeBigUInt64BE(BigInt(number))
    return keyOf(deliverySpace, 'f', `${id}\0`, bytes)
  },
}

/** The first key after all that begin so. */
export function endOf(prefix: Buffer): Buffer {
  const end = Buffer.from(prefix)
  const last = end.at(-1)
  assert(last !== undefined && last < 0xff, 'a prefix ends below 0xff')
  end[end.length - 1] = last + 1
  return end
}

/** How delivery goes; times in milliseconds, absent where there was none yet. */
export interface DeliveryStatus {
  readonly attemptedAt?: number | undefined
  readonly deliveredAt?: number | undefined
  /** Why the latest attempt failed; absent when it did not. */
  readonly error?: string | undefined
  readonly digestAt?: number | undefined
  readonly digestError?: string | undefined
}

/** What was decided and lies in the outbox, until the target has it. */
export type Pending =
  | {
      readonly kind: 'log'
      readonly bucket: string
      readonly file: DigestedFile
      /** Whether the log was read to its end: what comes later is for the next delivery. */
      readonly last?: boolean
    }
  | {
      readonly kind: 'digest'
      readonly bucket: string
      readonly link: DigestLink
      readonly metadata: Readonly<Record<string, string>>
      readonly end: number
      readonly chainEnd: boolean
      readonly retainedFrom: number | undefined
    }

/** A chain of digests that goes on. */
export interface Chain {
  /** `validationSince` of the trail: with another one begins another chain. */
  readonly since: number
  /** Milliseconds: the start of the period whose digest is next. */
  readonly start: number
  readonly previous: DigestLink | undefined
}

/** Where the delivery of a trail is. */
export interface TrailState {
  /** As it was last seen: what is left is delivered after the trail was deleted, too. */
  readonly trail: Trail
  /** When it was noticed that the trail is gone, in milliseconds. */
  readonly goneAt?: number | undefined
  /** `startedAt` of the time of logging that is delivered; undefined while there is none. */
  readonly run: number | undefined
  /** Up to where the log was read; undefined while there is no run. */
  readonly cursor: LogCursor | undefined
  readonly pending?: Pending | undefined
  readonly chain?: Chain | undefined
  /** The last digest of all, which the next chain names. */
  readonly lastDigest?: string | undefined
  /** Numbers of the files that no digest names yet: from `firstFile` up to, not including, `nextFile`. */
  readonly firstFile: number
  readonly nextFile: number
  readonly status: DeliveryStatus
}

/** Reads and makes the rows. */
export class DeliveryRows {
  readonly #sealer: RowSealer

  constructor(sealer: RowSealer) {
    this.#sealer = sealer
  }

  seal(key: Buffer, body: Buffer): Write {
    return { key, value: this.#sealer.seal(owner, key, noBytes, body) }
  }

  open({ key, value }: Entry): Buffer {
    return this.#sealer.open(owner, key, value)
  }

  json(key: Buffer, value: object): Write {
    return this.seal(key, Buffer.from(JSON.stringify(value), 'utf8'))
  }

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- what the row's key says it holds
  openJson<T>(entry: Entry): T {
    return JSON.parse(this.open(entry).toString('utf8')) as T
  }

  async state(store: KvReader, id: string): Promise<StoredState> {
    const entry = await store.get(keys.state(id))
    return {
      state: entry === undefined ? undefined : this.openJson<TrailState>(entry),
      version: entry?.version ?? 'absent',
    }
  }

  async states(store: KvReader, limit: number): Promise<TrailState[]> {
    const found: TrailState[] = []
    let start = keys.states
    for (;;) {
      const entries = await store.range({ start, end: endOf(keys.states), limit })
      found.push(...entries.map((entry) => this.openJson<TrailState>(entry)))
      const last = entries.at(-1)
      if (last === undefined || entries.length < limit) return found
      start = Buffer.concat([last.key, Buffer.of(0)])
    }
  }
}

export interface StoredState {
  readonly state: TrailState | undefined
  readonly version: Check['version']
}

/** Commits, or answers false where another process was faster. Rejects where the store cannot. */
export async function commitIf(
  store: KvStore,
  checks: readonly Check[],
  writes: readonly Write[],
): Promise<boolean> {
  const result = await store.commit({ checks, writes, aside: true })
  if (result.outcome === 'committed') return true
  if (result.outcome === 'conflict') return false
  throw new Error(`a commit of the delivery of trails ended as ${result.outcome}`)
}
