import type { Case } from '../case.ts'
import { refusalCases, type RefusalRow } from './refusals.ts'

/**
 * Statements that are refused: a name, the statement, in which `$hash`, `$indexed` and `$numeric` stand
 * for the quoted name of that table, the text, and the error where it is no ValidationException.
 */
type Row = readonly [name: string, statement: string, message: string, error?: string]

const malformed = (detail: string) => `Statement wasn't well formed, can't be processed: ${detail}`
const term = malformed('Unexpected term')
const trailing = malformed('Unexpected token after expression')
const noKey = 'Where clause does not contain a mandatory equality on all key attributes'
const partOf = (key: string) =>
  `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ${key}`
const unheld = (index: string) =>
  `One or more parameter values were invalid: Secondary index ${index} does not project one or more filter attributes: [extra]`

const grammar: readonly Row[] = [
  [
    'no-statement-of-data',
    `SLECT * FROM $hash WHERE pk = 'x'`,
    malformed('Expected data manipulation'),
  ],
  ['an-update-of-nothing', 'UPDATE $hash', malformed('Expected data manipulation')],
  ['words-after-a-select', `SELECT * FROM $hash WHERE pk = 'a' foo`, trailing],
  ['words-after-an-insert', `INSERT INTO $hash VALUE {'pk': 'x'} foo`, trailing],
  ['order-by-of-a-delete', `DELETE FROM $hash WHERE pk = 'a' ORDER BY pk`, trailing],
  ['order-by-before-where', `SELECT * FROM $hash ORDER BY pk WHERE pk = 'a'`, trailing],
  ['an-empty-where', 'SELECT * FROM $hash WHERE', term],
  ['an-open-bracket', 'SELECT * FROM $hash WHERE (', term],
  ['no-table', 'SELECT * FROM', term],
  [
    'half-a-conjunction',
    `SELECT * FROM $hash WHERE pk = 'p1' AND`,
    malformed('Missing right-hand side expression of infix operator'),
  ],
  [
    'an-unexpected-keyword',
    'SELECT * FROM $hash WHERE ORDER BY pk',
    malformed('Unexpected keyword'),
  ],
  ['an-operator-first', 'SELECT * FROM $hash WHERE IS NULL', malformed('Unexpected operator')],
  [
    'a-delete-of-nothing',
    `DELETE FROM WHERE pk = 'a'`,
    malformed('Expected identifier for simple path'),
  ],
  ['a-select-without-from', 'SELECT *', malformed('Expected FROM after SELECT list')],
  ['half-a-set', 'UPDATE $hash SET a', malformed(`Expected '='`)],
  ['an-open-tuple', `INSERT INTO $hash VALUE {'pk': 'a'`, malformed('Expected RIGHT_CURLY')],
  ['half-a-between', `SELECT * FROM $hash WHERE pk BETWEEN 'a'`, malformed('Expected AND keyword')],
]

const meaning: readonly Row[] = [
  ['an-alias', `SELECT * FROM $hash AS t WHERE pk = 'x'`, 'Aliasing is not supported'],
  [
    'an-empty-table-name',
    `SELECT * FROM "" WHERE pk = 'x'`,
    'Path component cannot be an empty string',
  ],
  [
    'a-number-too-large',
    'SELECT * FROM $numeric WHERE sk = 1e126',
    'Number overflow. Attempting to store a number with magnitude larger than supported range under root',
  ],
  [
    'a-number-too-large-in-a-list',
    `INSERT INTO $hash VALUE {'pk': 'a', 'l': [1, 1e126]}`,
    'Number overflow. Attempting to store a number with magnitude larger than supported range under root[1]',
  ],
  [
    'a-text-for-a-path',
    `SELECT * FROM $hash WHERE pk = 'i' AND attribute_exists('ss')`,
    'Operator or function requires a document path; operator or function: attribute_exists',
  ],
  [
    'two-operands-for-one',
    `SELECT * FROM $hash WHERE pk = 'i' AND attribute_exists(ss, ns)`,
    'Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2',
  ],
  [
    'an-unknown-type',
    `SELECT * FROM $hash WHERE pk = 'a' AND x IS FOO`,
    malformed('Expected type name'),
  ],
  [
    'a-set-of-another-attribute',
    `UPDATE $hash SET t = set_add(ss, <<'x'>>) WHERE pk = 'i'`,
    `The first argument to SET_ADD must equal the assignment value at 1:$:7`,
  ],
  [
    'a-comparison-with-missing',
    'SELECT * FROM $hash WHERE pk = MISSING',
    'MISSING must be compared using IS operator',
  ],
  [
    'like',
    `SELECT * FROM $hash WHERE pk = 'i' AND n LIKE 'x'`,
    'Unsupported operator in Condition Expression. Operator: like',
  ],
  [
    'arithmetic-in-a-condition',
    `SELECT * FROM $hash WHERE pk = 'i' AND n+1=2`,
    'Unsupported operator in Condition Expression. Operator: +',
  ],
  [
    'bounds-in-the-wrong-order',
    `SELECT * FROM $hash WHERE pk = 'i' AND n BETWEEN 2 AND 1`,
    'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}',
  ],
  [
    'too-few-parameters',
    'SELECT * FROM $hash WHERE pk = ?',
    "Number of parameters in request and statement don't match.",
  ],
  [
    'returning-of-an-insert',
    `INSERT INTO $hash VALUE {'pk':'a'} RETURNING ALL OLD *`,
    'RETURNING is not supported in INSERT',
  ],
  [
    'an-attribute-twice',
    `UPDATE $hash SET a = 1 SET a = 2 WHERE pk = 'a'`,
    'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]',
  ],
  [
    'returning-a-column',
    `UPDATE $hash SET n = 1 WHERE pk = 'a' RETURNING ALL OLD n`,
    `Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause`,
  ],
  [
    'exists-alone',
    `EXISTS(SELECT * FROM $hash WHERE pk = 'a' AND n = 1)`,
    'EXISTS can only be used in ExecuteTransaction write requests.',
  ],
]

