import { limits } from '../../base/index.ts'
import { invalid, type ExpressionKind } from './faults.ts'
import { functionFault, type FunctionPlace } from './functions.ts'
import { tokenize, type Token } from './lexer.ts'
import { isReserved } from './reserved-words.ts'
import type { CallSyntax, OperandSyntax, PathSyntax } from './tree.ts'

/** AWS: the largest list index that a path may name. */
const largestIndex = 2 ** 31 - 1

type OpenCall = CallSyntax & { readonly operands: OperandSyntax[] }

/**
 * Reads the tokens of one expression and the parts that all languages share: paths and operands.
 *
 * A syntax error is thrown at the first token that no expression could have there. Faults of other
 * sorts are only noted, because the service reports them after any syntax error, sort by sort:
 * parentheses, then functions and indexes in text order, then reserved words ({@link finish}).
 *
 * Nothing here recurses, so no nesting in a text can exhaust the stack.
 */
export class TokenStream {
  /** Operators and functions so far. */
  operators = 0
  readonly #kind: ExpressionKind
  readonly #text: string
  readonly #tokens: readonly Token[]
  #at = 0
  #redundantParentheses = false
  #reservedWord: string | undefined
  /** Function uses, and index texts that are out of range, in text order. */
  readonly #places: (FunctionPlace | string)[] = []
  readonly #placeOf = new Map<OperandSyntax, FunctionPlace>()

  constructor(kind: ExpressionKind, text: string) {
    if (text === '') throw invalid(kind, 'The expression can not be empty;')
    const size = Buffer.byteLength(text)
    if (size > limits.expressionBytes) {
      // The service does not tell the size of an update.
      const told = kind === 'UpdateExpression' ? '' : ` expression size: ${size}`
      throw invalid(kind, `Expression size has exceeded the maximum allowed size;${told}`)
    }
    this.#kind = kind
    this.#text = text
    this.#tokens = tokenize(text)
  }

  get token(): Token {
    return this.#tokens[this.#at] as Token
  }

  next(): Token {
    const { token } = this
    if (token.kind !== 'end') this.#at++
    return token
  }

  /** Whether the next token is this keyword or symbol. */
  sees(text: string): boolean {
    const { token } = this
    return token.text === text && (token.kind === 'symbol' || token.kind === 'keyword')
  }

  accept(text: string): boolean {
    if (!this.sees(text)) return false
    this.#at++
    return true
  }

  expect(text: string): void {
    if (!this.accept(text)) this.fail()
  }

  /** Refuses the next token. `near` shows it between its neighbours, spaces included. */
  fail(): never {
    const { token } = this
    const before = this.#tokens[this.#at - 1]
    const after = this.#tokens[this.#at + 1] ?? token
    const written = token.kind === 'end' ? token.text : this.#text.slice(token.start, token.end)
    const near = this.#text.slice(before?.start ?? 0, after.end)
    throw invalid(this.#kind, `Syntax error; token: "${written}", near: "${near}"`)
  }

  /** Reads a document path: `a`, `#a.b`, `a[3].b`. */
  path(): PathSyntax {
    const steps: (string | number)[] = [this.#pathName()]
    for (;;) {
      if (this.accept('.')) {
        steps.push(this.#pathName())
      } else if (this.accept('[')) {
        if (this.token.kind !== 'index') this.fail()
        const { text } = this.next()
        if (Number(text) > largestIndex) this.#places.push(text)
        steps.push(Number(text))
        this.expect(']')
      } else {
        return steps
      }
    }
  }

  value(): OperandSyntax {
    if (this.token.kind !== ':value') this.fail()
    return { kind: 'value', name: this.next().text }
  }

  /** Reads a path, a value or a call, in parentheses or not. */
  operand(): OperandSyntax {
    const open: ('(' | OpenCall)[] = []
    for (;;) {
      if (this.accept('(')) {
        open.push('(')
      } else if (this.token.kind === 'name' && this.#tokens[this.#at + 1]?.text === '(') {
        open.push(this.#openCall())
      } else {
        const start = this.token.kind === ':value' ? this.value() : this.#pathOperand()
        const operand = this.#close(open, start)
        if (operand !== undefined) return operand
      }
    }
  }

  /** Notes that an operand is in fact a condition of its own. */
  standsAlone(call: CallSyntax): void {
    const place = this.#placeOf.get(call)
    if (place !== undefined) place.use = 'condition'
  }

  /** Notes that an operand belongs to another function or to an arithmetic operator. */
  nests(operand: OperandSyntax): void {
    const place = this.#placeOf.get(operand)
    if (place !== undefined) place.nested = true
  }

  noteRedundantParentheses(): void {
    this.#redundantParentheses = true
  }

  /** Ends the text and reports what was noted, in the service's order. `extra` comes last. */
  finish(language: 'condition' | 'update', extra?: string): void {
    if (this.token.kind !== 'end') this.fail()
    const fault = this.#fault(language) ?? extra ?? this.#countFault()
    if (fault !== undefined) throw invalid(this.#kind, fault)
  }

  #fault(language: 'condition' | 'update'): string | undefined {
    if (this.#redundantParentheses) return 'The expression has redundant parentheses;'
    for (const place of this.#places) {
      const fault =
        typeof place === 'string'
          ? `List index is not within the allowable range; index: [${place}]`
          : functionFault(language, place)
      if (fault !== undefined) return fault
    }
    if (this.#reservedWord === undefined) return undefined
    return `Attribute name is a reserved keyword; reserved keyword: ${this.#reservedWord}`
  }

  /**
   * The limit also bounds the depth of every tree that leaves the parser, since each level takes an
   * operator or a function: whoever walks trees may recurse.
   */
  #countFault(): string | undefined {
    const limit = limits.expressionOperators
    if (this.operators <= limit) return undefined
    // The service stops counting at the first that is too many.
    return `The expression contains too many operators; operator count: ${limit + 1}`
  }

  #pathName(): string {
    const { token } = this
    if (token.kind === 'name') {
      if (isReserved(token.text)) this.#reservedWord ??= token.text
    } else if (token.kind !== '#name') {
      this.fail()
    }
    this.#at++
    return token.text
  }

  #pathOperand(): OperandSyntax {
    return { kind: 'path', steps: this.path() }
  }

  #openCall(): OpenCall {
    const call: OpenCall = { kind: 'call', name: this.next().text, operands: [] }
    this.expect('(')
    this.operators++
    const place: FunctionPlace = { name: call.name, use: 'operand', nested: false }
    this.#places.push(place)
    this.#placeOf.set(call, place)
    return call
  }

  /** Closes what ends after this operand; undefined when an open call goes on with a comma. */
  #close(open: ('(' | OpenCall)[], first: OperandSyntax): OperandSyntax | undefined {
    let operand = first
    let grouped = false
    for (;;) {
      const frame = open.at(-1)
      if (frame === undefined) return operand
      if (frame === '(') {
        this.expect(')')
        if (grouped) this.noteRedundantParentheses()
        grouped = true
      } else {
        frame.operands.push(operand)
        this.nests(operand)
        if (this.accept(',')) return undefined
        this.expect(')')
        operand = frame
        grouped = false
      }
      open.pop()
    }
  }
}
