import { limits } from '../../base/index.ts'
import { malformed, nestingTooDeep, type Place } from './faults.ts'
import { functionKeywords, typeNames } from './keywords.ts'
import type { TokenReader } from './token-reader.ts'
import type { Expression, Member, Step } from './tree.ts'

/** How tightly operators bind; all of them to the left. */
const precedences: Readonly<Record<string, number>> = {
  or: 10,
  and: 20,
  '=': 40,
  '<>': 40,
  is: 40,
  'is not': 40,
  in: 40,
  'not in': 40,
  '<': 50,
  '<=': 50,
  '>': 50,
  '>=': 50,
  between: 50,
  'not between': 50,
  like: 50,
  'not like': 50,
  '+': 60,
  '-': 60,
  '||': 60,
  '*': 70,
  '/': 70,
  '%': 70,
}
const notPrecedence = 30

/** Parses a statement that stands where an expression may; undefined when none begins here. */
export type StatementHook = (parser: ExpressionParser) => Expression | undefined

/**
 * Parses expressions by operator precedence, and finds faults in the order and words in which the
 * service does. A statement is an expression too: `EXISTS(SELECT …)` needs it, and so do the faults
 * of a statement that is none, as in `SLECT * FROM …`, which the service reads as a product.
 */
export class ExpressionParser {
  readonly reader: TokenReader
  /** Placeholders so far. */
  parameters = 0
  readonly #statement: StatementHook
  #depth = 0

  constructor(reader: TokenReader, statement: StatementHook) {
    this.reader = reader
    this.#statement = statement
  }

  expression(precedence = -1): Expression {
    if (++this.#depth > limits.partiqlNesting) throw nestingTooDeep()
    let left = this.#unary()
    for (;;) {
      const { text, kind, place } = this.reader.token
      const infix = kind === 'operator' || (kind === 'symbol' && text === '*')
      const binds = infix ? precedences[text] : undefined
      if (binds === undefined || binds <= precedence) break
      this.reader.next()
      left = this.#infix(left, text, place, binds)
    }
    this.#depth--
    return left
  }

  /** `"table"."index"`, or what SET and REMOVE change. */
  simplePath(): Expression {
    const { token } = this.reader
    if (token.kind !== 'word' && token.kind !== 'quoted') {
      throw malformed('Expected identifier for simple path')
    }
    this.reader.next()
    return this.#steps({ kind: 'name', name: token.text, place: token.place }, true)
  }

  list(close: string, detail: string): Expression[] {
    const items: Expression[] = []
    do items.push(this.expression())
    while (this.reader.accept(','))
    this.reader.expect(close, detail)
    return items
  }

  #infix(left: Expression, text: string, place: Place, binds: number): Expression {
    const negated = text === 'is not' || text.startsWith('not ')
    const operator = text === 'is not' ? 'is' : negated ? text.slice(4) : text
    const positive = this.#positive(left, operator, place, binds)
    return negated ? { kind: 'unary', operator: 'not', operand: positive, place } : positive
  }

  #positive(left: Expression, operator: string, place: Place, binds: number): Expression {
    if (operator === 'is') return { kind: 'is', operand: left, type: this.#type(), place }
    if (operator === 'in' && this.reader.sees('(') && this.reader.following?.text !== 'select') {
      const list = this.reader.next().place
      const items = this.list(')', 'Expected RIGHT_PAREN')
      return { kind: 'binary', operator, left, right: { kind: 'list', items, place: list }, place }
    }
    if (this.reader.token.kind === 'end') {
      throw malformed('Missing right-hand side expression of infix operator')
    }
    const right = this.expression(binds)
    if (operator !== 'between') return { kind: 'binary', operator, left, right, place }
    this.reader.expect('and', 'Expected AND keyword')
    if (this.reader.done) throw malformed('Expected expression after AND')
    const upper = this.expression(binds)
    return { kind: 'between', operand: left, lower: right, upper, place }
  }

