import type { AttributeMap, AttributeValue } from '../../../src/values/index.ts'

/**
 * Conditions as a reader of the manual would write them down: no parser, no cache, no binding, and
 * numbers as doubles, which the generator keeps small enough for. The product must agree with it.
 */
export type TwinOperand =
  { path: (string | number)[] } | { value: AttributeValue; name: string } | { size: TwinOperand }

export type TwinCondition =
  | { and: TwinCondition[] }
  | { or: TwinCondition[] }
  | { not: TwinCondition }
  | { compare: '=' | '<>' | '<' | '<=' | '>' | '>='; left: TwinOperand; right: TwinOperand }
  | { between: TwinOperand; lower: TwinOperand; upper: TwinOperand }
  | { in: TwinOperand; candidates: TwinOperand[] }
  | { exists: (string | number)[] }
  | { contains: TwinOperand; part: TwinOperand }
  | { beginsWith: TwinOperand; prefix: TwinOperand }

/** Each node in parentheses, so that the text needs no knowledge of precedence. */
export function writeCondition(c: TwinCondition): string {
  if ('and' in c) return c.and.map((x) => `(${writeCondition(x)})`).join(' AND ')
  if ('or' in c) return c.or.map((x) => `(${writeCondition(x)})`).join(' OR ')
  if ('not' in c) return `NOT (${writeCondition(c.not)})`
  if ('compare' in c) return `${write(c.left)} ${c.compare} ${write(c.right)}`
  if ('between' in c) return `${write(c.between)} BETWEEN ${write(c.lower)} AND ${write(c.upper)}`
  if ('in' in c) return `${write(c.in)} IN (${c.candidates.map(write).join(', ')})`
  if ('exists' in c) return `attribute_exists(${write({ path: c.exists })})`
  if ('contains' in c) return `contains(${write(c.contains)}, ${write(c.part)})`
  return `begins_with(${write(c.beginsWith)}, ${write(c.prefix)})`
}

function write(operand: TwinOperand): string {
  if ('name' in operand) return operand.name
  if ('size' in operand) return `size(${write(operand.size)})`
  return operand.path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .slice(1)
}

export function twinHolds(c: TwinCondition, item: AttributeMap): boolean {
  const of = (operand: TwinOperand): AttributeValue | undefined => read(operand, item)
  if ('and' in c) return c.and.filter((x) => !twinHolds(x, item)).length === 0
  if ('or' in c) return c.or.filter((x) => twinHolds(x, item)).length > 0
  if ('not' in c) return !twinHolds(c.not, item)
  if ('exists' in c) return of({ path: c.exists }) !== undefined
  if ('compare' in c) return twinCompare(c.compare, of(c.left), of(c.right))
  if ('between' in c) {
    const value = of(c.between)
    return twinCompare('<=', of(c.lower), value) && twinCompare('<=', value, of(c.upper))
  }
  if ('in' in c) return c.candidates.some((x) => twinCompare('=', of(c.in), of(x)))
  if ('contains' in c) return twinContains(of(c.contains), of(c.part))
  const value = of(c.beginsWith)
  const prefix = of(c.prefix)
  if (!value || !prefix || !('S' in value) || !('S' in prefix)) return false
  return value.S.slice(0, prefix.S.length) === prefix.S
}

function read(operand: TwinOperand, item: AttributeMap): AttributeValue | undefined {
  if ('name' in operand) return operand.value
  if ('size' in operand) {
    const value = read(operand.size, item)
    if (!value || 'N' in value || 'BOOL' in value || 'NULL' in value) return undefined
    const content = Object.values(value)[0] as string | object
    const length = typeof content === 'string' ? content.length : Object.keys(content).length
    return { N: `${length}` }
  }
  let here: AttributeValue | undefined = { M: item }
  for (const step of operand.path) {
    if (here && 'M' in here && typeof step === 'string')
      here = new Map(Object.entries(here.M)).get(step)
    else if (here && 'L' in here && typeof step === 'number') here = here.L[step]
    else return undefined
  }
  return here
}

function twinCompare(operator: string, a?: AttributeValue, b?: AttributeValue): boolean {
  const same = a !== undefined && b !== undefined && canonical(a) === canonical(b)
  if (operator === '=') return same
  if (operator === '<>') return !same
  if (!a || !b) return false
  let order: number
  if ('N' in a && 'N' in b) order = Number(a.N) - Number(b.N)
  else if ('S' in a && 'S' in b) order = Buffer.compare(Buffer.from(a.S), Buffer.from(b.S))
  else return false
  return { '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 }[operator] === true
}

function twinContains(a?: AttributeValue, b?: AttributeValue): boolean {
  if (!a || !b) return false
  if ('S' in a && 'S' in b) return a.S.split(b.S).length > 1 || b.S === ''
  if ('SS' in a && 'S' in b) return new Set(a.SS).has(b.S)
  if ('NS' in a && 'N' in b) return new Set(a.NS.map(Number)).has(Number(b.N))
  return 'L' in a && a.L.some((element) => canonical(element) === canonical(b))
}

/** Equal values have equal texts. */
function canonical(value: AttributeValue): string {
  if ('SS' in value) return `SS${JSON.stringify([...value.SS].sort())}`
  if ('NS' in value) return `NS${JSON.stringify([...value.NS].sort())}`
  if ('L' in value) return `L[${value.L.map(canonical).join()}]`
  if ('M' in value) {
    const pairs = Object.entries(value.M).sort(([x], [y]) => (x < y ? -1 : 1))
    return `M{${pairs.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join()}}`
  }
  return JSON.stringify(value)
}
