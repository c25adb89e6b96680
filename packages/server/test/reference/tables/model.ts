/**
 * Tables and indexes as plainly as they can be said: a list of items, and indexes that are computed
 * anew for every question. It knows the few value types that the test generates, and says no more
 * than the API documents.
 */
export type Value = { S: string } | { N: string } | { B: string }
export type Item = Readonly<Record<string, Value>>
export type KeyType = 'S' | 'N' | 'B'

export interface KeyPart {
  readonly name: string
  readonly type: KeyType
}

export interface Keys {
  readonly hash: readonly KeyPart[]
  readonly range: readonly KeyPart[]
}

export interface IndexModel extends Keys {
  readonly name: string
  readonly kind: 'global' | 'local'
  /** Attributes beside the keys; undefined: all. */
  readonly include: readonly string[] | undefined
}

export interface Schema extends Keys {
  readonly name: string
  readonly indexes: readonly IndexModel[]
}

/** The type of a value and its content. */
export function parts(value: Value): [KeyType, string] {
  const [entry] = Object.entries(value) as [KeyType, string][]
  if (entry === undefined) throw new Error('a value has a type')
  return entry
}

/** Below 0, 0 or above 0, as DynamoDB sorts values of one type. */
export function compare(a: Value, b: Value): number {
  if ('N' in a && 'N' in b) return Number(a.N) - Number(b.N)
  if ('S' in a && 'S' in b) return Buffer.compare(Buffer.from(a.S), Buffer.from(b.S))
  if ('B' in a && 'B' in b) return Buffer.compare(bytes(a.B), bytes(b.B))
  throw new Error('values of one type are compared')
}

function bytes(base64: string): Buffer {
  return Buffer.from(base64, 'base64')
}

export function same(a: Value | undefined, b: Value | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return parts(a)[0] === parts(b)[0] && compare(a, b) === 0
}

/** Whether the attribute is there with the type that a key needs, and not empty. */
function fits(item: Item, { name, type }: KeyPart): boolean {
  const value = item[name]
  return value !== undefined && type in value
}

export function keysOf({ hash, range }: Keys): readonly KeyPart[] {
  return [...hash, ...range]
}

/** What became of an item, in the order in which it did. */
export interface Change {
  readonly before: Item | undefined
  readonly after: Item | undefined
}

export class TableModel {
  readonly schema: Schema
  /** Every change that left an item other than it was. */
  readonly changes: Change[] = []
  #items: Item[] = []

  constructor(schema: Schema) {
    this.schema = schema
  }

  get items(): readonly Item[] {
    return this.#items
  }

  get(key: Item): Item | undefined {
    return this.#items.find((item) => this.#sameKey(item, key))
  }

  put(item: Item): void {
    this.#replace(item, item)
  }

  delete(key: Item): void {
    this.#replace(key, undefined)
  }

  #replace(key: Item, after: Item | undefined): void {
    const before = this.get(key)
    this.#items = this.#items.filter((item) => item !== before)
    if (after !== undefined) this.#items.push(after)
    if ((before && textOf(before)) === (after && textOf(after))) return
    this.changes.push({ before, after })
  }

  /** Whether the item may be stored: every key attribute, of indexes too, has its type and is not empty. */
  accepts(item: Item): boolean {
    const present = (part: KeyPart): boolean => item[part.name] !== undefined
    const needed = keysOf(this.schema)
    const wanted = this.schema.indexes.flatMap(keysOf).filter(present)
    return [...needed, ...wanted].every((part) => {
      const value = item[part.name]
      return value !== undefined && fits(item, part) && parts(value)[1] !== ''
    })
  }

  /** Every row of the table, or of an index, in no order: what it holds of each item. */
  rows(index: IndexModel | undefined): Item[] {
    if (index === undefined) return [...this.#items]
    return this.#items.map((item) => this.row(index, item)).filter((row) => row !== undefined)
  }

  /** What an index holds of an item; undefined where the item is not in it. */
  row(index: IndexModel, item: Item): Item | undefined {
    const inIndex = keysOf(index).every((part) => fits(item, part))
    return inIndex ? this.#projected(index, item) : undefined
  }

  #projected(index: IndexModel, item: Item): Item {
    if (index.include === undefined) return item
    const keys = [...keysOf(this.schema), ...keysOf(index)].map(({ name }) => name)
    const held = new Set([...keys, ...index.include])
    return Object.fromEntries(Object.entries(item).filter(([name]) => held.has(name)))
  }

  #sameKey(a: Item, b: Item): boolean {
    return keysOf(this.schema).every(({ name }) => same(a[name], b[name]))
  }
}

/** How two rows of one partition are ordered; 0 where the API leaves it open. */
export function byRange(keys: Keys): (a: Item, b: Item) => number {
  return (a, b) => {
    for (const { name } of keys.range) {
      const [left, right] = [a[name], b[name]]
      if (left === undefined || right === undefined) throw new Error('a row has its keys')
      const order = compare(left, right)
      if (order !== 0) return order
    }
    return 0
  }
}

/** One text for each item, whatever the order of its attributes. */
export function textOf(item: Item): string {
  return JSON.stringify(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
}
