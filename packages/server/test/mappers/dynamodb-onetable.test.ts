import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Table } from 'dynamodb-onetable'
import { Dynamo } from 'dynamodb-onetable/Dynamo'
import { indexName, openApp, tableName, title, titles, type App } from './app-table.ts'

const schema = {
  version: '0.0.1',
  format: 'onetable:1.1.0',
  indexes: {
    primary: { hash: 'pk', sort: 'sk' },
    [indexName]: { hash: 'gs1pk', sort: 'gs1sk', project: 'all' },
  },
  models: {
    Song: {
      pk: { type: String, value: 'artist#${artist}' },
      sk: { type: String, value: 'song#${title}' },
      gs1pk: { type: String, value: 'genre#${genre}' },
      gs1sk: { type: String, value: 'song#${title}' },
      artist: { type: String, required: true },
      title: { type: String, required: true },
      genre: { type: String },
      plays: { type: Number, default: 0 },
      at: { type: Date },
    },
  },
  params: { isoDates: true, timestamps: false },
} as const

function songsOf({ client }: App) {
  const table = new Table({
    client: new Dynamo({ client }),
    name: tableName,
    partial: true,
    schema,
  })
  return { table, song: table.getModel('Song') }
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
const failed = { code: 'ConditionalCheckFailedException' }

test('creates once, reads, updates where a condition holds', async () => {
  const create = () => song.create({ ...key, genre: 'jazz', at: new Date(0) })
  await create()
  await assert.rejects(create(), failed)
  const whole = { ...key, genre: 'jazz', plays: 0, at: new Date(0) }
  assert.deepEqual({ ...(await song.get(key)) }, whole)
  const play = () => song.update(key, { add: { plays: 2 }, where: '${plays} = {0}' })
  assert.deepEqual({ ...(await play()) }, { ...whole, plays: 2 })
  await assert.rejects(play(), failed)
})

test('writes and reads in batches, and queries an index page by page', async () => {
  const batch = {}
  for (const [plays, name] of titles(0, 20).entries()) {
    const made = { artist: 'b', title: name, genre: 'rock', plays }
    await song.create(made, { batch, exists: null })
  }
  assert.equal(await table.batchWrite(batch), true)
  const reads = {}
  await song.get({ artist: 'b', title: title(1) }, { batch: reads })
  await song.get({ artist: 'b', title: 'none' }, { batch: reads })
  const got: { plays?: unknown }[] = await table.batchGet(reads, { parse: true })
  assert.deepEqual(
    got.map(({ plays }) => plays),
    [1],
  )
  const found: (string | undefined)[] = []
  let next: object | undefined
  let pages = 0
  do {
    const wanted = { genre: 'rock', gs1sk: { between: [`song#${title(5)}`, 'song#z'] } }
    const options = { index: indexName, limit: 7, ...(next === undefined ? {} : { next }) }
    const page = await song.find(wanted as never, options)
    found.push(...page.map((each) => each.title))
    next = page.next
    pages += 1
  } while (next !== undefined)
  assert.deepEqual(found, titles(5, 20))
  assert.equal(pages, 3)
})

test('writes and reads in transactions', async () => {
  const b = (number: number) => ({ artist: 'b', title: title(number) })
  const write = async (): Promise<void> => {
    const transaction = {}
    await song.update(b(1), { add: { plays: 1 }, transaction })
    await song.remove(b(2), { transaction })
    await song.create({ artist: 'c', title: 't', genre: 'pop' }, { transaction })
    await table.transact('write', transaction)
  }
  await write()
  await assert.rejects(write(), { code: 'TransactionCanceledException' })
  const transaction = {}
  await song.get(b(1), { transaction })
  await song.get(key, { transaction })
  const read = (await table.transact('get', transaction, { parse: true })) as unknown as {
    plays: number
  }[]
  assert.deepEqual(
    read.map(({ plays }) => plays),
    [2, 2],
  )
  assert.equal(await song.get(b(2)), undefined)
})
