import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import {
  CloudTrailClient,
  CreateTrailCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
} from '@aws-sdk/client-cloudtrail'
import type { CloudTrailRecord } from '../../src/audit/index.ts'
import { Dice, seedOfRun } from '../properties/dice.ts'
import { offlineRecords } from './offline-records.ts'
import { rootCredentials, startServerProcess, type ServerProcess } from './server-process.ts'

const TableName = 'audited'
const kills = 3
const writers = 8

interface Acknowledged {
  readonly requestId: string
  readonly keys: readonly string[]
}

/** Writes until the server is gone. What it answered is remembered and told, what it did not is not. */
async function write(
  client: DynamoDBClient,
  name: string,
  answered: () => void,
): Promise<Acknowledged[]> {
  const acknowledged: Acknowledged[] = []
  const item = (pk: string) => ({ pk: { S: pk }, note: { S: 'x' } })
  for (let at = 0; ; at++) {
    const keys = [`${name}-${String(at)}-a`, `${name}-${String(at)}-b`]
    const puts = keys.map((pk) => ({ Put: { TableName, Item: item(pk) } }))
    const command =
      at % 3 === 0
        ? new TransactWriteItemsCommand({ TransactItems: puts })
        : at % 3 === 1
          ? new PutItemCommand({ TableName, Item: item(single(keys)) })
          : new BatchWriteItemCommand({
              RequestItems: { [TableName]: keys.map((pk) => ({ PutRequest: { Item: item(pk) } })) },
            })
    try {
      const { $metadata } = await client.send(command as PutItemCommand)
      assert.ok($metadata.requestId)
      acknowledged.push({ requestId: $metadata.requestId, keys })
      answered()
    } catch (error) {
      if (!wasAnswered(error)) return acknowledged
    }
  }
}

/** Keys that a record says were written. */
function keysOf({ requestParameters: said }: CloudTrailRecord): string[] {
  const shown = said as { key?: { pk: string }; requestItems?: { key: { pk: string } }[] }
  return (shown.requestItems ?? [shown]).flatMap(({ key }) => (key === undefined ? [] : [key.pk]))
}

test('after kill -9 every acknowledged write has one record, and every record its write', async () => {
  const dice = new Dice(seedOfRun())
  const directory = await mkdtemp(join(tmpdir(), 'strongroom-audit-'))
  const acknowledged: Acknowledged[] = []
  const stored = new Set<string>()
  let server: ServerProcess | undefined
  try {
    for (let kill = 0; kill <= kills; kill++) {
      server = await startServerProcess({ directory })
      const common = {
        endpoint: server.httpEndpoint,
        region: 'us-east-1',
        credentials: rootCredentials,
        maxAttempts: 1,
      }
      const dynamodb = new DynamoDBClient(common)
      if (kill === 0) {
        await begin(dynamodb, new CloudTrailClient(common))
      }
      if (kill === kills) {
        for (const pk of await allKeys(server.client())) stored.add(pk)
        await server.end('SIGTERM')
        break
      }
      let left = 20 + dice.below(200)
      let writing: Promise<Acknowledged[]>[] = []
      await new Promise<void>((enough) => {
        const answered = (): void => {
          if (--left === 0) enough()
        }
        writing = Array.from({ length: writers }, (_, n) =>
          write(dynamodb, `${String(kill)}-${String(n)}`, answered),
        )
      })
      await server.end('SIGKILL')
      for (const done of await Promise.all(writing)) acknowledged.push(...done)
      dynamodb.destroy()
    }
    const records = (await offlineRecords(directory)).filter(
      ({ eventCategory, readOnly, errorCode }) =>
        eventCategory === 'Data' && !readOnly && errorCode === undefined,
    )
    const byRequest = new Map<string, number>()
    for (const { requestID } of records) {
      byRequest.set(requestID, (byRequest.get(requestID) ?? 0) + 1)
    }
    assert.ok(acknowledged.length > 50, `${String(acknowledged.length)} writes`)
    for (const { requestId } of acknowledged) assert.equal(byRequest.get(requestId), 1)
    const recorded = new Set(records.flatMap(keysOf))
    for (const pk of stored) assert.ok(recorded.has(pk), `${pk} was written and is not recorded`)
    // A batch may have been cut off between its items; of the others, the record and the write are one.
    for (const record of records) {
      if (record.eventName === 'BatchWriteItem') continue
      for (const pk of keysOf(record)) assert.ok(stored.has(pk), `${pk} is recorded and not there`)
    }
  } finally {
    await server?.end('SIGKILL')
    await rm(directory, { recursive: true, force: true })
  }
})

async function begin(dynamodb: DynamoDBClient, cloudtrail: CloudTrailClient): Promise<void> {
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  )
  const Name = 'everything'
  await cloudtrail.send(new CreateTrailCommand({ Name, S3BucketName: 'strongroom-audit' }))
  await cloudtrail.send(
    new PutEventSelectorsCommand({
      TrailName: Name,
      EventSelectors: [
        {
          ReadWriteType: 'All',
          IncludeManagementEvents: true,
          DataResources: [{ Type: 'AWS::DynamoDB::Table', Values: ['arn:aws:dynamodb'] }],
        },
      ],
    }),
  )
  await cloudtrail.send(new StartLoggingCommand({ Name }))
  cloudtrail.destroy()
}

async function allKeys(client: {
  call(operation: string, input: object): Promise<Record<string, unknown>>
}): Promise<string[]> {
  const keys: string[] = []
  let start: unknown
  do {
    const page = await client.call('Scan', {
      TableName,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    })
    keys.push(...(page['Items'] as { pk: { S: string } }[]).map(({ pk }) => pk.S))
    start = page['LastEvaluatedKey']
  } while (start !== undefined)
  return keys
}

/** Whether an error is a refusal of a server that is there. */
function wasAnswered(error: unknown): boolean {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } }
  return $metadata?.httpStatusCode !== undefined
}

/** Leaves the first alone. */
function single(keys: string[]): string {
  keys.length = 1
  return keys[0] ?? ''
}
