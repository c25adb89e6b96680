/** What rules remember from one event to the next. What is put is kept with the alerts that came of it, or not at all. */
export interface Memory {
  get<T>(slot: Slot<T>, id: string): Promise<T | undefined>
  /** Undefined: forgotten. */
  put<T>(slot: Slot<T>, id: string, value: T | undefined): void
}

/** A kind of thing that is remembered, with the type of what is remembered of each. */
export interface Slot<T> {
  readonly name: string
  /** Never set: it only carries the type. */
  readonly holds?: T
}

export function slot<T>(name: string): Slot<T> {
  return { name }
}
