/**
 * `keyword` is one of {@link keywords} in any case; `name` a plain attribute or function name;
 * `unknown` a character that no expression may hold, which every parser refuses where it stands.
 */
export type TokenKind =
  'keyword' | 'name' | '#name' | ':value' | 'index' | 'symbol' | 'unknown' | 'end'

export interface Token {
  readonly kind: TokenKind
  /** As written; keywords in upper case; `<EOF>` at the end. */
  readonly text: string
  readonly start: number
  readonly end: number
}

/** Words that are never names, in no expression. */
const keywords = new Set(['AND', 'OR', 'NOT', 'IN', 'BETWEEN', 'SET', 'REMOVE', 'ADD', 'DELETE'])

const symbols = new Set('=<>,.()[]+-')

/** Splits a text into tokens, the last of which is the end. Never fails; time linear in the text. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    if (isSpace(text.charCodeAt(at))) {
      at++
      continue
    }
    const token = tokenAt(text, at)
    tokens.push(token)
    at = token.end
  }
  tokens.push({ kind: 'end', text: '<EOF>', start: text.length, end: text.length })
  return tokens
}

function tokenAt(text: string, start: number): Token {
  const first = text.charCodeAt(start)
  const character = text.charAt(start)
  if (isLetter(first)) {
    const end = wordEnd(text, start + 1)
    const word = text.slice(start, end)
    const upper = word.toUpperCase()
    if (keywords.has(upper)) return { kind: 'keyword', text: upper, start, end }
    return { kind: 'name', text: word, start, end }
  }
  if (character === '#' || character === ':') {
    const end = wordEnd(text, start + 1)
    if (end > start + 1) {
      const kind = character === '#' ? '#name' : ':value'
      return { kind, text: text.slice(start, end), start, end }
    }
  }
  if (isDigit(first)) {
    // An index has no leading zero: "01" is the index 0 and then the index 1.
    let end = start + 1
    if (character !== '0') while (isDigit(text.charCodeAt(end))) end++
    return { kind: 'index', text: text.slice(start, end), start, end }
  }
  const pair = text.slice(start, start + 2)
  if (pair === '<>' || pair === '<=' || pair === '>=') {
    return { kind: 'symbol', text: pair, start, end: start + 2 }
  }
  if (symbols.has(character)) return { kind: 'symbol', text: character, start, end: start + 1 }
  const whole = String.fromCodePoint(text.codePointAt(start) ?? first)
  return { kind: 'unknown', text: whole, start, end: start + whole.length }
}

/** Where a run of letters, digits and underscores ends. */
function wordEnd(text: string, start: number): number {
  let end = start
  for (;;) {
    const code = text.charCodeAt(end)
    if (!isLetter(code) && !isDigit(code) && code !== underscore) return end
    end++
  }
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d
}

function isLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

const underscore = 0x5f
