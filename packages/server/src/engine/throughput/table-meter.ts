import type { Clock } from '../../base/index.ts'
import { boundsOf, type Bound, type Bounds } from './bounds.ts'
import { capacityExceeded, type Throttled } from './refusals.ts'
import { TokenBucket } from './token-bucket.ts'
import type { MeteredIndex, MeteredTable } from './metered.ts'

/** Units that a request consumed: of the table, its local indexes included or not, and by index. */
export interface Spent {
  readonly units: number
  readonly indexes: Iterable<readonly [MeteredIndex, number]>
}

interface Gauge {
  readonly bucket: TokenBucket
  kind: Bound['kind']
}

/** The gauges of a table (`undefined`) and of its global indexes by their ids. */
type Gauges = Map<number | undefined, Gauge>

/**
 * What a table and its global indexes may consume. Local indexes consume from their table.
 * Every read and write of items asks here first and reports here afterwards.
 */
export class TableMeter {
  readonly #clock: Clock
  readonly #read: Gauges = new Map()
  readonly #write: Gauges = new Map()
  /** ARN of the table. */
  readonly #resource: string

  constructor(clock: Clock, resource: string) {
    this.#clock = clock
    this.#resource = resource
  }

  /** Whether anything is bounded. */
  get isBounded(): boolean {
    return this.#read.size + this.#write.size > 0
  }

  /** Sets the bounds to those of the descriptor; what was consumed stays consumed. */
  configure(table: MeteredTable, processes: number): void {
    const global = table.indexes.filter((index) => index.kind === 'global')
    const all = new Map<number | undefined, Bounds>([
      [undefined, boundsOf(table.billingMode, table, processes)],
      ...global.map((index) => [index.id, boundsOf(table.billingMode, index, processes)] as const),
    ])
    const now = this.#clock.monotonic()
    for (const [id, { read, write }] of all) {
      adjust(this.#read, id, read, now)
      adjust(this.#write, id, write, now)
    }
    for (const gauges of [this.#read, this.#write]) {
      for (const id of gauges.keys()) if (!all.has(id)) gauges.delete(id)
    }
  }

  /** Throws the service's refusal where the table or index has nothing left to read with. */
  admitRead(index: MeteredIndex | undefined): void {
    this.#admit(this.#read, 'Read', globalOf(index))
  }

  /** The same for a write of the table, which knows its indexes only later. */
  admitWrite(): void {
    this.#admit(this.#write, 'Write', undefined)
  }

  /** Throws where a global index that a write touches has nothing left: its table is held back with it. */
  admitIndexWrites({ indexes }: Spent): void {
    for (const [index] of indexes) {
      if (index.kind === 'global') this.#admit(this.#write, 'Write', index)
    }
  }

  chargeRead(spent: Spent): void {
    this.#charge(this.#read, spent, 1)
  }

  chargeWrite(spent: Spent): void {
    this.#charge(this.#write, spent, 1)
  }

  /** Gives back what was charged for a write that was not done. */
  refundWrite(spent: Spent): void {
    this.#charge(this.#write, spent, -1)
  }

  #admit(gauges: Gauges, direction: Throttled['direction'], index: MeteredIndex | undefined): void {
    const gauge = gauges.get(index?.id)
    if (gauge === undefined || gauge.bucket.isOpen(this.#clock.monotonic())) return
    throw capacityExceeded({
      resource: index === undefined ? this.#resource : `${this.#resource}/index/${index.name}`,
      of: index === undefined ? 'Table' : 'Index',
      direction,
      kind: gauge.kind,
    })
  }

  #charge(gauges: Gauges, { units, indexes }: Spent, sign: 1 | -1): void {
    const now = this.#clock.monotonic()
    let ofTable = units
    for (const [index, more] of indexes) {
      if (index.kind === 'local') ofTable += more
      else gauges.get(index.id)?.bucket.take(sign * more, now)
    }
    gauges.get(undefined)?.bucket.take(sign * ofTable, now)
  }
}

function globalOf(index: MeteredIndex | undefined): MeteredIndex | undefined {
  return index?.kind === 'global' ? index : undefined
}

function adjust(
  gauges: Gauges,
  id: number | undefined,
  bound: Bound | undefined,
  now: number,
): void {
  const gauge = gauges.get(id)
  if (bound === undefined) {
    gauges.delete(id)
  } else if (gauge?.kind !== bound.kind) {
    const bucket = new TokenBucket(bound.rate, bound.seconds, now)
    gauges.set(id, { bucket, kind: bound.kind })
  } else {
    gauge.bucket.setRate(bound.rate, bound.seconds, now)
  }
}
