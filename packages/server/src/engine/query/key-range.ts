import { invalidParameters, validation } from '../../errors/index.ts'
import {
  encodeKeyComponent,
  encodeKeyPrefix,
  keyValueSize,
  prefixEnd,
  type AttributeValue,
} from '../../values/index.ts'
import type { KeyCondition, KeyConditionTerm } from '../expression/index.ts'
import { indexPartitionPrefix, partitionPrefix } from '../tables/table-rows.ts'
import type { KeyAttribute, KeySchema } from '../tables/descriptor.ts'
import type { Index, Table } from '../tables/table.ts'

/** Storage keys from `start`, included, to `end`, excluded. */
export interface KeyRange {
  readonly start: Buffer
  readonly end: Buffer
}

/**
 * The range of rows that a key condition names: one partition, and within it what the conditions on
 * the range attributes leave. Throws the validation error of a condition that does not fit the schema.
 */
export function keyRange(
  table: Table,
  index: Index | undefined,
  condition: KeyCondition,
): KeyRange {
  const schema = index?.key ?? table.key
  const keys = schema.hash.length + schema.range.length
  if (condition.terms.length > keys) {
    throw validation(
      `The number of query conditions (${String(condition.terms.length)}) exceeds the number of key attributes defined in the schema (${String(keys)})`,
    )
  }
  const terms = new Map(condition.terms.map((term) => [term.name, term]))
  const hash = schema.hash.map((attribute) => hashValue(attribute, terms.get(attribute.name)))
  const range = rangeTerms(schema, terms)
  checkNothingElse(schema, condition, range.length)

  const encoded = hash.map(encodeKeyComponent)
  let prefix = index ? indexPartitionPrefix(table, index, encoded) : partitionPrefix(table, encoded)
  for (const term of range) {
    const operand = term.operands[0]
    if (term.operator !== '=' || operand === undefined) return within(prefix, term)
    prefix = Buffer.concat([prefix, encodeKeyComponent(operand)])
  }
  return { start: prefix, end: prefixEnd(prefix) }
}

function hashValue(attribute: KeyAttribute, term: KeyConditionTerm | undefined): AttributeValue {
  if (term === undefined) throw missedKey(attribute.name)
  checkIndexable(term)
  const operand = term.operands[0]
  if (term.operator !== '=' || operand === undefined) {
    throw validation('Query key condition not supported')
  }
  checkOperands(attribute, term)
  return operand
}

/** The terms on range attributes, in the order of the schema. Only the last may be other than `=`. */
function rangeTerms(
  schema: KeySchema,
  terms: ReadonlyMap<string, KeyConditionTerm>,
): KeyConditionTerm[] {
  const found: KeyConditionTerm[] = []
  let open: string[] = []
  for (const attribute of schema.range) {
    const term = terms.get(attribute.name)
    if (term === undefined) {
      open.push(attribute.name)
      continue
    }
    if (open.length > 0) {
      throw validation(
        `RANGE key attributes ${open.join(', ')} must have equality conditions specified in the query because a condition is present on key attribute ${attribute.name}`,
      )
    }
    checkIndexable(term)
    checkOperands(attribute, term)
    found.push(term)
    if (term.operator !== '=') open = [attribute.name]
  }
  return found
}

function checkNothingElse(schema: KeySchema, condition: KeyCondition, rangeCount: number): void {
  if (condition.terms.length === schema.hash.length + rangeCount) return
  // A term names no key attribute: the service names the key element that it would have expected.
  const missing = schema.range[rangeCount]
  if (missing === undefined) throw validation('Query key condition not supported')
  throw missedKey(missing.name)
}

function missedKey(name: string): Error {
  return validation(`Query condition missed key schema element: ${name}`)
}

function checkIndexable({ operator }: KeyConditionTerm): void {
  if (operator !== 'unindexable') return
  throw validation('Attempted conditional constraint is not an indexable operation')
}

function checkOperands(attribute: KeyAttribute, term: KeyConditionTerm): void {
  for (const operand of term.operands) {
    if (!(attribute.type in operand)) {
      throw invalidParameters('Condition parameter type does not match schema type')
    }
    if (keyValueSize(operand) === 0) {
      throw validation(
        'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ' +
          `${attribute.type === 'B' ? 'binary' : 'string'} value. Key: ${attribute.name}`,
      )
    }
  }
}

function within(prefix: Buffer, term: KeyConditionTerm): KeyRange {
  const [low, high] = term.operands
  const end = prefixEnd(prefix)
  const at = (value: AttributeValue | undefined): Buffer =>
    value ? Buffer.concat([prefix, encodeKeyComponent(value)]) : prefix
  switch (term.operator) {
    case '=':
      return { start: at(low), end: prefixEnd(at(low)) }
    case '<':
      return { start: prefix, end: at(low) }
    case '<=':
      return { start: prefix, end: prefixEnd(at(low)) }
    case '>':
      return { start: prefixEnd(at(low)), end }
    case '>=':
      return { start: at(low), end }
    case 'BETWEEN':
      return { start: at(low), end: prefixEnd(at(high)) }
    case 'begins_with': {
      const start = low ? Buffer.concat([prefix, encodeKeyPrefix(low)]) : prefix
      return { start, end: prefixEnd(start) }
    }
    case 'unindexable':
      throw new TypeError('a key condition that was not checked')
  }
}
