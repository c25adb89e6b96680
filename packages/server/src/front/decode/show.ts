import { limits } from '../../base/index.ts'
import type { ShapeTable, StructureShape } from '../../generated/shape-table.ts'

/**
 * A decoded value as the service's messages show it, which is as Java prints it:
 * `[KeySchemaElement(attributeName=pk, keyType=HASH)]`. Attribute values are shown as object
 * identities, as the service does: what is in them never appears in a message. Long values are cut.
 */
export function show(table: ShapeTable, shape: string, value: unknown): string {
  return new Printer(table).print(shape, value)
}

/** A decoded value as JSON, cut when it is long. */
export function showJson(value: unknown): string {
  return cut(JSON.stringify(value))
}

/** A text as messages show it: no longer than they may show. */
export function cut(text: string, limit: number = limits.violationValueCharacters): string {
  return text.length <= limit ? text : `${text.slice(0, Math.max(0, limit))}...`
}

class Printer {
  readonly #table: ShapeTable
  #left: number = limits.violationValueCharacters
  #identities = 0

  constructor(table: ShapeTable) {
    this.#table = table
  }

  print(name: string, value: unknown): string {
    if (value === undefined || value === null) return this.#cut('null')
    const shape = this.#table.shapes[name]
    switch (shape?.type) {
      case 'structure':
        return this.#structure(name, shape, value as Record<string, unknown>)
      case 'list':
        return `[${this.#parts(value as unknown[], (element) => this.print(shape.of, element))}]`
      case 'map':
        return `{${this.#entries(shape.of, value)}}`
      case 'attribute-value':
        return this.#identity()
      default:
        return this.#cut(typeof value === 'string' ? value : JSON.stringify(value))
    }
  }

  #structure(name: string, shape: StructureShape, value: Record<string, unknown>): string {
    const parts = this.#parts(
      shape.members,
      (member) =>
        `${this.#cut(lowerFirst(member.name))}=${this.print(member.shape, value[member.name])}`,
    )
    return `${name}(${parts})`
  }

  #entries(of: string, map: object): string {
    const print = ([key, element]: [string, unknown]): string =>
      `${this.#cut(key)}=${this.print(of, element)}`
    return this.#parts(Object.entries(map), print)
  }

  /** The parts that fit, each printed only when it is its turn. */
  #parts<Part>(parts: readonly Part[], print: (part: Part) => string): string {
    const printed: string[] = []
    for (const part of parts) {
      if (this.#left <= 0) {
        printed.push('...')
        break
      }
      this.#left -= 2
      printed.push(print(part))
    }
    return printed.join(', ')
  }

  #identity(): string {
    // Different from one another and the same in every run; they stand for nothing.
    const hash = (Math.imul(++this.#identities, 0x9e3779b1) >>> 0).toString(16)
    return this.#cut(`${this.#table.javaPackage}.AttributeValue@${hash}`)
  }

  #cut(text: string): string {
    const shown = cut(text, this.#left)
    this.#left -= text.length
    return shown
  }
}

/** `KMSMasterKeyId` is written `kMSMasterKeyId`. */
export function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}
