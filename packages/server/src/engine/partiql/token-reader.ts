import { malformed, type Place } from './faults.ts'
import { tokenize, type Token, type TokenKind } from './lexer.ts'

/** Walks over the tokens of one statement. */
export class TokenReader {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(text: string) {
    this.#tokens = tokenize(text)
  }

  get token(): Token {
    return this.#tokens[this.#at] as Token
  }

  /** The token after the next. */
  get following(): Token | undefined {
    return this.#tokens[this.#at + 1]
  }

  /** Where the next token is. */
  get place(): Place {
    return this.token.place
  }

  next(): Token {
    const { token } = this
    if (token.kind !== 'end') this.#at++
    return token
  }

  sees(text: string): boolean {
    const { kind } = this.token
    return (
      this.token.text === text && (kind === 'symbol' || kind === 'keyword' || kind === 'operator')
    )
  }

  accept(text: string): boolean {
    if (!this.sees(text)) return false
    this.#at++
    return true
  }

  /** `detail` is what a fault says. */
  expect(text: string, detail: string): void {
    if (!this.accept(text)) throw malformed(detail)
  }

  acceptKind(...kinds: readonly TokenKind[]): Token | undefined {
    return kinds.includes(this.token.kind) ? this.next() : undefined
  }

  /** Whether nothing is left but the end, or one semicolon before it. */
  get done(): boolean {
    return (
      this.token.kind === 'end' ||
      (this.token.kind === 'semicolon' && this.following?.kind === 'end')
    )
  }
}