const schema: readonly Row[] = [
  [
    'a-missing-table',
    `SELECT * FROM "conformance-absent" WHERE pk = 'a'`,
    'Requested resource not found',
    'ResourceNotFoundException',
  ],
  [
    'an-unknown-index',
    `SELECT * FROM $indexed."absent" WHERE pk = 'a'`,
    'The table does not have the specified index',
  ],
  [
    'a-filter-that-a-global-index-lacks',
    `SELECT * FROM $indexed."gsi-include" WHERE g IN ['a', 'b'] AND NOT extra = 'x'`,
    unheld('gsi-include'),
  ],
  [
    'a-filter-that-a-local-index-lacks',
    `SELECT * FROM $indexed."lsi-include" WHERE extra IS MISSING AND pk = 'a'`,
    unheld('lsi-include'),
  ],
  ['a-part-of-a-key-as-a-column', `SELECT pk.x FROM $hash WHERE pk = 'a'`, partOf('Key: pk')],
  [
    'a-part-of-an-index-key',
    `SELECT * FROM $indexed WHERE pk = 'a' AND g.x = 1`,
    partOf('IndexKey: g'),
  ],
  ['an-update-without-the-key', 'UPDATE $hash SET a = 1 WHERE n = 1', noKey],
  ['a-delete-of-half-a-key', `DELETE FROM $numeric WHERE pk = 'a'`, noKey],
  [
    'overlapping-conditions',
    `SELECT * FROM $indexed WHERE pk = 'a' AND x = '1' OR pk = 'a' AND sk = '2'`,
    'Overlapping conditions with range keys are not supported in where clause',
  ],
  [
    'a-key-of-another-type',
    'SELECT * FROM $hash WHERE pk = 1',
    `Key attribute's data type should match its data type in table's schema: Key pk`,
  ],
  [
    'an-empty-key',
    `SELECT * FROM $hash WHERE pk = ''`,
    'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
  ],
  [
    'an-insert-without-its-key',
    `INSERT INTO $indexed VALUE {'pk':'a'}`,
    'Key attribute should be present in the item: Key sk',
  ],
  [
    'an-update-of-an-index',
    `UPDATE $indexed."gsi-all" SET n = 1 WHERE g = 'g'`,
    'This operation is not supported on an index',
  ],
  [
    'an-update-of-the-key',
    `UPDATE $hash SET pk = 'x' WHERE pk = 'a'`,
    'One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key',
  ],
]

const others: readonly RefusalRow[] = [
  [
    'empty-parameters',
    'ExecuteStatement',
    ({ tables }) => ({ Statement: `SELECT * FROM "${tables.hash}"`, Parameters: [] }),
    "1 validation error detected: Value '[]' at 'parameters' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    'a-consistent-read-of-a-global-index',
    'ExecuteStatement',
    ({ tables }) => ({
      Statement: `SELECT * FROM "${tables.indexed}"."gsi-all"`,
      ConsistentRead: true,
    }),
    'Strongly consistent read is not supported on Global Secondary Indexes',
  ],
  [
    'no-statements',
    'BatchExecuteStatement',
    () => ({ Statements: [] }),
    /^1 validation error detected: Value ('\[\]' at 'statements'|at 'Statements') failed to satisfy constraint: Member must have length greater than or equal to 1$/,
  ],
  [
    'no-statements',
    'ExecuteTransaction',
    () => ({ TransactStatements: [] }),
    /^1 validation error detected: Value ('\[\]' at 'transactStatements'|at 'TransactStatements') failed to satisfy constraint: Member must have length greater than or equal to 1$/,
  ],
  [
    'returning',
    'ExecuteTransaction',
    ({ tables }) => ({
      TransactStatements: [
        { Statement: `UPDATE "${tables.hash}" SET a = 1 WHERE pk = 'x' RETURNING ALL NEW *` },
      ],
    }),
    'Validation failed in TransactStatements[0]: RETURNING clause is not supported in ExecuteTransaction.',
  ],
  [
    'a-read-of-an-index',
    'ExecuteTransaction',
    ({ tables }) => ({
      TransactStatements: [
        { Statement: `SELECT * FROM "${tables.indexed}"."gsi-all" WHERE g = 'x'` },
      ],
    }),
    'Validation failed in TransactStatements[0]: Reads on indices are not supported within transactions.',
  ],
  [
    'a-missing-table',
    'ExecuteTransaction',
    () => ({
      TransactStatements: [{ Statement: `DELETE FROM "conformance-absent" WHERE pk = 'a'` }],
    }),
    'Requested resource not found',
    'ResourceNotFoundException',
  ],
]

/** What statements are refused for. */
export function partiqlRefusalCases(): Case[] {
  const rows = [...grammar, ...meaning, ...schema].map(
    ([name, statement, message, error = 'ValidationException']): RefusalRow => [
      name,
      'ExecuteStatement',
      ({ tables }) => ({
        Statement: statement.replace(/\$(hash|indexed|numeric)/, (_, table: 'hash') =>
          JSON.stringify(tables[table]),
        ),
      }),
      // The column depends on the length of the table's name.
      message.includes(':$:') ? pattern(message) : message,
      error,
    ],
  )
  return refusalCases([...rows, ...others])
}

function pattern(message: string): RegExp {
  const [before = '', after = ''] = message.split(':$:')
  return new RegExp(`^${before}:\\d+:${after}$`)
}
