import { malformedInput } from '../../errors/index.ts'
import type { WireShape, WireTable } from '../../generated/wire-table.ts'
import type { FormNode } from './query-form.ts'

/**
 * Turns the nested parameters into the value that the decoder reads, as JSON would have given it. Only
 * what the shape names is looked at, so a client's names never become members.
 */
export function inputOf(table: WireTable, shape: string, form: FormNode): Record<string, unknown> {
  const value = read(table, shape, form)
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function read(table: WireTable, name: string, form: FormNode): unknown {
  const shape = table.shapes[name]
  if (shape === undefined) return form.value
  switch (shape.type) {
    case 'structure':
      return readStructure(table, shape, form)
    case 'list':
      return readList(table, shape, form)
    case 'map':
      return readMap(table, shape, form)
    case 'boolean':
      if (form.value === 'true' || form.value === 'false') return form.value === 'true'
      throw malformedInput('A boolean must be true or false.')
    case 'integer':
    case 'long':
      if (/^-?\d{1,15}$/.test(form.value ?? '')) return Number(form.value)
      throw malformedInput('A whole number was expected.')
    case 'double':
    case 'float':
      if (/^-?\d{1,15}(\.\d{1,15})?$/.test(form.value ?? '')) return Number(form.value)
      throw malformedInput('A number was expected.')
    case 'timestamp': {
      const time = Date.parse(form.value ?? '')
      if (Number.isNaN(time)) throw malformedInput('A time was expected.')
      return time / 1000
    }
    case 'blob':
      return form.value
  }
}

function readStructure(
  table: WireTable,
  shape: Extract<WireShape, { type: 'structure' }>,
  form: FormNode,
): Record<string, unknown> {
  const found: Record<string, unknown> = {}
  for (const member of shape.members) {
    const child = form.children.get(member.in ?? member.name)
    if (child === undefined) continue
    const value = read(table, member.shape, child)
    if (value !== undefined) found[member.name] = value
  }
  return found
}

/** `Name.member.1`, or where the list is flattened, as EC2's always are, `Name.1`. A bare `Name=` is an empty list. */
function readList(
  table: WireTable,
  shape: Extract<WireShape, { type: 'list' }>,
  form: FormNode,
): unknown[] {
  const flat = shape.flat === true || table.dialect === 'ec2'
  const parent = flat ? form : form.children.get(shape.wire ?? 'member')
  return numbered(parent).map((child) => read(table, shape.of, child))
}

function readMap(
  table: WireTable,
  shape: Extract<WireShape, { type: 'map' }>,
  form: FormNode,
): Record<string, unknown> {
  const entries = numbered(shape.flat === true ? form : form.children.get('entry')).map(
    (entry): [string, unknown] => {
      const key = entry.children.get('key')?.value
      const value = entry.children.get('value')
      if (key === undefined || value === undefined) {
        throw malformedInput('An entry of a map needs a key and a value.')
      }
      return [key, read(table, shape.of, value)]
    },
  )
  return Object.fromEntries(entries)
}

function numbered(parent: FormNode | undefined): FormNode[] {
  if (parent === undefined) return []
  return [...parent.children]
    .filter(([name]) => /^\d{1,6}$/.test(name))
    .sort(([left], [right]) => Number(left) - Number(right))
    .map(([, child]) => child)
}
