import { limits } from '../../base/index.ts'
import { PolicyFault } from './fault.ts'
import type { Position } from './policy.ts'

/** JSON with the place of every value, which `JSON.parse` forgets. */
export type JsonNode = JsonText | JsonLiteral | JsonList | JsonObject

interface Placed {
  /** Offset of the first character, and of the one after the last. */
  readonly start: number
  readonly end: number
}

export interface JsonText extends Placed {
  readonly type: 'text'
  readonly value: string
}

/** A number, boolean or null, as written. */
export interface JsonLiteral extends Placed {
  readonly type: 'number' | 'boolean' | 'null'
  readonly value: string
}

export interface JsonList extends Placed {
  readonly type: 'list'
  readonly items: readonly JsonNode[]
}

export interface JsonObject extends Placed {
  readonly type: 'object'
  readonly members: ReadonlyMap<string, JsonNode>
}

const space = /[ \t\n\r]*/y
const text = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"/y
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const word = /true|false|null/y

/**
 * Reads a whole document. Stricter than `JSON.parse`: a name that an object has twice is a fault,
 * because which of the two counts is a matter of taste, and an attacker's taste differs from ours.
 * Throws {@link PolicyFault} with the position.
 */
export function readJson(document: string): JsonNode {
  const reader = new JsonReader(document)
  return reader.document()
}

function positionOf(document: string, offset: number): Position {
  const before = document.slice(0, offset)
  const lastBreak = before.lastIndexOf('\n')
  return { line: before.split('\n').length, column: offset - lastBreak }
}

class JsonReader {
  readonly #document: string
  #at = 0
  #depth = 0

  constructor(document: string) {
    this.#document = document
  }

  document(): JsonNode {
    const root = this.#value()
    this.#take(space)
    if (this.#at < this.#document.length) throw this.#fault()
    return root
  }

  #value(): JsonNode {
    this.#take(space)
    const start = this.#at
    const first = this.#document[start]
    if (first === '{') return this.#nested(() => this.#object(start))
    if (first === '[') return this.#nested(() => this.#list(start))
    if (first === '"') return { type: 'text', value: this.#text(), start, end: this.#at }
    const digits = this.#take(number)
    if (digits !== undefined) return { type: 'number', value: digits, start, end: this.#at }
    const value = this.#take(word)
    if (value === undefined) throw this.#fault()
    return { type: value === 'null' ? 'null' : 'boolean', value, start, end: this.#at }
  }

  #nested<T>(read: () => T): T {
    this.#depth += 1
    if (this.#depth > limits.policyDepth) throw this.#fault('Policy is nested too deeply.')
    const value = read()
    this.#depth -= 1
    return value
  }

  #object(start: number): JsonObject {
    const members = new Map<string, JsonNode>()
    this.#at += 1
    if (this.#symbol('}')) return { type: 'object', members, start, end: this.#at }
    do {
      this.#take(space)
      const nameAt = this.#at
      const name = this.#text()
      if (members.has(name)) {
        throw this.#fault(`Statement/policy already has instance of ${name}`, nameAt)
      }
      if (!this.#symbol(':')) throw this.#fault()
      members.set(name, this.#value())
    } while (this.#symbol(','))
    if (!this.#symbol('}')) throw this.#fault()
    return { type: 'object', members, start, end: this.#at }
  }

  #list(start: number): JsonList {
    const items: JsonNode[] = []
    this.#at += 1
    if (this.#symbol(']')) return { type: 'list', items, start, end: this.#at }
    do items.push(this.#value())
    while (this.#symbol(','))
    if (!this.#symbol(']')) throw this.#fault()
    return { type: 'list', items, start, end: this.#at }
  }

  #text(): string {
    const raw = this.#take(text)
    if (raw === undefined) throw this.#fault()
    return raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1)
  }

  #symbol(symbol: string): boolean {
    this.#take(space)
    if (this.#document[this.#at] !== symbol) return false
    this.#at += 1
    return true
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#document)?.[0]
    if (found !== undefined) this.#at += found.length
    return found
  }

  #fault(message?: string, at = this.#at): PolicyFault {
    const where = positionOf(this.#document, at)
    const syntax = `Syntax error at position (${where.line},${where.column})`
    return new PolicyFault('json', message ?? syntax, '', where)
  }
}
