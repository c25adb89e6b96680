import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { start, type Server } from '../../src/index.ts'

/** A server over TLS, a signed client, and the single table that mappers are made for. */
export interface App {
  readonly server: Server
  readonly client: DynamoDBClient
  close(): Promise<void>
}

export const tableName = 'app'
export const indexName = 'gs1'

export async function openApp(): Promise<App> {
  const server = await start()
  const client = new DynamoDBClient(server.clientConfig)
  const key = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ]
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'gs1pk', 'gs1sk'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: key('pk', 'sk'),
      GlobalSecondaryIndexes: [
        {
          IndexName: indexName,
          KeySchema: key('gs1pk', 'gs1sk'),
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  )
  return {
    server,
    client,
    async close() {
      client.destroy()
      await server.close()
    },
  }
}

/** `t00`, `t01`, …: they sort as their numbers do. */
export function title(number: number): string {
  return `t${String(number).padStart(2, '0')}`
}

export function titles(from: number, end: number): string[] {
  return Array.from({ length: end - from }, (_, at) => title(from + at))
}
