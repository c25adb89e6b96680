import type { KvStore, Write } from '../../storage/kv.ts'
import type { Memory, Slot } from '../events/index.ts'
import type { AlertRows } from './rows.ts'

/** What rules remember, as of one step: what they put is seen at once and is in the store with the step's commit. */
export class StepMemory implements Memory {
  readonly #store: Pick<KvStore, 'get'>
  readonly #rows: AlertRows
  /** By slot and name: the keys of rows are MACs, which are made for what is read or written alone. */
  readonly #known = new Map<string, Remembered>()

  constructor(store: Pick<KvStore, 'get'>, rows: AlertRows) {
    this.#store = store
    this.#rows = rows
  }

  async get<T>({ name }: Slot<T>, id: string): Promise<T | undefined> {
    const at = placeOf(name, id)
    const known = this.#known.get(at)
    if (known !== undefined) return known.value as T | undefined
    const entry = await this.#store.get(this.#rows.rememberedKey(name, id))
    const value = entry === undefined ? undefined : this.#rows.open(entry)
    this.#known.set(at, { name, id, value, written: false })
    return value as T | undefined
  }

  put<T>({ name }: Slot<T>, id: string, value: T | undefined): void {
    this.#known.set(placeOf(name, id), { name, id, value, written: true })
  }

  writes(): readonly Write[] {
    return [...this.#known.values()].flatMap(({ name, id, value, written }): Write[] => {
      if (!written) return []
      const key = this.#rows.rememberedKey(name, id)
      return [value === undefined ? { key, value } : this.#rows.row(key, value as object)]
    })
  }
}

interface Remembered {
  readonly name: string
  readonly id: string
  readonly value: unknown
  readonly written: boolean
}

function placeOf(name: string, id: string): string {
  return `${name}\0${id}`
}
