import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { atEnd } from '../at-end.ts'
import { dataDirectory, startServerProcess, type ServerProcess } from '../crash/server-process.ts'
import { changedPages, overwrite, pageOf, withAddon } from './place.ts'

const TableName = 'Accounts'
const items = 200

async function putAll(server: ServerProcess, balance: string): Promise<void> {
  const client = server.client()
  const padding = { S: 'x'.repeat(3000) }
  for (let item = 0; item < items; item++) {
    const Item = { id: { S: String(item) }, balance: { S: balance }, padding }
    await client.call('PutItem', { TableName, Item })
  }
  client.close()
}

async function createTable(server: ServerProcess): Promise<void> {
  const client = server.client()
  await client.call('CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  })
  client.close()
}

/** Reads all items. None may have the balance of before. */
async function getAll(server: ServerProcess): Promise<{ after: number; refused: number }> {
  const client = server.client()
  const counts = { after: 0, refused: 0 }
  for (let item = 0; item < items; item++) {
    const key = { TableName, Key: { id: { S: String(item) } } }
    const reply = await client.post('DynamoDB_20120810.GetItem', JSON.stringify(key))
    if (reply.status === 200) {
      const { Item } = reply.json as { Item: { balance: { S: string } } }
      assert.equal(Item.balance.S, 'after')
      counts.after++
    } else {
      assert.equal(reply.code, 'InternalServerError')
      counts.refused++
    }
  }
  client.close()
  return counts
}

for (const workers of ['1', '2']) {
  test(
    `a balance of before is not served by ${workers} process(es), others are, and the log names the page`,
    { ...withAddon, timeout: 300_000 },
    async (t) => {
      const directory = await mkdtemp(join(tmpdir(), 'strongroom-replay-'))
      atEnd(t, () => rm(directory, { recursive: true }))
      const data = join(dataDirectory(directory), 'store/store.db')
      const start = (): Promise<ServerProcess> =>
        startServerProcess({ directory, args: ['--workers', workers] })

      const first = await start()
      await createTable(first)
      await putAll(first, 'before')
      assert.equal(await first.end('SIGTERM'), 0)
      const old = await readFile(data)
      const second = await start()
      await putAll(second, 'after')
      assert.equal(await second.end('SIGTERM'), 0)

      const server = await start()
      const current = await readFile(data)
      const changed = changedPages(old, current)
      let counts = { after: 0, refused: 0 }
      // Some pages lie above all items: these go back, and others are tried.
      for (let first = 0; first < 16; first++) {
        const some = changed.filter((_, index) => index % 16 === first)
        const put = (from: Buffer): void => {
          overwrite(
            data,
            some.map((page) => pageOf(from, page)),
          )
        }
        put(old)
        counts = await getAll(server)
        if (counts.after > 0 && counts.refused > 0) break
        put(current)
      }
      await server.end('SIGTERM')
      assert.ok(counts.after > 0 && counts.refused > 0, JSON.stringify(counts))
      assert.match(
        server.output(),
        /page \d+ of [^"]*store\.db is not the one that was last written/,
      )
      await server.end('SIGTERM')
    },
  )
}
