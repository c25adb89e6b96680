import { readFileSync } from 'node:fs'
import {
  CreateTableCommand,
  DynamoDBClient,
  DynamoDBServiceException,
  ExecuteStatementCommand,
  type AttributeValue,
  type ExecuteStatementCommandInput,
  type ExecuteStatementCommandOutput,
  type KeySchemaElement,
} from '@aws-sdk/client-dynamodb'
import { start } from '../../src/index.ts'

/** A started server with the tables that vectors/partiql/README.md describes. */
export interface PartiqlServer {
  readonly client: DynamoDBClient
  run(
    statement: string,
    parameters?: AttributeValue[],
    more?: Partial<ExecuteStatementCommandInput>,
  ): Promise<ExecuteStatementCommandOutput>
  close(): Promise<void>
}

export async function startPartiql(): Promise<PartiqlServer> {
  const server = await start()
  const client = new DynamoDBClient({ ...server.clientConfig, maxAttempts: 1 })
  for (const table of tables) await client.send(new CreateTableCommand(table))
  return {
    client,
    run: (Statement, Parameters, more = {}) =>
      client.send(
        new ExecuteStatementCommand({
          Statement,
          ...(Parameters === undefined ? {} : { Parameters }),
          ...more,
        }),
      ),
    async close() {
      client.destroy()
      await server.close()
    },
  }
}

/** The error that a call ends in. */
export async function refusal(call: Promise<unknown>): Promise<DynamoDBServiceException> {
  try {
    await call
  } catch (error) {
    if (error instanceof DynamoDBServiceException) return error
    throw error
  }
  throw new Error('the call was not refused')
}

const folder = new URL('../../../../../vectors/partiql/', import.meta.url)

export function readVectors(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as unknown
}

function key(hash: readonly string[], range: readonly string[] = []): KeySchemaElement[] {
  return [
    ...hash.map((AttributeName) => ({ AttributeName, KeyType: 'HASH' as const })),
    ...range.map((AttributeName) => ({ AttributeName, KeyType: 'RANGE' as const })),
  ]
}

function attributes(names: string, type: 'S' | 'N' = 'S') {
  return names.split(' ').map((AttributeName) => ({ AttributeName, AttributeType: type }))
}

const onDemand = { BillingMode: 'PAY_PER_REQUEST' } as const
const all = { ProjectionType: 'ALL' } as const
const keysOnly = { ProjectionType: 'KEYS_ONLY' } as const

const tables = [
  {
    TableName: 'words',
    ...onDemand,
    AttributeDefinitions: attributes('pk'),
    KeySchema: key(['pk']),
  },
  {
    TableName: 'numbers',
    ...onDemand,
    AttributeDefinitions: attributes('pk', 'N'),
    KeySchema: key(['pk']),
  },
  {
    TableName: 'pairs',
    ...onDemand,
    AttributeDefinitions: attributes('pk sk g l h1 h2 r'),
    KeySchema: key(['pk'], ['sk']),
    GlobalSecondaryIndexes: [
      { IndexName: 'global', KeySchema: key(['g'], ['l']), Projection: all },
      { IndexName: 'keys', KeySchema: key(['g']), Projection: keysOnly },
      { IndexName: 'multi', KeySchema: key(['h1', 'h2'], ['r']), Projection: all },
    ],
    LocalSecondaryIndexes: [
      { IndexName: 'local', KeySchema: key(['pk'], ['l']), Projection: keysOnly },
    ],
  },
]
