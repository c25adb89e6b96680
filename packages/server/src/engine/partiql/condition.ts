import { parseCondition, type Condition } from '../expression/index.ts'
import { ExpressionText, withoutMember } from './expression-text.ts'
import { refused } from './faults.ts'
import { isValue, valueOf, type Parameters } from './literal.ts'
import { isPath, pathOf } from './path.ts'
import type { Expression } from './tree.ts'

/** Binds a WHERE clause, or the conjunction of parts of one, to a request. Throws a ValidationException. */
export function conditionOf(where: Expression, parameters: Parameters): Condition {
  const writer = new ConditionWriter(parameters)
  if (!isCondition(where)) {
    throw refused('WHERE clause must contain an expression that resolves to a boolean')
  }
  const text = writer.condition(where)
  return withoutMember(() => parseCondition('FilterExpression', text, writer.substitutions()))
}

const comparators: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>='])

/** The functions that are conditions, with the number of their operands. */
const tests: ReadonlyMap<string, number> = new Map([
  ['attribute_exists', 1],
  ['attribute_not_exists', 1],
  ['attribute_type', 2],
  ['begins_with', 2],
  ['contains', 2],
])

function isCondition(expression: Expression): boolean {
  switch (expression.kind) {
    case 'between':
    case 'is':
      return true
    case 'unary':
      return expression.operator === 'not'
    case 'binary':
      return true
    case 'call':
      // Functions that are not known are refused as such, not for their place.
      return expression.name !== 'size'
    case 'statement':
      return true
    default:
      return false
  }
}

/** The attribute type that stands for each type that IS may name. */
const attributeTypes: Readonly<Record<string, string>> = {
  NULL: 'NULL',
  BOOLEAN: 'BOOL',
  BLOB: 'B',
  STRING: 'S',
  NUMERIC: 'N',
  STRUCT: 'M',
  TUPLE: 'M',
  LIST: 'L',
}

class ConditionWriter {
  readonly #parameters: Parameters
  readonly #text = new ExpressionText()

  constructor(parameters: Parameters) {
    this.#parameters = parameters
  }

  substitutions(): ReturnType<ExpressionText['substitutions']> {
    return this.#text.substitutions()
  }

  condition(expression: Expression): string {
    switch (expression.kind) {
      case 'unary':
        return this.#not(expression)
      case 'binary':
        return this.#binary(expression)
      case 'between': {
        const { operand, lower, upper } = expression
        return `${this.#term(operand)} BETWEEN ${this.#term(lower)} AND ${this.#term(upper)}`
      }
      case 'is':
        return this.#is(expression)
      case 'call':
        return this.#test(expression)
      default:
        return unsupportedToken(expression)
    }
  }

