import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ApiError } from '../../errors/index.ts'
import { parseCondition } from './condition.ts'
import type { ExpressionKind } from './faults.ts'
import { parseKeyCondition } from './key-condition.ts'
import { parseProjection } from './projection.ts'
import type { Substitutions } from './substitutions.ts'
import { parseUpdate } from './update.ts'
import { readVectors, substitutionsFor } from './vectors.test-support.ts'

interface TextCase {
  readonly kind: ExpressionKind
  readonly fault?: string
}

const vectors = readVectors<TextCase>('texts.json')

describe('texts of expressions', () => {
  for (const { kind, text, fault } of vectors.cases) {
    it(`${kind} ${JSON.stringify(text)}`, () => {
      const expected = fault === undefined ? undefined : `Invalid ${kind}: ${fault}`
      assert.equal(faultOf(kind, text), expected)
      // Once more, now that the text may be in the cache.
      assert.equal(faultOf(kind, text), expected)
    })
  }
})

describe('texts of great length or depth', () => {
  const cases: readonly [string, string, string | undefined][] = [
    ['4,096 bytes', `a = b${' '.repeat(4091)}`, undefined],
    [
      '4,097 bytes',
      `a = b${' '.repeat(4092)}`,
      'Expression size has exceeded the maximum allowed size; expression size: 4097',
    ],
    [
      '4,098 bytes in fewer characters',
      'ü'.repeat(2049),
      'Expression size has exceeded the maximum allowed size; expression size: 4098',
    ],
    ['299 operators', Array(150).fill('a=b').join(' and '), undefined],
    ['301 operators', Array(151).fill('a=b').join(' and '), tooMany()],
    ['1,001 operators', `${'not '.repeat(1000)}a=b`, tooMany()],
    [
      '2,000 parentheses',
      `${'('.repeat(2000)}a=b${')'.repeat(2000)}`,
      'The expression has redundant parentheses;',
    ],
    ['4,000 open parentheses', '('.repeat(4000), 'Syntax error; token: "<EOF>", near: "("'],
    [
      '1,300 functions',
      `${'f('.repeat(1300)}a${')'.repeat(1300)}`,
      'Invalid function name; function: f',
    ],
    ['sizes of sizes', `${'size('.repeat(400)}a${')'.repeat(400)} = b`, tooMany()],
    ['a path of 32 levels', `a${'.b'.repeat(31)} = c`, undefined],
    [
      'a path of 33 levels',
      `a${'[0]'.repeat(32)} = c`,
      'The document path has too many nesting levels; nesting levels: 33',
    ],
    ['100 candidates', `a in (${Array(100).fill('b').join()})`, undefined],
    [
      '101 candidates',
      `a in (${Array(101).fill('b').join()})`,
      'The IN operator is provided with too many operands; number of operands: 101',
    ],
  ]
  for (const [title, text, fault] of cases) {
    it(title, () => {
      assert.equal(faultOf('FilterExpression', text), fault && `Invalid FilterExpression: ${fault}`)
    })
  }
})

function tooMany(): string {
  return 'The expression contains too many operators; operator count: 301'
}

function faultOf(kind: ExpressionKind, text: string): string | undefined {
  try {
    parse(kind, text, substitutionsFor(text, vectors))
    return undefined
  } catch (error) {
    assert.ok(error instanceof ApiError, String(error))
    assert.equal(error.code, 'ValidationException')
    return error.message
  }
}

function parse(kind: ExpressionKind, text: string, substitutions: Substitutions): unknown {
  switch (kind) {
    case 'ConditionExpression':
    case 'FilterExpression':
      return parseCondition(kind, text, substitutions)
    case 'KeyConditionExpression':
      return parseKeyCondition(text, substitutions)
    case 'ProjectionExpression':
      return parseProjection(text, substitutions)
    default:
      return parseUpdate(text, substitutions)
  }
}
