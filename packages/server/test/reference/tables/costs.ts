import {
  keysOf,
  parts,
  textOf,
  type IndexModel,
  type Item,
  type Schema,
  type TableModel,
  type Value,
} from './model.ts'

/** Capacity as the service documents it, said as plainly as it can be. */
export interface Cost {
  readonly table: number
  /** Of indexes that were written. */
  readonly indexes: Readonly<Record<string, number>>
}

/** Bytes of an item: its names in UTF-8 and its values. */
export function sizeOf(item: Item): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value),
    0,
  )
}

function valueSize(value: Value): number {
  const [type, content] = parts(value)
  if (type === 'S') return Buffer.byteLength(content)
  return type === 'B' ? Buffer.from(content, 'base64').length : numberSize(content)
}

/** A byte, one more below zero, and one for each pair of digits from the first to the last that is not 00. */
function numberSize(text: string): number {
  const negative = text.startsWith('-')
  const [whole = '', fraction = ''] = text.replace('-', '').split('.')
  const even = whole.length % 2 === 0 ? whole : `0${whole}`
  const pairs = (even + fraction.padEnd(fraction.length + (fraction.length % 2), '0')).match(/../g)
  const places = [...(pairs ?? []).entries()].filter(([, pair]) => pair !== '00')
  if (places.length === 0) return 1
  const [first, last] = [places[0]?.[0] ?? 0, places.at(-1)?.[0] ?? 0]
  return last - first + 1 + 1 + (negative ? 1 : 0)
}

/** Units of a read of so many bytes together. */
export function readCost(bytes: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / 4096)) * (consistent ? 1 : 0.5)
}

const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1024))

/** The larger image, and for each index what becomes of its row: nothing, one write, or a deletion and a write. */
export function writeCost(
  model: TableModel,
  before: Item | undefined,
  after: Item | undefined,
): Cost {
  const indexes: Record<string, number> = {}
  for (const index of model.schema.indexes) {
    const old = before && model.row(index, before)
    const next = after && model.row(index, after)
    const units = indexCost(model.schema, index, old, next)
    if (units > 0) indexes[index.name] = units
  }
  const bytes = Math.max(before ? sizeOf(before) : 0, after ? sizeOf(after) : 0)
  return { table: writeUnits(bytes), indexes }
}

function indexCost(
  schema: Schema,
  index: IndexModel,
  old: Item | undefined,
  next: Item | undefined,
): number {
  if (old === undefined) return next === undefined ? 0 : writeUnits(sizeOf(next))
  if (next === undefined) return writeUnits(sizeOf(old))
  if (textOf(old) === textOf(next)) return 0
  const place = (row: Item): string =>
    textOf(
      Object.fromEntries(
        [...keysOf(schema), ...keysOf(index)].map(({ name }) => [name, row[name] ?? { S: '' }]),
      ),
    )
  return place(old) === place(next)
    ? writeUnits(Math.max(sizeOf(old), sizeOf(next)))
    : writeUnits(sizeOf(old)) + writeUnits(sizeOf(next))
}

/** As an answer has it that was asked for INDEXES. */
export function shown(schema: Schema, costs: readonly Cost[]): object {
  const members: Record<string, Record<string, { CapacityUnits: number }>> = {}
  let table = 0
  let total = 0
  for (const cost of costs) {
    table += cost.table
    total += cost.table
    for (const [name, units] of Object.entries(cost.indexes)) {
      const kind = schema.indexes.find((index) => index.name === name)?.kind
      const member = kind === 'local' ? 'LocalSecondaryIndexes' : 'GlobalSecondaryIndexes'
      const of = (members[member] ??= {})
      of[name] = { CapacityUnits: (of[name]?.CapacityUnits ?? 0) + units }
      total += units
    }
  }
  return {
    TableName: schema.name,
    CapacityUnits: total,
    Table: { CapacityUnits: table },
    ...members,
  }
}
