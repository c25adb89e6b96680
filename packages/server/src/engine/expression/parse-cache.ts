import { limits } from '../../base/index.ts'

/**
 * The parsed forms of the texts used last, which hold nothing of any request. The least recently used parsed forms go first once there are too many of them or their texts are
 * too long together. Texts that do not parse are not kept: a client cannot fill it with garbage.
 */
export class ParseCache<Tree> {
  readonly #trees = new Map<string, Tree>()
  readonly #entries: number
  readonly #characters: number
  #held = 0

  constructor(
    entries: number = limits.parsedExpressions,
    characters: number = limits.parsedExpressionCharacters,
  ) {
    this.#entries = entries
    this.#characters = characters
  }

  /** The parsed form of a text; throws what `parse` throws. Nobody may change it. */
  get(text: string, parse: () => Tree): Tree {
    let tree = this.#trees.get(text)
    if (tree === undefined) {
      tree = parse()
      this.#held += text.length
    } else {
      this.#trees.delete(text)
    }
    // A map keeps the order of insertion, so the last is the one used last.
    this.#trees.set(text, tree)
    while (this.#trees.size > this.#entries || this.#held > this.#characters) this.#evict()
    return tree
  }

  get size(): number {
    return this.#trees.size
  }

  #evict(): void {
    for (const oldest of this.#trees.keys()) {
      this.#trees.delete(oldest)
      this.#held -= oldest.length
      return
    }
  }
}
