import { limits } from '../../base/index.ts'
import { typeOf, type AttributeValue } from '../../values/index.ts'
import { parseUpdate, type Update } from '../expression/index.ts'
import { checkArity, unrecognized } from './condition.ts'
import { ExpressionText, withoutMember } from './expression-text.ts'
import { refused } from './faults.ts'
import { isValue, valueOf, type Parameters } from './literal.ts'
import { isPath, pathOf } from './path.ts'
import type { Change, Expression } from './tree.ts'

type SetAction = Extract<Update['actions'][number], { clause: 'SET' }>
type SetOperand = SetAction['operand']
type Call = Extract<Expression, { kind: 'call' }>

const setFunctions: Readonly<Record<string, 'ADD' | 'DELETE'>> = {
  set_add: 'ADD',
  set_delete: 'DELETE',
}
const conditionFunctions: ReadonlySet<string> = new Set(
  'attribute_exists attribute_not_exists attribute_type begins_with contains size'.split(' '),
)

/**
 * Binds the SET and REMOVE clauses of an UPDATE to a request. Throws a ValidationException.
 *
 * The paths and set functions go through the text of an update expression. What SET assigns is put
 * into the result afterwards, because PartiQL nests arithmetic, which that language does not.
 */
export function updateOf(changes: readonly Change[], parameters: Parameters): Update {
  const text = new ExpressionText()
  const clauses = { SET: [], REMOVE: [], ADD: [], DELETE: [] } as Record<
    'SET' | 'REMOVE' | 'ADD' | 'DELETE',
    string[]
  >
  const operands: SetOperand[] = []
  for (const change of changes) {
    const target = text.path(pathOf(change.target))
    if (change.kind === 'remove') {
      clauses.REMOVE.push(target)
      continue
    }
    const { value } = change
    const clause = value.kind === 'call' ? setFunctions[value.name] : undefined
    if (clause !== undefined) {
      const set = setOperand(change.target, value as Call, parameters)
      clauses[clause].push(`${target} ${text.value(set)}`)
    } else {
      operands.push(new OperandReader(parameters).read(value))
      clauses.SET.push(`${target} = ${text.value({ NULL: true })}`)
    }
  }
  const written = Object.entries(clauses)
    .filter(([, actions]) => actions.length > 0)
    .map(([clause, actions]) => `${clause} ${actions.join(', ')}`)
    .join(' ')
  return assigned(
    withoutMember(() => parseUpdate(written, text.substitutions())),
    operands,
  )
}

/** The update with the operands of its SET actions, which are in text order. */
function assigned(update: Update, operands: readonly SetOperand[]): Update {
  let next = 0
  const actions = update.actions.map((action): Update['actions'][number] =>
    action.clause === 'SET' ? { clause: 'SET', operand: operands[next++] as SetOperand } : action,
  )
  const attributes = new Set(update.attributes)
  const nestedAttributes = new Set(update.nestedAttributes)
  for (const path of operands.flatMap(pathsOf)) {
    attributes.add(path[0])
    if (path.length > 1) nestedAttributes.add(path[0])
  }
  return { ...update, actions, attributes, nestedAttributes }
}

type OperandPath = Extract<SetOperand, { kind: 'path' }>['path']

function pathsOf(operand: SetOperand): OperandPath[] {
  switch (operand.kind) {
    case 'literal':
      return []
    case 'path':
      return [operand.path]
    case 'if_not_exists':
      return [operand.path, ...pathsOf(operand.otherwise)]
    case 'list_append':
      return [...pathsOf(operand.first), ...pathsOf(operand.second)]
    case '+':
    case '-':
      return [...pathsOf(operand.left), ...pathsOf(operand.right)]
  }
}

/** The set that set_add or set_delete names; its first argument repeats the target. */
function setOperand(target: Expression, call: Call, parameters: Parameters): AttributeValue {
  const name = call.name.toUpperCase()
  const place = { ...call.place, length: call.name.length }
  const [first, second] = call.operands
  if (first === undefined || second === undefined || call.operands.length !== 2) {
    throw refused(`${name} must have exactly two arguments`, place)
  }
  const repeats = isPath(first) && JSON.stringify(pathOf(first)) === JSON.stringify(pathOf(target))
  if (!repeats) {
    throw refused(`The first argument to ${name} must equal the assignment value`, place)
  }
  const value = isValue(second) ? valueOf(second, parameters) : undefined
  if (value === undefined || !['SS', 'NS', 'BS'].includes(typeOf(value))) {
    throw refused(`The second argument to ${name} must be a value with type SET`, first.place)
  }
  return value
}

class OperandReader {
  readonly #parameters: Parameters
  #operators = 0

  constructor(parameters: Parameters) {
    this.#parameters = parameters
  }

  read(expression: Expression): SetOperand {
    if (isPath(expression)) return { kind: 'path', path: pathOf(expression) }
    if (isValue(expression))
      return { kind: 'literal', value: valueOf(expression, this.#parameters) }
    this.#count()
    switch (expression.kind) {
      case 'binary':
        return this.#arithmetic(expression)
      case 'call':
        return this.#call(expression)
      case 'unary':
        if (expression.operator === 'not') throw unsupported('not')
        throw refused(
          'Incorrect number of operands for operator or function; ' +
            `operator or function: ${expression.operator}, number of operands: 1`,
        )
      case 'missing':
        throw refused('MISSING must be compared using IS operator')
      case 'is':
        throw refused('IS operator is not supported in update expressions')
      case 'statement':
        throw refused(
          `Unsupported token in expression: ${expression.statement.kind.toUpperCase()}`,
          expression.place,
        )
      default:
        throw unsupported(expression.kind)
    }
  }

  #arithmetic({ operator, left, right }: Extract<Expression, { kind: 'binary' }>): SetOperand {
    if (operator !== '+' && operator !== '-') throw unsupported(operator)
    const operands = { left: this.read(left), right: this.read(right) }
    checkType(operator, 'N', operands.left)
    checkType(operator, 'N', operands.right)
    return { kind: operator, ...operands }
  }

  #call(call: Call): SetOperand {
    const { name } = call
    if (name !== 'list_append' && name !== 'if_not_exists') {
      if (!conditionFunctions.has(name)) throw unrecognized(call)
      throw refused(`The function is not allowed in an update expression; function: ${name}`)
    }
    checkArity(call, 2)
    const [first, second] = call.operands.map((operand) => this.read(operand)) as [
      SetOperand,
      SetOperand,
    ]
    if (name === 'list_append') {
      checkType(name, 'L', first)
      checkType(name, 'L', second)
      return { kind: name, first, second }
    }
    if (first.kind !== 'path') {
      throw refused(`Operator or function requires a document path; operator or function: ${name}`)
    }
    return { kind: name, path: first.path, otherwise: second }
  }

  /** Bounds the depth too, so that whoever walks the operand may recurse. */
  #count(): void {
    const limit = limits.expressionOperators
    if (++this.#operators <= limit) return
    throw refused(`The expression contains too many operators; operator count: ${limit + 1}`)
  }
}

function checkType(name: string, wanted: string, operand: SetOperand): void {
  if (operand.kind !== 'literal' || wanted in operand.value) return
  throw refused(
    'Incorrect operand type for operator or function; ' +
      `operator or function: ${name}, operand type: ${typeOf(operand.value)}`,
  )
}

function unsupported(operator: string): Error {
  return refused(`Unsupported operator in Update Expression. Operator: ${operator}`)
}
