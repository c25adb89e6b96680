import { PolicyFault } from './fault.ts'
import type { JsonNode, JsonObject } from './json-tree.ts'
import type { Position } from './policy.ts'

/** Reads the shapes that policies are made of; every fault that passes through it learns its place. */
export class Reader {
  /** Offsets of the line breaks, in order. */
  readonly #breaks: readonly number[]

  constructor(document: string) {
    this.#breaks = [...document.matchAll(/\n/g)].map((found) => found.index)
  }

  position(offset: number): Position {
    let low = 0
    let high = this.#breaks.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#breaks[middle] ?? 0) < offset) low = middle + 1
      else high = middle
    }
    return { line: low + 1, column: offset - (this.#breaks[low - 1] ?? -1) }
  }

  /** Runs `read`; a fault in it is one at `step` of the path, and at the node unless a closer is known. */
  at<T>(step: string, node: JsonNode, read: () => T): T {
    try {
      return read()
    } catch (error) {
      if (error instanceof PolicyFault) {
        const dot = step === '' || error.path === '' || error.path.startsWith('[') ? '' : '.'
        error.path = step + dot + error.path
        error.at ??= this.position(node.start)
      }
      throw error
    }
  }

  text(node: JsonNode, step: string): string {
    if (node.type === 'text') return node.value
    return this.at(step, node, () => wrongShape())
  }

  object(node: JsonNode, step: string): JsonObject {
    if (node.type === 'object') return node
    return this.at(step, node, () => wrongShape())
  }

  /** One text or a list of them, each checked. */
  each(node: JsonNode, step: string, check: (text: string) => void): readonly string[] {
    const one = (item: JsonNode, place: string): string =>
      this.at(place, item, () => {
        const text = this.text(item, '')
        check(text)
        return text
      })
    if (node.type !== 'list') return [one(node, step)]
    return node.items.map((item, index) => one(item, `${step}[${index}]`))
  }

  /** A condition's values: texts, numbers and booleans, one at least. */
  values(node: JsonNode): readonly string[] {
    const one = (item: JsonNode): string =>
      item.type === 'text' || item.type === 'number' || item.type === 'boolean'
        ? item.value
        : wrongShape()
    if (node.type !== 'list') return [one(node)]
    if (node.items.length === 0) throw new PolicyFault('condition', 'Condition has no values.')
    return node.items.map((item, index) => this.at(`[${index}]`, item, () => one(item)))
  }

  onlyKnown(node: JsonObject, known: ReadonlySet<string>): void {
    for (const [name, value] of node.members) {
      if (known.has(name)) continue
      this.at(name, value, () => {
        throw new PolicyFault('unknown-element', `Unknown field ${name}`)
      })
    }
  }
}

function wrongShape(): never {
  throw new PolicyFault('grammar', 'Syntax errors in policy.')
}
