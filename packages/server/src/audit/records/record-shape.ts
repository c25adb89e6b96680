/**
 * What many records have in common, as text: the record with a mark in place of its time, its parameters, its request
 * id and its event id, in this order. JSON has no such character.
 */
export type RecordShape = string

export const hole = '\u0001'

/** The four texts that a record has of its own. */
export interface OwnTexts {
  /** `2026-11-25T10:00:00Z` */
  readonly time: string
  readonly parameters: string
  readonly requestId: string
  readonly eventId: string
}

/** The text of a record from the parts of its shape. */
export function filled(parts: readonly string[], own: OwnTexts): string {
  const [head = '', source = '', request = '', event = '', tail = ''] = parts
  return (
    head + own.time + source + own.parameters + request + own.requestId + event + own.eventId + tail
  )
}

export function partsOf(shape: RecordShape): readonly string[] {
  return shape.split(hole)
}

/** Whole seconds as records name them. Most that are asked for are of the same second. */
export class Seconds {
  #second = -1
  #text = ''

  of(at: number): string {
    const second = Math.floor(at / 1000)
    if (second !== this.#second) {
      this.#text = `${new Date(at).toISOString().slice(0, 19)}Z`
      this.#second = second
    }
    return this.#text
  }
}
