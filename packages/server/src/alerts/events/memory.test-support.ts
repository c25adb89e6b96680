import type { Memory, Slot } from './memory.ts'

/** A memory in memory. Values go through JSON, as they do in the store. */
export class MapMemory implements Memory {
  readonly #values = new Map<string, string>()

  get<T>({ name }: Slot<T>, id: string): Promise<T | undefined> {
    const text = this.#values.get(`${name} ${id}`)
    return Promise.resolve(text === undefined ? undefined : (JSON.parse(text) as T))
  }

  put<T>({ name }: Slot<T>, id: string, value: T | undefined): void {
    if (value === undefined) this.#values.delete(`${name} ${id}`)
    else this.#values.set(`${name} ${id}`, JSON.stringify(value))
  }

  get size(): number {
    return this.#values.size
  }
}
