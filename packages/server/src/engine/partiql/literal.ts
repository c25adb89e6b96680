import { ApiError, validation } from '../../errors/index.ts'
import {
  normalizeValue,
  parseNumber,
  setAttribute,
  typeOf,
  type AttributeMap,
  type AttributeValue,
} from '../../values/index.ts'
import { refused } from './faults.ts'
import type { Expression } from './tree.ts'

/** The values that a request gives for the placeholders of its statement, normalized. */
export type Parameters = readonly AttributeValue[]

/** Whether an expression is a value of the request, so that it needs no item. */
export function isValue({ kind }: Expression): boolean {
  return valueKinds.has(kind)
}

const valueKinds: ReadonlySet<string> = new Set([
  'string',
  'number',
  'boolean',
  'null',
  'ion',
  'parameter',
  'list',
  'bag',
  'struct',
])

/**
 * The value that an expression is, normalized. `under` is where it stands in the value that it
 * belongs to, as the service's faults name it. Throws where the expression is no value.
 */
export function valueOf(
  expression: Expression,
  parameters: Parameters,
  under = 'root',
): AttributeValue {
  const { place } = expression
  switch (expression.kind) {
    case 'string':
      return normalizeValue({ S: expression.text })
    case 'number':
      return { N: numberOf(expression.text, under) }
    case 'boolean':
      return { BOOL: expression.value }
    case 'null':
      return { NULL: true }
    case 'parameter':
      return parameters[expression.index] as AttributeValue
    case 'list':
      return {
        L: expression.items.map((item, at) => valueOf(item, parameters, `${under}[${at}]`)),
      }
    case 'struct':
      return { M: mapOf(expression, parameters, under, (name) => `${under}.${name}`) }
    case 'bag':
      return setOf(expression.items, parameters, under)
    case 'ion':
      throw refused(
        `Ion Literals are not supported: ${ionType(expression.text)} under key ${under}`,
        place,
      )
    default:
      throw refused(`Unsupported data type: ${nameOf(expression)} under key ${under}`, place)
  }
}

/** The attributes of a tuple: an item, whose attributes are each a root, or a map. */
export function mapOf(
  expression: Extract<Expression, { kind: 'struct' }>,
  parameters: Parameters,
  under: string,
  below: (name: string) => string,
): AttributeMap {
  const map: AttributeMap = {}
  for (const { name, value } of expression.members) {
    if (name.kind !== 'string') {
      const type = keyTypes[name.kind] ?? nameOf(name)
      throw refused(
        `Tuple keys must be of type String. Actual type: ${type} under ${under}`,
        name.place,
      )
    }
    if (name.text === '') throw refused('Path component cannot be an empty string')
    if (Object.hasOwn(map, name.text)) {
      throw refused(`Duplicate keys in tuple. Key: ${name.text} under ${under}`, name.place)
    }
    setAttribute(map, name.text, valueOf(value, parameters, below(name.text)))
  }
  return map
}

const keyTypes: Readonly<Record<string, string>> = { name: 'VariableReference', number: 'INT' }

function numberOf(text: string, under: string): string {
  try {
    return parseNumber(text, 'older')
  } catch (error) {
    if (error instanceof ApiError) throw validation(`${error.message} under ${under}`)
    throw error
  }
}

/** A bag is a set of strings or of numbers; binaries can only come as parameters. */
function setOf(
  items: readonly Expression[],
  parameters: Parameters,
  under: string,
): AttributeValue {
  if (items.length === 0) throw refused('Empty bags are not supported')
  const members = items.map((item) => ({ item, value: valueOf(item, parameters, under) }))
  const type = typeOf((members[0] as (typeof members)[number]).value)
  for (const { item, value } of members) {
    if (typeOf(value) !== type || !['S', 'N', 'B'].includes(type)) {
      throw refused(
        'Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags',
        item.place,
      )
    }
  }
  const texts = members.map(({ value }) => Object.values(value)[0] as string)
  return normalizeValue({ [`${type}S`]: texts } as unknown as AttributeValue, 'older')
}

/** How faults name an expression that is no value. */
function nameOf(expression: Expression): string {
  switch (expression.kind) {
    case 'call':
    case 'name':
      return expression.name
    case 'missing':
      return 'MISSING'
    case 'binary':
    case 'unary':
      return expression.operator
    case 'statement':
      return expression.statement.kind.toUpperCase()
    default:
      return expression.kind.toUpperCase()
  }
}

function ionType(text: string): string {
  const start = text.trimStart()
  if (start.startsWith('{{')) return 'BLOB'
  if (start.startsWith('{')) return 'STRUCT'
  if (start.startsWith('[')) return 'LIST'
  if (start.startsWith('(')) return 'SEXP'
  if (start.startsWith('"')) return 'STRING'
  if (/^-?[0-9]/.test(start)) return /[.eEdD]/.test(start) ? 'DECIMAL' : 'INT'
  return 'SYMBOL'
}
