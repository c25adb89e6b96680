import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import {
  $add,
  BatchGetCommand,
  BatchGetRequest,
  BatchPutRequest,
  BatchWriteCommand,
  ConditionCheck,
  DeleteTransaction,
  Entity,
  executeBatchGet,
  executeBatchWrite,
  executeTransactGet,
  executeTransactWrite,
  GetItemCommand,
  GetTransaction,
  item,
  number,
  PutItemCommand,
  PutTransaction,
  QueryCommand,
  set,
  string,
  Table,
  UpdateItemCommand,
  UpdateTransaction,
} from 'dynamodb-toolbox'
import { indexName, openApp, tableName, title, titles, type App } from './app-table.ts'

function songsOf({ client }: App) {
  const table = new Table({
    documentClient: DynamoDBDocumentClient.from(client),
    name: tableName,
    partitionKey: { name: 'pk', type: 'string' },
    sortKey: { name: 'sk', type: 'string' },
    indexes: {
      [indexName]: {
        type: 'global',
        partitionKey: { name: 'gs1pk', type: 'string' },
        sortKey: { name: 'gs1sk', type: 'string' },
      },
    },
  })
  const song = new Entity({
    name: 'song',
    table,
    timestamps: false,
    schema: item({
      artist: string().key().savedAs('pk'),
      title: string().key().savedAs('sk'),
      genre: string().savedAs('gs1pk'),
      order: string().savedAs('gs1sk'),
      plays: number().default(0),
      tags: set(string()).optional(),
    }),
  })
  return { table, song }
}

let app: App
let table: ReturnType<typeof songsOf>['table']
let song: ReturnType<typeof songsOf>['song']
before(async () => {
  app = await openApp()
  ;({ table, song } = songsOf(app))
})
after(() => app.close())

const key = { artist: 'a', title: 't' }
const one = { ...key, genre: 'jazz', order: '1' }
const failed = { name: 'ConditionalCheckFailedException' }

test('creates once, reads, updates where a condition holds', async () => {
  const condition = { attr: 'artist', exists: false } as const
  const create = () =>
    song
      .build(PutItemCommand)
      .item({ ...one, tags: new Set(['x']) })
      .options({ condition })
      .send()
  await create()
  await assert.rejects(create(), failed)
  const read = await song.build(GetItemCommand).key(key).options({ consistent: true }).send()
  assert.deepEqual(read.Item, { ...one, plays: 0, tags: new Set(['x']) })
  const play = () =>
    song
      .build(UpdateItemCommand)
      .item({ ...key, plays: $add(2), tags: $add(new Set(['y'])) })
      .options({ condition: { attr: 'plays', eq: 0 }, returnValues: 'ALL_NEW' })
      .send()
  assert.deepEqual((await play()).Attributes, { ...one, plays: 2, tags: new Set(['x', 'y']) })
  await assert.rejects(play(), failed)
})

test('writes and reads in batches, and queries an index page by page', async () => {
  const puts = titles(0, 20).map((name, plays) =>
    song
      .build(BatchPutRequest)
      .item({ artist: 'b', title: name, genre: 'rock', order: name, plays }),
  )
  const written = await executeBatchWrite(table.build(BatchWriteCommand).requests(...puts))
  assert.deepEqual(written.UnprocessedItems, {})
  const get = (name: string) => song.build(BatchGetRequest).key({ artist: 'b', title: name })
  const { Responses } = await executeBatchGet(
    table.build(BatchGetCommand).requests(get(title(1)), get('none')),
  )
  assert.deepEqual(
    Responses?.[0].map((each) => each?.plays),
    [1, undefined],
  )
  const found: string[] = []
  let start: Record<string, unknown> | undefined
  let pages = 0
  do {
    const page: {
      Items?: { title: string }[]
      LastEvaluatedKey?: Record<string, unknown> | undefined
    } = await table
      .build(QueryCommand)
      .entities(song)
      .query({ index: indexName, partition: 'rock', range: { gte: title(5) } })
      .options({ limit: 7, ...(start === undefined ? {} : { exclusiveStartKey: start }) })
      .send()
    found.push(...(page.Items ?? []).map((each) => each.title))
    start = page.LastEvaluatedKey
    pages += 1
  } while (start !== undefined)
  assert.deepEqual(found, titles(5, 20))
  assert.equal(pages, 3)
})

test('writes and reads in transactions', async () => {
  const checked = (plays: number) =>
    song.build(ConditionCheck).key(key).condition({ attr: 'plays', eq: plays })
  await executeTransactWrite(
    song.build(UpdateTransaction).item({ artist: 'b', title: title(1), plays: $add(1) }),
    song.build(DeleteTransaction).key({ artist: 'b', title: title(2) }),
    song.build(PutTransaction).item({ ...one, title: 'another' }),
    checked(2),
  )
  await assert.rejects(
    executeTransactWrite(song.build(PutTransaction).item({ ...one, title: 'more' }), checked(3)),
    { name: 'TransactionCanceledException' },
  )
  const get = (artist: string, name: string) =>
    song.build(GetTransaction).key({ artist, title: name })
  const read = await executeTransactGet(
    get('b', title(1)),
    get('b', title(2)),
    get('a', 'another'),
    get('a', 'more'),
  )
  assert.deepEqual(
    read.Responses?.map((each) => each.Item?.plays),
    [2, undefined, 0, undefined],
  )
})
