import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ApiError } from '../../errors/index.ts'
import { decodeInput } from './index.ts'

export function refusal(shape: string, input: object): string {
  try {
    decodeInput(shape, input)
  } catch (error) {
    assert(error instanceof ApiError)
    assert.equal(error.code, 'ValidationException')
    return error.message
  }
  return '(accepted)'
}

function count(violations: readonly string[]): string {
  return `${violations.length} validation error${violations.length === 1 ? '' : 's'} detected: `
}

/** The whole message that names these clauses. */
export function named(...violations: string[]): string {
  return count(violations) + violations.join('; ')
}

export function at(value: string | number, path: string, constraint: string): string {
  return `Value '${value}' at '${path}' failed to satisfy constraint: ${constraint}`
}

export function absent(path: string): string {
  return `Value null at '${path}' failed to satisfy constraint: Member must not be null`
}

export function length(min: number): string {
  return `Member must have length greater than or equal to ${min}`
}

export function atMost(max: number): string {
  return `Member must have length less than or equal to ${max}`
}

export function values(text: string): string {
  return `Member must satisfy enum value set: [${text}]`
}

/** The whole message that names one clause without the value. */
export function terse(path: string, constraint: string): string {
  return `1 validation error detected: Value at '${path}' failed to satisfy constraint: ${constraint}`
}

export const pattern = 'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+'
export const capacity = values('INDEXES, TOTAL, NONE')
export const returnValues =
  'Failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]'
export const nameKeys = `Map keys must satisfy constraint: [${atMost(255)}, ${length(3)}, ${pattern}]`

export const Key = { pk: { S: 'a' } }
export const arn = 'arn:aws:dynamodb:us-east-1:123456789012:table/abc'
export const element = { AttributeName: 'pk', KeyType: 'HASH' }
export const table = {
  TableName: 'abc',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [element],
}

export type Rows = readonly [shape: string, input: object, message: string][]

export function testRows(groups: Record<string, Rows>): void {
  for (const [group, rows] of Object.entries(groups)) {
    describe(`broken constraints of ${group}`, () => {
      for (const [shape, input, message] of rows) {
        test(`${shape} ${JSON.stringify(input).slice(0, 80)}`, () => {
          // Through JSON, so that what is tested is what a body can hold.
          assert.equal(refusal(shape, JSON.parse(JSON.stringify(input)) as object), message)
        })
      }
    })
  }
}
