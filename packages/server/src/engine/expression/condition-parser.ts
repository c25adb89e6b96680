import { assert } from '../../base/index.ts'
import type { ExpressionKind } from './faults.ts'
import { TokenStream } from './token-stream.ts'
import type { Comparator, ConditionSyntax, OperandSyntax } from './tree.ts'

/** What is open to the left: a parenthesis, a NOT, or a chain of ANDs or ORs. */
type Frame = '(' | 'not' | { readonly kind: 'and' | 'or'; readonly conditions: ConditionSyntax[] }

const comparators: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>='])

/**
 * Parses a condition: OR binds less than AND, AND less than NOT, NOT less than comparisons.
 *
 * A parenthesis may open a condition or an operand, which only shows later, so operands climb out
 * of parentheses until a comparator says what they are. The stack is explicit for the same reason
 * as in {@link TokenStream}.
 */
export function parseConditionSyntax(kind: ExpressionKind, text: string): ConditionSyntax {
  const stream = new TokenStream(kind, text)
  const root = readCondition(stream)
  stream.finish('condition')
  return root
}

function readCondition(stream: TokenStream): ConditionSyntax {
  const open: Frame[] = []
  for (;;) {
    if (stream.accept('NOT')) {
      stream.operators++
      open.push('not')
    } else if (stream.accept('(')) {
      open.push('(')
    } else {
      const operand = climb(stream, open, stream.operand())
      const condition = close(stream, open, operand.condition, operand.grouped)
      if (condition !== undefined) return condition
    }
  }
}

/** Takes an operand out of its parentheses and through its comparison, to become a condition. */
function climb(
  stream: TokenStream,
  open: Frame[],
  operand: OperandSyntax,
): { condition: ConditionSyntax; grouped: boolean } {
  let grouped = false
  while (open.at(-1) === '(' && stream.accept(')')) {
    if (grouped) stream.noteRedundantParentheses()
    grouped = true
    open.pop()
  }
  const comparison = readComparison(stream, operand)
  if (comparison !== undefined) return { condition: comparison, grouped: false }
  if (operand.kind !== 'call') stream.fail()
  stream.standsAlone(operand)
  return { condition: operand, grouped }
}

function readComparison(stream: TokenStream, left: OperandSyntax): ConditionSyntax | undefined {
  const { token } = stream
  if (token.kind === 'symbol' && comparators.has(token.text)) {
    stream.next()
    stream.operators++
    const operator = token.text as Comparator
    return { kind: 'compare', operator, left, right: stream.operand() }
  }
  if (stream.accept('BETWEEN')) {
    stream.operators++
    const lower = stream.operand()
    stream.expect('AND')
    return { kind: 'between', operand: left, lower, upper: stream.operand() }
  }
  if (stream.accept('IN')) {
    stream.operators++
    stream.expect('(')
    const candidates = [stream.operand()]
    while (stream.accept(',')) candidates.push(stream.operand())
    stream.expect(')')
    return { kind: 'in', operand: left, candidates }
  }
  return undefined
}

/** Joins a condition with what is open; undefined when AND or OR asks for another condition. */
function close(
  stream: TokenStream,
  open: Frame[],
  first: ConditionSyntax,
  inParentheses: boolean,
): ConditionSyntax | undefined {
  let condition = first
  let grouped = inParentheses
  for (;;) {
    while (open.at(-1) === 'not') {
      open.pop()
      condition = { kind: 'not', condition }
      grouped = false
    }
    if (stream.accept('AND')) {
      extend(stream, open, 'and', condition)
      return undefined
    }
    const conjunction = endChain(open, 'and', condition)
    if (stream.accept('OR')) {
      extend(stream, open, 'or', conjunction)
      return undefined
    }
    const whole = endChain(open, 'or', conjunction)
    if (whole !== condition) grouped = false
    condition = whole
    const frame = open.at(-1)
    if (frame === undefined) return condition
    assert(frame === '(', 'a chain is closed before its parenthesis')
    stream.expect(')')
    open.pop()
    if (grouped) stream.noteRedundantParentheses()
    grouped = true
  }
}

function extend(
  stream: TokenStream,
  open: Frame[],
  kind: 'and' | 'or',
  condition: ConditionSyntax,
): void {
  stream.operators++
  const frame = open.at(-1)
  if (typeof frame === 'object' && frame.kind === kind) frame.conditions.push(condition)
  else open.push({ kind, conditions: [condition] })
}

function endChain(open: Frame[], kind: 'and' | 'or', last: ConditionSyntax): ConditionSyntax {
  const frame = open.at(-1)
  if (typeof frame !== 'object' || frame.kind !== kind) return last
  open.pop()
  frame.conditions.push(last)
  return frame
}
