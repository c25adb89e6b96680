import { assert } from '../../base/index.ts'
import { RawJson } from '../../services/operation.ts'

/**
 * `value` as JSON bytes, as JSON.stringify writes it, but for {@link RawJson}: its bytes are copied
 * once, as they are. Members that are undefined are left out. `value` is a plain tree of services' making.
 */
export function encodeJson(value: object): Buffer {
  const writer = new Writer()
  writer.value(value)
  return writer.bytes()
}

class Writer {
  /** What is complete, in order; followed by {@link #text}. */
  readonly #done: (string | Buffer)[] = []
  #text = ''

  value(value: unknown): void {
    if (typeof value === 'string') this.#text += JSON.stringify(value)
    else if (typeof value === 'number') this.#number(value)
    else if (typeof value === 'boolean' || value === null) this.#text += String(value)
    else if (value instanceof RawJson) this.#done.push(this.#take(), value.bytes)
    else if (Array.isArray(value)) this.#array(value)
    else this.#object(value)
  }

  bytes(): Buffer {
    if (this.#done.length === 0) return Buffer.from(this.#text)
    this.#done.push(this.#take())
    let length = 0
    for (const part of this.#done)
      length += typeof part === 'string' ? Buffer.byteLength(part) : part.length
    const bytes = Buffer.allocUnsafe(length)
    let at = 0
    for (const part of this.#done)
      at += typeof part === 'string' ? bytes.write(part, at) : part.copy(bytes, at)
    assert(at === length, 'an answer fills its buffer')
    return bytes
  }

  #take(): string {
    const text = this.#text
    this.#text = ''
    return text
  }

  #number(value: number): void {
    assert(Number.isFinite(value), 'a number in an answer is finite')
    this.#text += String(value)
  }

  #array(values: readonly unknown[]): void {
    let separator = '['
    for (const value of values) {
      this.#text += separator
      this.value(value)
      separator = ','
    }
    this.#text += separator === '[' ? '[]' : ']'
  }

  #object(value: unknown): void {
    assert(typeof value === 'object' && value !== null, 'an answer consists of JSON values')
    let separator = '{'
    for (const [name, member] of Object.entries(value)) {
      if (member === undefined) continue
      this.#text += `${separator}${JSON.stringify(name)}:`
      this.value(member)
      separator = ','
    }
    this.#text += separator === '{' ? '{}' : '}'
  }
}