  #not({ operator, operand }: Extract<Expression, { kind: 'unary' }>): string {
    if (operator !== 'not') throw unsupportedOperator(operator)
    if (!isCondition(operand)) {
      throw refused('The argument to NOT must be a Type or Expression')
    }
    return `NOT ${this.#grouped(operand)}`
  }

  #binary(expression: Extract<Expression, { kind: 'binary' }>): string {
    const { operator, left, right } = expression
    if (operator === 'and' || operator === 'or') {
      const parts = flatten(expression, operator).map((part) => {
        if (!isCondition(part)) throw refused('The arguments to AND/OR must be Expressions')
        return this.#grouped(part)
      })
      return parts.join(operator === 'and' ? ' AND ' : ' OR ')
    }
    if (operator === 'in') return this.#in(expression)
    if (!comparators.has(operator)) throw unsupportedOperator(operator)
    const truth = [left, right].find((side) => side.kind === 'boolean')
    const tested = truth === left ? right : left
    if (
      truth?.kind === 'boolean' &&
      isCondition(tested) &&
      (operator === '=' || operator === '<>')
    ) {
      const wanted = truth.value === (operator === '=')
      return wanted ? this.condition(tested) : `NOT ${this.#grouped(tested)}`
    }
    return `${this.#term(left)} ${operator} ${this.#term(right)}`
  }

  /** A condition as part of another, in parentheses where it would fall apart. */
  #grouped(expression: Expression): string {
    const text = this.condition(expression)
    const joins =
      expression.kind === 'binary' &&
      (expression.operator === 'and' || expression.operator === 'or')
    return joins ? `(${text})` : text
  }

  #in({ left, right }: Extract<Expression, { kind: 'binary' }>): string {
    const items = right.kind === 'list' || right.kind === 'bag' ? right.items : []
    if (items.length === 0) {
      throw refused(
        'IN operator must have a left hand argument of type Variable Reference and right hand argument of type Seq with at least one member',
      )
    }
    return `${this.#term(left)} IN (${items.map((item) => this.#term(item)).join(', ')})`
  }

  #is({ operand, type, place }: Extract<Expression, { kind: 'is' }>): string {
    if (!isPath(operand) && !isValue(operand)) {
      throw refused(
        'The left hand side argument to IS must be a Variable Reference, Literal, or Path',
      )
    }
    if (type === 'MISSING') return `attribute_not_exists(${this.#term(operand)})`
    const attributeType = attributeTypes[type]
    if (attributeType === undefined) {
      throw refused(
        `Unsupported data type for IS operator: ${type}. Supported data types are ` +
          '[MISSING, NULL, BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST]',
        place,
      )
    }
    return `attribute_type(${this.#term(operand)}, ${this.#text.value({ S: attributeType })})`
  }

  #test(call: Extract<Expression, { kind: 'call' }>): string {
    const arity = tests.get(call.name)
    if (arity === undefined) throw unrecognized(call)
    checkArity(call, arity)
    return `${call.name}(${call.operands.map((operand) => this.#term(operand)).join(', ')})`
  }

  #term(expression: Expression): string {
    if (isPath(expression)) return this.#text.path(pathOf(expression))
    if (isValue(expression)) return this.#text.value(valueOf(expression, this.#parameters))
    switch (expression.kind) {
      case 'call':
        if (expression.name !== 'size') throw unrecognized(expression)
        checkArity(expression, 1)
        return `size(${this.#term(expression.operands[0] as Expression)})`
      case 'missing':
        throw refused('MISSING must be compared using IS operator')
      case 'unary':
      case 'binary':
        throw unsupportedOperator(expression.operator)
      case 'between':
      case 'is':
        throw unsupportedOperator(expression.kind)
      default:
        return unsupportedToken(expression)
    }
  }
}

/** The parts of a chain of ANDs or of ORs, in text order. */
export function flatten(expression: Expression, operator: 'and' | 'or'): Expression[] {
  const parts: Expression[] = []
  let rest = expression
  while (rest.kind === 'binary' && rest.operator === operator) {
    parts.push(...flatten(rest.right, operator).toReversed())
    rest = rest.left
  }
  parts.push(rest)
  return parts.toReversed()
}

export function checkArity(
  { name, operands, star }: Extract<Expression, { kind: 'call' }>,
  arity: number,
): void {
  const count = star ? 1 : operands.length
  if (count === arity && !star) return
  throw refused(
    'Incorrect number of operands for operator or function; ' +
      `operator or function: ${name}, number of operands: ${count}`,
  )
}

export function unrecognized({ name, place }: Extract<Expression, { kind: 'call' }>): Error {
  return refused(`Unrecognized function: ${name}`, { ...place, length: name.length })
}

function unsupportedOperator(operator: string): Error {
  return refused(`Unsupported operator in Condition Expression. Operator: ${operator}`)
}

function unsupportedToken(expression: Expression): never {
  const name =
    expression.kind === 'statement'
      ? expression.statement.kind.toUpperCase()
      : expression.kind.toUpperCase()
  throw refused(`Unsupported token in expression: ${name}`, expression.place)
}
