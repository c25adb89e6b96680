import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { DynamoDB } from '@aws-sdk/client-dynamodb'
import dynamoose from 'dynamoose'
import { Item as DynamooseItem } from 'dynamoose/dist/Item.js'
import { start, type Server } from '../../src/index.ts'
import { title, titles } from './app-table.ts'

class Song extends DynamooseItem {
  declare pk: string
  declare sk: string
  declare genre?: string
  declare order?: string
  declare plays: number
}

/** Unlike the others, this mapper makes its table itself, and waits for it. */
function songsOf(client: DynamoDB) {
  dynamoose.aws.ddb.set(client)
  const schema = new dynamoose.Schema({
    pk: { type: String, hashKey: true },
    sk: { type: String, rangeKey: true },
    genre: {
      type: String,
      index: { name: 'byGenre', type: 'global', rangeKey: 'order', project: true },
    },
    order: String,
    plays: { type: Number, default: 0 },
  })
  const options = { create: true, waitForActive: true, throughput: 'ON_DEMAND' as const }
  const model = dynamoose.model<Song>('songs', schema, options)
  const table = new dynamoose.Table('songs', [model], { ...options, initialize: false })
  return { model, table }
}

let server: Server
let client: DynamoDB
let song: ReturnType<typeof songsOf>['model']
before(async () => {
  server = await start()
  client = new DynamoDB(server.clientConfig)
  const { model, table } = songsOf(client)
  await table.initialize()
  song = model
})
after(async () => {
  client.destroy()
  await server.close()
})

const key = { pk: 'a', sk: 't' }
const failed = { name: 'ConditionalCheckFailedException' }
const withPlays = (plays: number) => new dynamoose.Condition().where('plays').eq(plays)

test('creates once, reads, updates where a condition holds', async () => {
  const create = () => song.create({ ...key, genre: 'jazz', order: '1' })
  await create()
  await assert.rejects(create(), failed)
  const whole = { ...key, genre: 'jazz', order: '1', plays: 0 }
  assert.deepEqual((await song.get(key)).toJSON(), whole)
  const play = () =>
    song.update(key, { $ADD: { plays: 2 } }, { condition: withPlays(0), return: 'item' })
  assert.deepEqual((await play()).toJSON(), { ...whole, plays: 2 })
  await assert.rejects(play(), failed)
})

test('writes and reads in batches, and queries an index page by page', async () => {
  const many = titles(0, 20).map((sk, plays) => ({ pk: 'b', sk, genre: 'rock', order: sk, plays }))
  assert.deepEqual(await song.batchPut(many), { unprocessedItems: [] })
  const got = await song.batchGet([
    { pk: 'b', sk: title(1) },
    { pk: 'b', sk: 'none' },
  ])
  assert.deepEqual(
    got.map(({ plays }) => plays),
    [1],
  )
  const found: (string | undefined)[] = []
  let startAt: object | undefined
  let pages = 0
  do {
    const query = song.query('genre').eq('rock').using('byGenre').where('order').ge(title(5))
    const page = await (startAt === undefined ? query : query.startAt(startAt)).limit(7).exec()
    found.push(...page.map(({ order }) => order))
    startAt = page.lastKey
    pages += 1
  } while (startAt !== undefined)
  assert.deepEqual(found, titles(5, 20))
  assert.equal(pages, 3)
})

test('writes and reads in transactions', async () => {
  const { transaction } = song
  await dynamoose.transaction([
    transaction.update({ pk: 'b', sk: title(1) }, { $ADD: { plays: 1 } }),
    transaction.delete({ pk: 'b', sk: title(2) }),
    transaction.create({ pk: 'c', sk: 't' }),
    transaction.condition(key, withPlays(2)),
  ])
  const refused = dynamoose.transaction([
    transaction.create({ pk: 'c', sk: 't' }),
    transaction.update({ pk: 'b', sk: title(1) }, { plays: 99 }),
  ]) as Promise<unknown>
  await assert.rejects(refused, { name: 'TransactionCanceledException' })
  const read = (await dynamoose.transaction([
    transaction.get({ pk: 'b', sk: title(1) }),
    transaction.get(key),
  ])) as { plays: number }[]
  assert.deepEqual(
    read.map(({ plays }) => plays),
    [2, 2],
  )
  assert.equal(await song.get({ pk: 'b', sk: title(2) }), undefined)
})
