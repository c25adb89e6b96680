import { limits } from '../../base/index.ts'

/**
 * The statements used last, which hold nothing of any request's parameters. The least recently used
 * go first once there are too many or their texts are too long together. Texts that are refused are
 * not kept: a client cannot fill it with garbage.
 */
export class StatementCache<Parsed> {
  readonly #statements = new Map<string, Parsed>()
  readonly #most: number
  readonly #mostCharacters: number
  #characters = 0

  constructor(
    most: number = limits.parsedExpressions,
    mostCharacters: number = limits.parsedExpressionCharacters,
  ) {
    this.#most = most
    this.#mostCharacters = mostCharacters
  }

  /** The parsed form of a text; throws what `parse` throws. Nobody may change it. */
  get(text: string, parse: () => Parsed): Parsed {
    const found = this.#statements.get(text)
    if (found !== undefined) {
      // A map keeps the order of insertion, so that the first is the one not used for longest.
      this.#statements.delete(text)
      this.#statements.set(text, found)
      return found
    }
    const parsed = parse()
    this.#statements.set(text, parsed)
    this.#characters += text.length
    for (const oldest of this.#statements.keys()) {
      if (this.#statements.size <= this.#most && this.#characters <= this.#mostCharacters) break
      this.#statements.delete(oldest)
      this.#characters -= oldest.length
    }
    return parsed
  }

  get size(): number {
    return this.#statements.size
  }
}
