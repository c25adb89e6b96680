import type { Note } from '../../storage/kv.ts'
import type { KeptEvent } from './kept-event.ts'

/** An event as it joins the row of others: what it shares, and its line behind the numbers of that. */
export function noteOf({
  at,
  delivered,
  awaits,
  eventId,
  shape,
  template,
  record,
}: KeptEvent): Note {
  const own = `${String(at)} ${delivered ? 'd' : '-'}${awaits ? 'a' : '-'} ${eventId} ${record}`
  if (shape === undefined) return { shared: [], own }
  return { shared: template === undefined ? [shape] : [shape, template], own }
}

/**
 * The lines of a row that is being made:
 *
 *     =shape                  what records share, as a line of its own before the first that has it
 *     ~template               what parameters share, in the same way
 *     shape[~template] event  an event, behind the numbers of these: the first line of each kind is 0
 *     - event                 one that shares nothing
 *
 * Each is written to the row's bytes at once: thousands of small objects that are kept for a quarter of a second cost
 * more to collect than to write.
 */
export class RowLines {
  #bytes: Buffer
  #at = 0
  #count = 0
  readonly #shapes = new Numbers()
  readonly #templates = new Numbers()

  /** `size`: bytes to begin with; they grow. */
  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafeSlow(size)
  }

  /** Events. */
  get count(): number {
    return this.#count
  }

  get size(): number {
    return this.#bytes.length
  }

  add({ shared: [shape, template], own }: Note): void {
    let number = '-'
    if (shape !== undefined) {
      number = this.#shapes.of(shape) ?? this.#first(this.#shapes, '=', shape)
    }
    if (template !== undefined) {
      number += `~${this.#templates.of(template) ?? this.#first(this.#templates, '~', template)}`
    }
    this.#write(`${number} ${own}\n`)
    this.#count++
  }

  /** The body of the row. Nothing is to be added any more. */
  body(): Buffer {
    return this.#bytes.subarray(0, Math.max(0, this.#at - 1))
  }

  #first(numbers: Numbers, mark: string, text: string): string {
    this.#write(`${mark}${text}\n`)
    return numbers.add(text)
  }

  #write(text: string): void {
    // At most three bytes a character.
    const needed = this.#at + 3 * text.length
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length))
      this.#bytes.copy(larger, 0, 0, this.#at)
      this.#bytes = larger
    }
    this.#at += this.#bytes.write(text, this.#at, 'utf8')
  }
}

/** The numbers of texts, in the order in which they came. Most that are asked for are the last. */
class Numbers {
  readonly #known = new Map<string, string>()
  #text: string | undefined
  #number: string | undefined

  of(text: string): string | undefined {
    if (text !== this.#text) {
      this.#text = text
      this.#number = this.#known.get(text)
    }
    return this.#number
  }

  add(text: string): string {
    const number = String(this.#known.size)
    this.#known.set(text, number)
    this.#text = text
    return (this.#number = number)
  }
}
