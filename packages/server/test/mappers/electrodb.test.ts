import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Entity, Service } from 'electrodb'
import { indexName, openApp, tableName, title, titles, type App } from './app-table.ts'

function songsOf({ client }: App) {
  const song = new Entity(
    {
      model: { entity: 'song', version: '1', service: 'music' },
      attributes: {
        artist: { type: 'string', required: true },
        title: { type: 'string', required: true },
        genre: { type: 'string', required: true },
        plays: { type: 'number', default: 0 },
        tags: { type: 'set', items: 'string' },
      },
      indexes: {
        song: {
          pk: { field: 'pk', composite: ['artist'] },
          sk: { field: 'sk', composite: ['title'] },
        },
        byGenre: {
          index: indexName,
          pk: { field: 'gs1pk', composite: ['genre'] },
          sk: { field: 'gs1sk', composite: ['title'] },
        },
      },
    },
    { client, table: tableName },
  )
  return { song, music: new Service({ song }, { client, table: tableName }) }
}

let app: App
let song: ReturnType<typeof songsOf>['song']
let music: ReturnType<typeof songsOf>['music']
before(async () => {
  app = await openApp()
  ;({ song, music } = songsOf(app))
})
after(() => app.close())

const one = { artist: 'a', title: 't' }

test('creates once, reads, updates where a condition holds', async () => {
  await song.create({ ...one, genre: 'jazz', tags: ['x'] }).go()
  await assert.rejects(song.create({ ...one, genre: 'jazz' }).go(), /conditional request failed/)
  const read = await song.get(one).go()
  assert.deepEqual(read.data, { ...one, genre: 'jazz', plays: 0, tags: ['x'] })
  const played = () =>
    song
      .patch(one)
      .add({ plays: 2, tags: ['y'] })
      .where(({ plays }, { eq }) => eq(plays, 0))
      .go({ response: 'all_new' })
  assert.deepEqual((await played()).data, { ...one, genre: 'jazz', plays: 2, tags: ['x', 'y'] })
  await assert.rejects(played(), /conditional request failed/)
})

test('writes and reads in batches, and queries an index page by page', async () => {
  const many = titles(0, 30).map((name, plays) => ({
    artist: 'b',
    title: name,
    genre: 'rock',
    plays,
  }))
  assert.deepEqual(await song.put(many).go(), { unprocessed: [] })
  const keys = [title(1), title(2), 'none'].map((name) => ({ artist: 'b', title: name }))
  const got = await song.get(keys).go({ preserveBatchOrder: true })
  assert.deepEqual(
    got.data.map((each) => each?.plays),
    [1, 2, undefined],
  )
  const found: string[] = []
  let cursor: string | null = null
  let pages = 0
  do {
    const page: Awaited<ReturnType<ReturnType<typeof song.query.byGenre>['go']>> = await song.query
      .byGenre({ genre: 'rock' })
      .gte({ title: title(5) })
      .go({ limit: 7, cursor })
    found.push(...page.data.map((each) => each.title))
    cursor = page.cursor
    pages += 1
  } while (cursor !== null)
  assert.deepEqual(found, titles(5, 30))
  assert.equal(pages, 4)
})

test('writes and reads in transactions', async () => {
  const write = () =>
    music.transaction
      .write((entities) => [
        entities.song
          .patch({ artist: 'b', title: title(1) })
          .add({ plays: 1 })
          .commit(),
        entities.song.delete({ artist: 'b', title: title(2) }).commit(),
        entities.song
          .create({ artist: 'c', title: 't', genre: 'pop' })
          .commit({ response: 'all_old' }),
      ])
      .go()
  assert.equal((await write()).canceled, false)
  const again = await write()
  assert.equal(again.canceled, true)
  assert.deepEqual(
    again.data.map(({ code }) => code),
    ['None', 'None', 'ConditionalCheckFailed'],
  )
  const read = await music.transaction
    .get((entities) => [
      entities.song.get({ artist: 'b', title: title(1) }).commit(),
      entities.song.get({ artist: 'b', title: title(2) }).commit(),
    ])
    .go()
  assert.deepEqual(
    read.data.map(({ item }) => item?.plays),
    [2, undefined],
  )
})