  #type(): string {
    const { kind, text } = this.reader.token
    const type = kind === 'keyword' ? typeNames.get(text) : undefined
    if (type === undefined) throw malformed('Expected type name')
    this.reader.next()
    return type
  }

  #unary(): Expression {
    const { text, kind, place } = this.reader.token
    if (kind !== 'operator' || (text !== 'not' && text !== '-' && text !== '+')) {
      return this.#steps(this.#term(), false)
    }
    this.reader.next()
    if (text === 'not') {
      return { kind: 'unary', operator: 'not', operand: this.expression(notPrecedence), place }
    }
    if (++this.#depth > limits.partiqlNesting) throw nestingTooDeep()
    const operand = this.#unary()
    this.#depth--
    if (operand.kind !== 'number') return { kind: 'unary', operator: text, operand, place }
    return text === '+' ? operand : { ...operand, text: negated(operand.text) }
  }

  #steps(root: Expression, simple: boolean): Expression {
    const steps: Step[] = []
    for (;;) {
      if (this.reader.accept('.')) {
        steps.push(this.#dotStep(simple))
      } else if (this.reader.accept('[')) {
        const step: Step = this.reader.accept('*')
          ? { kind: 'wildcard' }
          : { kind: 'element', of: this.expression() }
        this.reader.expect(']', 'Expected RIGHT_BRACKET')
        steps.push(step)
      } else {
        return steps.length === 0 ? root : { kind: 'path', root, steps, place: root.place }
      }
    }
  }

  #dotStep(simple: boolean): Step {
    const name = this.reader.acceptKind('word', 'quoted')
    if (name !== undefined) return { kind: 'key', name: name.text }
    if (!simple && this.reader.accept('*')) return { kind: 'unpivot' }
    throw malformed('Invalid path dot component')
  }

  #term(): Expression {
    const { token } = this.reader
    const { kind, text, place } = token
    switch (kind) {
      case 'string':
      case 'number':
      case 'ion':
        this.reader.next()
        return { kind, text, place }
      case 'parameter':
        this.reader.next()
        return { kind, index: this.parameters++, place }
      case 'word':
      case 'quoted':
        this.reader.next()
        return this.reader.sees('(') ? this.#call(text, place) : { kind: 'name', name: text, place }
      case 'operator':
        throw malformed('Unexpected operator')
      case 'keyword':
        return this.#keyword(text, place)
      case 'symbol':
        return this.#bracketed(text, place)
      default:
        throw malformed('Unexpected term')
    }
  }

  #keyword(text: string, place: Place): Expression {
    const statement = this.#statement(this)
    if (statement !== undefined) return statement
    const simple = constant(text, place)
    if (simple === undefined && !functionKeywords.has(text)) throw malformed('Unexpected keyword')
    this.reader.next()
    if (simple !== undefined) return simple
    if (!this.reader.sees('(')) throw malformed('Unexpected keyword')
    return this.#call(text, place)
  }

  #call(name: string, place: Place): Expression {
    this.reader.next()
    const call = { kind: 'call', name: name.toLowerCase(), place } as const
    if (this.reader.accept(')')) return { ...call, operands: [], star: false }
    if (this.reader.accept('*')) {
      this.reader.expect(')', 'Expected RIGHT_PAREN')
      return { ...call, operands: [], star: true }
    }
    return { ...call, operands: this.list(')', 'Expected RIGHT_PAREN'), star: false }
  }

  #bracketed(text: string, place: Place): Expression {
    if (!['(', '[', '<<', '{'].includes(text)) throw malformed('Unexpected term')
    this.reader.next()
    switch (text) {
      case '(': {
        if (this.reader.sees(')')) throw malformed('Expression group cannot be empty')
        const items = this.list(')', 'Expected RIGHT_PAREN')
        return items.length === 1 ? (items[0] as Expression) : { kind: 'list', items, place }
      }
      case '[':
        if (this.reader.accept(']')) return { kind: 'list', items: [], place }
        return { kind: 'list', items: this.list(']', 'Expected RIGHT_BRACKET'), place }
      case '<<':
        if (this.reader.accept('>>')) return { kind: 'bag', items: [], place }
        return { kind: 'bag', items: this.list('>>', 'Expected RIGHT_DOUBLE_ANGLE_BRACKET'), place }
      default:
        return { kind: 'struct', members: this.#members(), place }
    }
  }

  #members(): Member[] {
    if (this.reader.accept('}')) return []
    const members: Member[] = []
    do {
      const name = this.expression()
      this.reader.expect(':', 'Expected COLON')
      members.push({ name, value: this.expression() })
    } while (this.reader.accept(','))
    this.reader.expect('}', 'Expected RIGHT_CURLY')
    return members
  }
}

function constant(text: string, place: Place): Expression | undefined {
  switch (text) {
    case 'null':
    case 'missing':
      return { kind: text, place }
    case 'true':
    case 'false':
      return { kind: 'boolean', value: text === 'true', place }
    default:
      return undefined
  }
}

function negated(text: string): string {
  return text.startsWith('-') ? text.slice(1) : `-${text}`
}
