import type { Chance } from './data.ts'
import { itemJson, itemsPerPartition, keyMembers, partitionKey } from './data.ts'

/** The data that requests are about: the table's name and how many items it was loaded with. */
export interface Target {
  readonly table: string
  readonly items: number
  /** Whether the table has three global indexes. */
  readonly indexed: boolean
}

/** One kind of request. */
export interface Operation {
  /** As on the wire. */
  readonly wireName: string
  /** What one request does, for the head of the table. */
  readonly summary: string
  body(target: Target, chance: Chance): string
  /** Whether an answer is what was asked for; looked at once, before anything is measured. */
  readonly expected: RegExp
  /** Whether it goes to the table with global indexes instead of the plain one. */
  readonly indexed?: true
}

const batchSize = 25
const transactionSize = 4

function anyItem(target: Target, chance: Chance): number {
  return chance.below(target.items)
}

function putOf(number: number, chance: Chance): string {
  return `"Item":${itemJson(number, chance)}`
}

/** Different numbers, since a batch or transaction may name an item only once. */
function anyItems(count: number, target: Target, chance: Chance): number[] {
  const first = anyItem(target, chance)
  const step = 1 + chance.below(Math.floor((target.items - 1) / count))
  return Array.from({ length: count }, (_, index) => (first + index * step) % target.items)
}

export const operations = {
  GetItem: {
    wireName: 'GetItem',
    summary: 'one item',
    body: (target, chance) =>
      `{"TableName":"${target.table}","Key":{${keyMembers(anyItem(target, chance))}}}`,
    expected: /^\{"Item":\{/,
  },
  PutItem: {
    wireName: 'PutItem',
    summary: 'one item of 700 bytes, replacing one',
    body: (target, chance) =>
      `{"TableName":"${target.table}",${putOf(anyItem(target, chance), chance)}}`,
    expected: /^\{/,
  },
  PutItemIndexed: {
    wireName: 'PutItem',
    summary: 'as PutItem, into a table with three global indexes',
    body: (target, chance) =>
      `{"TableName":"${target.table}",${putOf(anyItem(target, chance), chance)}}`,
    expected: /^\{/,
    indexed: true,
  },
  UpdateItem: {
    wireName: 'UpdateItem',
    summary: 'a counter and a text, if the item exists',
    body: (target, chance) =>
      `{"TableName":"${target.table}","Key":{${keyMembers(anyItem(target, chance))}},` +
      `"ConditionExpression":"attribute_exists(customer)",` +
      `"UpdateExpression":"SET revision = revision + :one, #s = :state",` +
      `"ExpressionAttributeNames":{"#s":"state"},` +
      `"ExpressionAttributeValues":{":one":{"N":"1"},":state":{"S":"sent-${String(chance.below(1000))}"}}}`,
    expected: /^\{/,
  },
  Query: {
    wireName: 'Query',
    summary: `the ${String(itemsPerPartition)} items of a partition`,
    body: (target, chance) =>
      `{"TableName":"${target.table}","KeyConditionExpression":"customer = :c",` +
      `"ExpressionAttributeValues":{":c":{"S":"` +
      `${partitionKey(Math.floor(anyItem(target, chance) / itemsPerPartition))}"}}}`,
    expected: new RegExp(`"Count":${String(itemsPerPartition)}\\b`),
  },
  BatchWriteItem: {
    wireName: 'BatchWriteItem',
    summary: `${String(batchSize)} puts`,
    body: (target, chance) =>
      batchOfPuts(target.table, anyItems(batchSize, target, chance), chance),
    expected: /"UnprocessedItems":\{\}/,
  },
  TransactWriteItems: {
    wireName: 'TransactWriteItems',
    summary: 'two puts, an update and a check, each of another item',
    body: (target, chance) => {
      const [a = 0, b = 0, c = 0, d = 0] = anyItems(transactionSize, target, chance)
      const table = `"TableName":"${target.table}"`
      return (
        `{"TransactItems":[{"Put":{${table},${putOf(a, chance)}}},{"Put":{${table},${putOf(b, chance)}}},` +
        `{"Update":{${table},"Key":{${keyMembers(c)}},"UpdateExpression":"SET revision = revision + :one",` +
        `"ExpressionAttributeValues":{":one":{"N":"1"}}}},` +
        `{"ConditionCheck":{${table},"Key":{${keyMembers(d)}},"ConditionExpression":"attribute_exists(customer)"}}]}`
      )
    },
    expected: /^\{/,
  },
} as const satisfies Record<string, Operation>

export type OperationName = keyof typeof operations
export const operationNames = Object.keys(operations) as OperationName[]

/** Whether the operation goes to the table with global indexes. */
export function isIndexed(name: OperationName): boolean {
  const operation: Operation = operations[name]
  return operation.indexed === true
}

/** A BatchWriteItem of puts of the items with these numbers: at most 25. */
export function batchOfPuts(table: string, numbers: readonly number[], chance: Chance): string {
  const puts = numbers.map((number) => `{"PutRequest":{${putOf(number, chance)}}}`)
  return `{"RequestItems":{"${table}":[${puts.join(',')}]}}`
}

export function wireTarget(wireName: string): string {
  return `DynamoDB_20120810.${wireName}`
}

/** The table of a target; with `indexed`, it has three global indexes that every item is in. */
export function createTableBody(table: string, indexed = false): string {
  const attributes = ['customer', 'order', ...(indexed ? ['state', 'placed'] : [])]
  const indexes = [
    globalIndex('by-state', keySchema('state', 'placed'), 'ALL'),
    globalIndex('by-day', keySchema('placed', 'customer'), 'KEYS_ONLY'),
    globalIndex('by-order', keySchema('order', 'placed'), 'ALL'),
  ]
  return (
    `{"TableName":"${table}","BillingMode":"PAY_PER_REQUEST",` +
    `"AttributeDefinitions":[${attributes.map((name) => `{"AttributeName":"${name}","AttributeType":"S"}`).join(',')}],` +
    `"KeySchema":${keySchema('customer', 'order')}` +
    `${indexed ? `,"GlobalSecondaryIndexes":[${indexes.join(',')}]` : ''}}`
  )
}

function keySchema(hash: string, range: string): string {
  return `[{"AttributeName":"${hash}","KeyType":"HASH"},{"AttributeName":"${range}","KeyType":"RANGE"}]`
}

function globalIndex(name: string, schema: string, projection: 'ALL' | 'KEYS_ONLY'): string {
  return `{"IndexName":"${name}","KeySchema":${schema},"Projection":{"ProjectionType":"${projection}"}}`
}
