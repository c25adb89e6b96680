import { unreachable } from '../../base/index.ts'
import type { AttributeValue } from '../../values/index.ts'
import type { ConditionTree, Term } from './condition-tree.ts'
import { bindCondition } from './condition.ts'
import { invalid } from './faults.ts'
import type { Substitutions } from './substitutions.ts'

/** What is asked of one key attribute. BETWEEN has two operands, every other operator one. */
export interface KeyConditionTerm {
  readonly name: string
  /** `unindexable` stands for what only the legacy KeyConditions can say, and nothing can answer. */
  readonly operator: '=' | '<' | '<=' | '>' | '>=' | 'BETWEEN' | 'begins_with' | 'unindexable'
  readonly operands: readonly AttributeValue[]
}

export interface KeyCondition {
  /** One for each attribute, in text order. Whether they fit a schema is for the caller to see. */
  readonly terms: readonly KeyConditionTerm[]
  /** Top-level attributes named. */
  readonly attributes: ReadonlySet<string>
}

/** What an operator means once its sides are swapped, the attribute to the left. */
const swapped = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const

/**
 * Parses a key condition, which has the syntax of conditions but only ANDs of comparisons of an
 * attribute with values. Throws DynamoDB's ValidationException.
 */
export function parseKeyCondition(text: string, substitutions: Substitutions): KeyCondition {
  const { tree, attributes } = bindCondition('KeyConditionExpression', text, substitutions)
  const terms: KeyConditionTerm[] = []
  for (const condition of conjuncts(tree)) {
    const term = termOf(condition)
    if (terms.some(({ name }) => name === term.name)) {
      refuse('KeyConditionExpressions must only contain one condition per key')
    }
    terms.push(term)
  }
  return { terms, attributes }
}

function* conjuncts(tree: ConditionTree): Generator<ConditionTree> {
  if (tree.kind !== 'and') {
    yield tree
    return
  }
  for (const condition of tree.conditions) yield* conjuncts(condition)
}

function termOf(tree: ConditionTree): KeyConditionTerm {
  switch (tree.kind) {
    case 'compare': {
      const { operator, left, right } = tree
      if (operator === '<>') return refuseOperator('<>')
      const { name, operands } = split([left, right])
      return { name, operator: left.kind === 'path' ? operator : swapped[operator], operands }
    }
    case 'between':
      requireKeyFirst('BETWEEN', tree.term)
      return { operator: 'BETWEEN', ...split([tree.term, tree.lower, tree.upper]) }
    case 'begins':
      requireKeyFirst('begins_with', tree.term)
      return { operator: 'begins_with', ...split([tree.term, tree.operand]) }
    case 'and':
    case 'or':
    case 'not':
    case 'in':
      return refuseOperator(tree.kind.toUpperCase())
    case 'exists':
      return refuseOperator(tree.wanted ? 'attribute_exists' : 'attribute_not_exists')
    case 'type':
      return refuseOperator('attribute_type')
    case 'contains':
      return refuseOperator('contains')
    default:
      return unreachable(tree)
  }
}

/** Parts the one attribute from the values that it is compared with. */
function split(terms: readonly Term[]): { name: string; operands: AttributeValue[] } {
  let name: string | undefined
  const operands: AttributeValue[] = []
  for (const term of terms) {
    if (term.kind === 'size') {
      refuse('KeyConditionExpressions cannot contain nested operations')
    } else if (term.kind === 'literal') {
      operands.push(term.value)
    } else if (name !== undefined) {
      refuseCondition('Multiple attribute names used in one condition')
    } else if (term.path.length > 1) {
      refuse('KeyConditionExpressions cannot have conditions on nested attributes')
    } else {
      name = term.path[0]
    }
  }
  return { name: name ?? refuseCondition('No key attribute specified'), operands }
}

function requireKeyFirst(operator: string, term: Term): void {
  if (term.kind === 'path') return
  refuseCondition(`${operator} operator must have the key attribute as its first operand`)
}

function refuseOperator(operator: string): never {
  return refuse(`Invalid operator used in KeyConditionExpression: ${operator}`)
}

function refuseCondition(fault: string): never {
  return refuse(`Invalid condition in KeyConditionExpression: ${fault}`)
}

/** Today's service puts the member before these faults too; that of before 2025 did not. */
function refuse(fault: string): never {
  throw invalid('KeyConditionExpression', fault)
}
