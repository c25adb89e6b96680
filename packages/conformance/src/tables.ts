import type { CreateTableCommandInput, DynamoDB, KeySchemaElement } from '@aws-sdk/client-dynamodb'

/** Names of the tables that all cases share. */
export interface Tables {
  /** `pk` S. */
  readonly hash: string
  /** `pk` S, `sk` S. */
  readonly composite: string
  /** `pk` S, `sk` N. */
  readonly numeric: string
  /** `pk` B, `sk` B. */
  readonly binary: string
  /**
   * `pk` S, `sk` S; global indexes `gsi-all` on `g` (ALL), `gsi-include` on `g`, `gs` (INCLUDE `data`),
   * `gsi-keys` on `gn` N (KEYS_ONLY); local indexes `lsi-all` on `l` (ALL), `lsi-include` on `ls`
   * (INCLUDE `data`).
   */
  readonly indexed: string
  /** `pk` S; global index `gsi` whose key is `h1`, `h2`, then `r1`, `r2`, `r3`, all S. */
  readonly multi: string
}

const pkS = { AttributeName: 'pk', AttributeType: 'S' } as const
const skS = { AttributeName: 'sk', AttributeType: 'S' } as const

/** A key schema: `key(['a'], ['b'])` is hash `a`, range `b`. */
export function key(hash: readonly string[], range: readonly string[] = []): KeySchemaElement[] {
  return [
    ...hash.map((AttributeName): KeySchemaElement => ({ AttributeName, KeyType: 'HASH' })),
    ...range.map((AttributeName): KeySchemaElement => ({ AttributeName, KeyType: 'RANGE' })),
  ]
}

type Definition = Omit<CreateTableCommandInput, 'TableName' | 'BillingMode'>

const definitions: Readonly<Record<keyof Tables, Definition>> = {
  hash: { AttributeDefinitions: [pkS], KeySchema: key(['pk']) },
  composite: { AttributeDefinitions: [pkS, skS], KeySchema: key(['pk'], ['sk']) },
  numeric: {
    AttributeDefinitions: [pkS, { AttributeName: 'sk', AttributeType: 'N' }],
    KeySchema: key(['pk'], ['sk']),
  },
  binary: {
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'B' },
      { AttributeName: 'sk', AttributeType: 'B' },
    ],
    KeySchema: key(['pk'], ['sk']),
  },
  indexed: {
    AttributeDefinitions: [
      pkS,
      skS,
      ...['g', 'gs', 'l', 'ls'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S' as const,
      })),
      { AttributeName: 'gn', AttributeType: 'N' },
    ],
    KeySchema: key(['pk'], ['sk']),
    GlobalSecondaryIndexes: [
      { IndexName: 'gsi-all', KeySchema: key(['g']), Projection: { ProjectionType: 'ALL' } },
      {
        IndexName: 'gsi-include',
        KeySchema: key(['g'], ['gs']),
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['data'] },
      },
      {
        IndexName: 'gsi-keys',
        KeySchema: key(['gn']),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
    LocalSecondaryIndexes: [
      {
        IndexName: 'lsi-all',
        KeySchema: key(['pk'], ['l']),
        Projection: { ProjectionType: 'ALL' },
      },
      {
        IndexName: 'lsi-include',
        KeySchema: key(['pk'], ['ls']),
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['data'] },
      },
    ],
  },
  multi: {
    AttributeDefinitions: ['pk', 'h1', 'h2', 'r1', 'r2', 'r3'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S' as const,
    })),
    KeySchema: key(['pk']),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'gsi',
        KeySchema: key(['h1', 'h2'], ['r1', 'r2', 'r3']),
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  },
}

/**
 * Creates the tables, on demand capacity, and waits until they can be used. Where the endpoint cannot
 * make one, the cases that ask for it fail, each with that reason. Throws if it can make none.
 */
export async function createTables(db: DynamoDB, prefix: string): Promise<Tables> {
  const kinds = Object.keys(definitions) as (keyof Tables)[]
  const made = await Promise.allSettled(
    kinds.map(async (kind) => {
      const TableName = prefix + kind
      await db.createTable({ ...definitions[kind], TableName, BillingMode: 'PAY_PER_REQUEST' })
      await untilActive(db, TableName)
      return TableName
    }),
  )
  const [first] = made
  if (first?.status === 'rejected') throw first.reason
  const tables = {}
  for (const [at, kind] of kinds.entries()) {
    const result = made[at]
    Object.defineProperty(tables, kind, {
      enumerable: result?.status === 'fulfilled',
      get: () => {
        if (result?.status === 'fulfilled') return result.value
        throw new Error(
          `the endpoint could not create the table ${kind}: ${String(result?.reason)}`,
        )
      },
    })
  }
  return tables as Tables
}

/** Deletes those that were created. */
export async function deleteTables(db: DynamoDB, tables: Tables): Promise<void> {
  const names = Object.values(tables) as string[]
  await Promise.all(names.map((TableName) => db.deleteTable({ TableName })))
}

/** Waits until a table and its global indexes are ACTIVE, ten minutes at most. */
export async function untilActive(db: DynamoDB, TableName: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const { Table } = await db.describeTable({ TableName })
    const indexes = Table?.GlobalSecondaryIndexes ?? []
    const settled = indexes.every(({ IndexStatus }) => IndexStatus === 'ACTIVE')
    if (Table?.TableStatus === 'ACTIVE' && settled) return
    await new Promise((resolve) => setTimeout(resolve, attempt < 20 ? 50 : 1000))
  }
  throw new Error(`${TableName} is not ACTIVE after ten minutes`)
}
