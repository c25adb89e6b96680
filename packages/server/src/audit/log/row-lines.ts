import type { RecordShape } from '../records/record-shape.ts'
import { lineOf, type KeptEvent } from './rows.ts'

/**
 * The lines of a row that is being made. Each event is written to the row's bytes at once: thousands of small objects
 * that are kept for a quarter of a second cost more to collect than to write.
 */
export class RowLines {
  #bytes: Buffer
  #at = 0
  #count = 0
  readonly #shapes = new Map<RecordShape, number>()
  #lastShape: RecordShape | undefined
  #lastNumber = ''

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

  add(event: KeptEvent): void {
    const { shape } = event
    const number = shape === undefined ? '-' : this.#numberOf(shape)
    this.#write(`${number} ${lineOf(event)}\n`)
    this.#count++
  }

  /** The body of the row. Nothing is to be added any more. */
  body(): Buffer {
    return this.#bytes.subarray(0, Math.max(0, this.#at - 1))
  }

  /** A shape stands before the first event that has it. */
  #numberOf(shape: RecordShape): string {
    if (shape === this.#lastShape) return this.#lastNumber
    let number = this.#shapes.get(shape)
    if (number === undefined) {
      number = this.#shapes.size
      this.#shapes.set(shape, number)
      this.#write(`=${shape}\n`)
    }
    this.#lastShape = shape
    return (this.#lastNumber = String(number))
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
