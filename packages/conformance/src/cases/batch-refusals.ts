import type { Case } from '../case.ts'
import { counted, invalidParameters } from '../expect.ts'
import type { Target } from '../target.ts'
import { refusalCases, type RefusalRow } from './refusals.ts'

const S = (text: string) => ({ S: text })
type Input = (target: Target) => object
const get =
  (Keys: object[], more: object = {}): Input =>
  ({ tables }) => ({ RequestItems: { [tables.hash]: { Keys, ...more } } })
const write =
  (...requests: object[]): Input =>
  ({ tables }) => ({ RequestItems: { [tables.hash]: requests } })
const put = (Item: object) => ({ PutRequest: { Item } })
const mismatch = 'The provided key element does not match the schema'
const emptyKey =
  'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk'
const duplicates = 'Provided list of item keys contains duplicates'
const several = (count: number) => Array.from({ length: count }, (_, at) => ({ pk: S(String(at)) }))
const noRequests = (operation: string) => [
  counted(
    "Value at 'RequestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ),
  `The requestItems parameter is required for ${operation}`,
]
const missing = ['Requested resource not found', 'ResourceNotFoundException'] as const

const gets: readonly RefusalRow[] = [
  ['no-requests', 'BatchGetItem', () => ({ RequestItems: {} }), noRequests('BatchGetItem')],
  [
    'a-missing-table',
    'BatchGetItem',
    () => ({ RequestItems: { 'conformance-absent': { Keys: several(1) } } }),
    ...missing,
  ],
  [
    '101-keys-of-a-table',
    'BatchGetItem',
    get(several(101)),
    /^1 validation error detected: Value at 'RequestItems\.conformance_[0-9a-f]+_hash\.member\.Keys' failed to satisfy constraint: Member must have length less than or equal to 100$/,
  ],
  [
    '101-keys-of-two-tables',
    'BatchGetItem',
    ({ tables }) => ({
      RequestItems: {
        [tables.hash]: { Keys: several(60) },
        [tables.composite]: { Keys: several(41).map((key) => ({ ...key, sk: S('s') })) },
      },
    }),
    'Too many items requested for the BatchGetItem call',
  ],
  [
    'repeated-keys',
    'BatchGetItem',
    get([{ pk: S('a') }, { pk: S('b') }, { pk: S('a') }]),
    duplicates,
  ],
  ['a-key-of-another-type', 'BatchGetItem', get([{ pk: { N: '1' } }]), mismatch],
  ['an-empty-key', 'BatchGetItem', get([{ pk: S('') }]), emptyKey],
  [
    'overlapping-paths',
    'BatchGetItem',
    get([{ pk: S('a') }], { ProjectionExpression: 'a, a.b' }),
    'Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]',
  ],
  [
    'unused-names',
    'BatchGetItem',
    get([{ pk: S('a') }], { ProjectionExpression: 'a', ExpressionAttributeNames: { '#u': 'u' } }),
    'Value provided in ExpressionAttributeNames unused in expressions: keys: {#u}',
  ],
]

const writes: readonly RefusalRow[] = [
  ['no-requests', 'BatchWriteItem', () => ({ RequestItems: {} }), noRequests('BatchWriteItem')],
  [
    'a-missing-table',
    'BatchWriteItem',
    () => ({ RequestItems: { 'conformance-absent': [put({ pk: S('a') })] } }),
    ...missing,
  ],
  [
    '26-requests-of-a-table',
    'BatchWriteItem',
    write(...several(26).map(put)),
    /(at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: \[Member must have length less than or equal to 25, Member must have length greater than or equal to 1\]|failed to satisfy constraint: Member must have length less than or equal to 25)$/,
  ],
  [
    '26-requests-of-two-tables',
    'BatchWriteItem',
    ({ tables }) => ({
      RequestItems: {
        [tables.hash]: several(20).map(put),
        [tables.composite]: several(6).map((key) => put({ ...key, sk: S('s') })),
      },
    }),
    'Too many items requested for the BatchWriteItem call',
  ],
  [
    'repeated-keys',
    'BatchWriteItem',
    write(put({ pk: S('a') }), { DeleteRequest: { Key: { pk: S('a') } } }),
    duplicates,
  ],
  ['a-missing-key', 'BatchWriteItem', write(put({ a: S('x') })), mismatch],
  ['a-key-of-another-type', 'BatchWriteItem', write(put({ pk: { N: '1' } })), mismatch],
  [
    'a-delete-with-more',
    'BatchWriteItem',
    write({ DeleteRequest: { Key: { pk: S('a'), b: S('b') } } }),
    mismatch,
  ],
  ['an-empty-key', 'BatchWriteItem', write(put({ pk: S('') })), emptyKey],
  [
    'an-index-key-of-another-type',
    'BatchWriteItem',
    ({ tables }) => ({
      RequestItems: { [tables.indexed]: [put({ pk: S('a'), sk: S('s'), l: { N: '1' } })] },
    }),
    invalidParameters('Type mismatch for Index Key l Expected: S Actual: N IndexName: lsi-all'),
  ],
  [
    'a-large-item',
    'BatchWriteItem',
    write(put({ pk: S('a'), v: S('x'.repeat(409_600)) })),
    'Item size has exceeded the maximum allowed size',
  ],
  [
    'no-action',
    'BatchWriteItem',
    write({}),
    'Supplied WriteRequest is empty, must contain exactly one of the supported datatypes',
  ],
]

/** What the batches refuse, apart from values. */
export function batchRefusalCases(): Case[] {
  return refusalCases([...gets, ...writes])
}
