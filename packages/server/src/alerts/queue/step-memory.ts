import type { KvStore, Write } from '../../storage/kv.ts'
import type { Memory, Slot } from '../events/index.ts'
import type { AlertRows } from './rows.ts'

/** What rules remember, as of one step: what they put is seen at once and is in the store with the step's commit. */
export class StepMemory implements Memory {
  readonly #store: Pick<KvStore, 'get'>
  readonly #rows: AlertRows
  readonly #known = new Map<string, { key: Buffer; value: unknown; written: boolean }>()

  constructor(store: Pick<KvStore, 'get'>, rows: AlertRows) {
    this.#store = store
    this.#rows = rows
  }

  async get<T>({ name }: Slot<T>, id: string): Promise<T | undefined> {
    const key = this.#rows.rememberedKey(name, id)
    const at = key.toString('latin1')
    const known = this.#known.get(at)
    if (known !== undefined) return known.value as T | undefined
    const entry = await this.#store.get(key)
    const value = entry === undefined ? undefined : this.#rows.open(entry)
    this.#known.set(at, { key, value, written: false })
    return value as T | undefined
  }

  put<T>({ name }: Slot<T>, id: string, value: T | undefined): void {
    const key = this.#rows.rememberedKey(name, id)
    this.#known.set(key.toString('latin1'), { key, value, written: true })
  }

  writes(): readonly Write[] {
    return [...this.#known.values()].flatMap(({ key, value, written }): Write[] => {
      if (!written) return []
      return [value === undefined ? { key, value } : this.#rows.row(key, value as object)]
    })
  }
}
