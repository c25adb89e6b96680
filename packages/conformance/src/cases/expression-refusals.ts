import type { Case } from '../case.ts'
import { counted } from '../expect.ts'
import type { Target } from '../target.ts'
import { refusalCases, type RefusalRow } from './refusals.ts'

const S = (text: string) => ({ S: text })

/** What may stand for any text: the message without `Invalid <kind>: `. */
type TextRow = readonly [name: string, text: string, fault: string, values?: object]

const conditions: readonly TextRow[] = [
  ['an-empty-text', '', 'The expression can not be empty;'],
  ['a-syntax-error', 'a = = b', 'Syntax error; token: "=", near: "= = b"'],
  ['an-unfinished-text', 'a =', 'Syntax error; token: "<EOF>", near: "="'],
  [
    'a-reserved-name',
    'status = a',
    'Attribute name is a reserved keyword; reserved keyword: status',
  ],
  [
    'an-undefined-name',
    '#x = a',
    'An expression attribute name used in the document path is not defined; attribute name: #x',
  ],
  [
    'an-undefined-value',
    'a = :x',
    'An expression attribute value used in expression is not defined; attribute value: :x',
  ],
  ['an-unknown-function', 'f(a)', 'Invalid function name; function: f'],
  [
    'too-few-operands',
    'begins_with(a)',
    'Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 1',
  ],
  ['redundant-parentheses', '((a = b))', 'The expression has redundant parentheses;'],
  [
    'equal-operands',
    'a = a',
    'The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a]',
  ],
  [
    'equal-operands-of-a-function',
    'contains(a, a)',
    'The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [a]',
  ],
  [
    'a-value-that-cannot-begin',
    'begins_with(a, :v)',
    'Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
    { ':v': { N: '1' } },
  ],
  [
    'an-unordered-value',
    'a < :v',
    'Incorrect operand type for operator or function; operator or function: <, operand type: BOOL',
    { ':v': { BOOL: true } },
  ],
  [
    'an-unknown-type',
    'attribute_type(a, :v)',
    'Invalid attribute type name found; type: X, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}',
    { ':v': S('X') },
  ],
  [
    'reversed-bounds',
    'a BETWEEN :w AND :v',
    'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {S:b}, upper bound operand: AttributeValue: {S:a}',
    { ':v': S('a'), ':w': S('b') },
  ],
  [
    'bounds-of-two-types',
    'a BETWEEN :v AND :w',
    'The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {S:a}, upper bound operand: AttributeValue: {N:1}',
    { ':v': S('a'), ':w': { N: '1' } },
  ],
  [
    '4097-bytes',
    `a = b${' '.repeat(4092)}`,
    'Expression size has exceeded the maximum allowed size; expression size: 4097',
  ],
]

const updates: readonly TextRow[] = [
  ['an-empty-text', '', 'The expression can not be empty;'],
  [
    'a-syntax-error',
    'INVALID SYNTAX HERE',
    'Syntax error; token: "INVALID", near: "INVALID SYNTAX"',
  ],
  [
    'a-clause-twice',
    'SET a = b SET c = d',
    'The "SET" section can only be used once in an update expression;',
  ],
  [
    'overlapping-paths',
    'SET a = b, a.c = d',
    'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, c]',
  ],
  [
    'one-path-twice',
    'SET a = b REMOVE a',
    'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]',
  ],
  [
    'conflicting-paths',
    'SET a.b = c, a[0] = d',
    'Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [0]]',
  ],
  [
    'an-undefined-value',
    'SET a = :x',
    'An expression attribute value used in expression is not defined; attribute value: :x',
  ],
  [
    'adding-a-text',
    'ADD a :v',
    'Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND',
    { ':v': S('x') },
  ],
  [
    'deleting-a-number',
    'DELETE a :v',
    'Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND',
    { ':v': { N: '1' } },
  ],
  [
    'appending-a-text',
    'SET a = list_append(a, :v)',
    'Incorrect operand type for operator or function; operator or function: list_append, operand type: S',
    { ':v': S('x') },
  ],
  [
    'a-sum-with-a-text',
    'SET a = a + :v',
    'Incorrect operand type for operator or function; operator or function: +, operand type: S',
    { ':v': S('x') },
  ],
  [
    'a-function-of-conditions',
    'SET a = size(b)',
    'The function is not allowed in an update expression; function: size',
  ],
]

const withValues = (values: object | undefined) =>
  values === undefined ? {} : { ExpressionAttributeValues: values }

/** What the expression language refuses, each kind in its own words. */
export function expressionRefusalCases(): Case[] {
  const rows: RefusalRow[] = []
  for (const [name, text, fault, values] of conditions) {
    const more = withValues(values)
    rows.push(
      [
        `${name}-in-a-condition`,
        'PutItem',
        ({ tables }: Target) => ({
          TableName: tables.hash,
          Item: { pk: S('x') },
          ConditionExpression: text,
          ...more,
        }),
        counted(`Invalid ConditionExpression: ${fault}`),
      ],
      [
        `${name}-in-a-filter`,
        'Scan',
        ({ tables }: Target) => ({ TableName: tables.hash, FilterExpression: text, ...more }),
        `Invalid FilterExpression: ${fault}`,
      ],
    )
  }
  for (const [name, text, fault, values] of updates) {
    rows.push([
      `${name}-in-an-update`,
      'UpdateItem',
      ({ tables }: Target) => ({
        TableName: tables.hash,
        Key: { pk: S('x') },
        UpdateExpression: text,
        ...withValues(values),
      }),
      counted(`Invalid UpdateExpression: ${fault}`),
    ])
  }
  return refusalCases(rows)
}
