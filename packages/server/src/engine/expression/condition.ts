import { unreachable } from '../../base/index.ts'
import { Binder } from './binder.ts'
import { parseConditionSyntax } from './condition-parser.ts'
import type { ConditionTree, Term } from './condition-tree.ts'
import type { ExpressionKind } from './faults.ts'
import { ParseCache } from './parse-cache.ts'
import type { Substitutions } from './substitutions.ts'
import type { CallSyntax, ConditionSyntax, OperandSyntax } from './tree.ts'
import {
  checkBounds,
  checkCandidates,
  checkOrdered,
  checkPrefix,
  checkSized,
  checkTypeName,
} from './type-rules.ts'

export interface Condition {
  readonly tree: ConditionTree
  /** Top-level attributes named anywhere in the condition. */
  readonly attributes: ReadonlySet<string>
  /** Those of them that it looks into, by `.` or `[]`: keys must not be among them. */
  readonly nestedAttributes: ReadonlySet<string>
}

type ConditionKind = Exclude<ExpressionKind, 'UpdateExpression' | 'ProjectionExpression'>

/** Shared by the three members: only errors know which member a text came from. */
const cache = new ParseCache<ConditionSyntax>()

/** Parses a condition and binds it to a request. Throws DynamoDB's ValidationException. */
export function parseCondition(
  kind: 'ConditionExpression' | 'FilterExpression',
  text: string,
  substitutions: Substitutions,
): Condition {
  return bindCondition(kind, text, substitutions)
}

/** As {@link parseCondition}, for key conditions too, whose own rules come later. */
export function bindCondition(
  kind: ConditionKind,
  text: string,
  substitutions: Substitutions,
): Condition {
  const binder = new Binder(kind, substitutions)
  const syntax = cache.get(text, () => parseConditionSyntax(kind, text))
  const tree = bind(binder, syntax)
  return { tree, attributes: binder.attributes, nestedAttributes: binder.nestedAttributes }
}

/** Binds in text order, operands before what they belong to: so the service finds faults. */
function bind(binder: Binder, syntax: ConditionSyntax): ConditionTree {
  switch (syntax.kind) {
    case 'and':
    case 'or':
      return {
        kind: syntax.kind,
        conditions: syntax.conditions.map((condition) => bind(binder, condition)),
      }
    case 'not':
      return { kind: 'not', condition: bind(binder, syntax.condition) }
    case 'compare': {
      const { operator } = syntax
      const left = term(binder, syntax.left)
      const right = term(binder, syntax.right)
      binder.assertDistinct(operator, left, [right])
      if (operator !== '=' && operator !== '<>') checkOrdered(binder, operator, [left, right])
      return { kind: 'compare', operator, left, right }
    }
    case 'between': {
      const operand = term(binder, syntax.operand)
      const lower = term(binder, syntax.lower)
      const upper = term(binder, syntax.upper)
      binder.assertDistinct('BETWEEN', operand, [lower, upper])
      checkOrdered(binder, 'BETWEEN', [operand, lower, upper])
      checkBounds(binder, lower, upper)
      return { kind: 'between', term: operand, lower, upper }
    }
    case 'in': {
      const operand = term(binder, syntax.operand)
      const candidates = syntax.candidates.map((candidate) => term(binder, candidate))
      checkCandidates(binder, candidates.length)
      binder.assertDistinct('IN', operand, candidates)
      return { kind: 'in', term: operand, candidates }
    }
    case 'call':
      return bindCall(binder, syntax)
    default:
      return unreachable(syntax)
  }
}

function bindCall(binder: Binder, call: CallSyntax): ConditionTree {
  const { name } = call
  const [first, second] = termsOf(binder, call)
  switch (name) {
    case 'attribute_exists':
    case 'attribute_not_exists':
      if (first.kind !== 'path') return requirePath(binder, name)
      return { kind: 'exists', path: first.path, wanted: name === 'attribute_exists' }
    case 'attribute_type':
      return { kind: 'type', term: first, type: checkTypeName(binder, second as Term) }
    case 'begins_with':
      checkPrefix(binder, [first, second as Term])
      return { kind: 'begins', term: first, operand: second as Term }
    default:
      // The parser lets no other function stand alone.
      return { kind: 'contains', term: first, operand: second as Term }
  }
}

function term(binder: Binder, syntax: OperandSyntax): Term {
  if (syntax.kind !== 'call') return binder.operand(syntax)
  // The parser lets only size be an operand.
  const [of] = termsOf(binder, syntax)
  checkSized(binder, of)
  return { kind: 'size', of }
}

/** A function's operands, of the number that it takes. */
function termsOf(binder: Binder, call: CallSyntax): [Term, ...Term[]] {
  const terms = call.operands.map((operand) => term(binder, operand))
  binder.assertArity(call)
  const [first, ...rest] = terms as [Term, ...Term[]]
  binder.assertDistinct(call.name, first, rest)
  return [first, ...rest]
}

function requirePath(binder: Binder, name: string): never {
  return binder.refuse(
    `Operator or function requires a document path; operator or function: ${name}`,
  )
}
