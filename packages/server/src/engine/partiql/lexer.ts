import { malformed, type Place } from './faults.ts'
import { keywords, operatorKeywords, pairs } from './keywords.ts'

/**
 * `word` is an unquoted name and `quoted` one in double quotes; `ion` a literal in backticks;
 * `semicolon` and `end` both end a statement.
 */
export type TokenKind =
  | 'keyword'
  | 'word'
  | 'quoted'
  | 'string'
  | 'number'
  | 'ion'
  | 'operator'
  | 'symbol'
  | 'parameter'
  | 'semicolon'
  | 'end'

export interface Token {
  readonly kind: TokenKind
  /** Keywords in lower case, two of them joined by a space; strings and names without quotes. */
  readonly text: string
  readonly place: Place
}

const symbols = ['<<', '>>', '.', ',', ':', '(', ')', '[', ']', '{', '}', '*']
const operators = ['<>', '<=', '>=', '!=', '||', '=', '<', '>', '+', '-', '/', '%', '@', '~']

const space = /[ \t\r\n\f\v]+|--[^\n]*|\/\*[^]*?\*\//y
const word = /[a-zA-Z_$][a-zA-Z0-9_$]*/y
const number = /(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y
const quoted = { "'": /'((?:[^']|'')*)'/y, '"': /"((?:[^"]|"")*)"/y, '`': /`([^`]*)`/y } as const
const quotedKinds = { "'": 'string', '"': 'quoted', '`': 'ion' } as const

const int32 = 2 ** 31

/** Splits a statement into tokens, the last of which is the end. Throws for what is no token. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let line = 1
  let lineStart = 0
  let at = 0
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    return pattern.exec(text)?.[0]
  }
  const push = (kind: TokenKind, written: string, meaning: string): void => {
    const place = { start: at, length: written.length, line, column: at - lineStart + 1 }
    tokens.push({ kind, text: meaning, place })
    pass(written)
  }
  const pass = (written: string): void => {
    for (
      let index = written.indexOf('\n');
      index !== -1;
      index = written.indexOf('\n', index + 1)
    ) {
      line++
      lineStart = at + index + 1
    }
    at += written.length
  }

  while (at < text.length) {
    const character = text.charAt(at)
    const blank = match(space)
    const numeral = blank === undefined ? match(number) : undefined
    if (blank !== undefined) {
      pass(blank)
    } else if (text.startsWith('/*', at)) {
      fail()
    } else if (character === "'" || character === '"' || character === '`') {
      const written = match(quoted[character]) ?? fail()
      const content = written.slice(1, -1).replaceAll(character.repeat(2), character)
      push(quotedKinds[character], written, content)
    } else if (numeral !== undefined) {
      checkNumeral(numeral, text.charAt(at + numeral.length))
      push('number', numeral, numeral)
    } else if (character === '?') {
      push('parameter', character, character)
    } else if (character === ';') {
      push('semicolon', character, character)
    } else {
      const name = match(word)
      const written = name ?? longest(text, at) ?? fail()
      if (name === undefined) {
        push(
          symbols.includes(written) ? 'symbol' : 'operator',
          written,
          written === '!=' ? '<>' : written,
        )
      } else {
        const lower = name.toLowerCase()
        if (!keywords.has(lower)) push('word', name, name)
        else push(operatorKeywords.has(lower) ? 'operator' : 'keyword', name, lower)
      }
    }
  }
  push('end', '', '')
  return joinPairs(tokens)
}

function fail(): never {
  throw malformed('')
}

function longest(text: string, at: number): string | undefined {
  return [...symbols, ...operators]
    .filter((candidate) => text.startsWith(candidate, at))
    .sort((a, b) => b.length - a.length)[0]
}

/** The service reads a numeral into a decimal whose exponent and scale must fit 32 bits. */
function checkNumeral(numeral: string, next: string): void {
  if (/[a-zA-Z0-9_$]/.test(next)) fail()
  const [mantissa = '', exponent = '0'] = numeral.split(/[eE]/)
  const power = Number(exponent)
  const scale = (mantissa.split('.')[1] ?? '').length - power
  if (power < -int32 || power >= int32 || scale < -int32 || scale >= int32) fail()
}

function joinPairs(tokens: readonly Token[]): Token[] {
  const joined: Token[] = []
  for (const token of tokens) {
    const last = joined.at(-1)
    const pair = `${last?.text ?? ''} ${token.text}`
    if (last !== undefined && isKeyword(last) && isKeyword(token) && pairs.has(pair)) {
      const kind = operatorKeywords.has(pair) ? 'operator' : 'keyword'
      const { place } = last
      const length = token.place.start + token.place.length - place.start
      joined[joined.length - 1] = { kind, text: pair, place: { ...place, length } }
    } else {
      joined.push(token)
    }
  }
  return joined
}

function isKeyword({ kind, text }: Token): boolean {
  return kind === 'keyword' || (kind === 'operator' && operatorKeywords.has(text))
}
