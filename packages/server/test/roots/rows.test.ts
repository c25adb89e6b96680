import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { atEnd } from '../at-end.ts'
import { loadConfig } from '../../src/app/config/index.ts'
import { openFoundation } from '../../src/app/foundation.ts'
import { silentLogger, systemClock, systemRandom } from '../../src/base/index.ts'
import type { KvStore } from '../../src/storage/kv.ts'
import { dataDirectory, keysDirectory, type ServerProcess } from '../crash/server-process.ts'
import { runKeys } from './keys-command.ts'
import { serve } from './serve.ts'

/** First bytes of storage keys. */
const spaces = { item: 2, index: 3, log: 4 }
/** More than one page. */
const items = 230

interface Verified {
  readonly rows: number
  readonly faults: readonly {
    readonly what: string
    readonly why: string
    readonly count: number
  }[]
}

async function fill(server: ServerProcess, name: string): Promise<void> {
  const client = server.client()
  await client.call('CreateTable', {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['id', 'kind'].map((each) => ({
      AttributeName: each,
      AttributeType: 'S',
    })),
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-kind',
        KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
  })
  for (let at = 0; at < items; at++) {
    const Item = { id: { S: `item-${String(at)}` }, kind: { S: 'kind' } }
    await client.call('PutItem', { TableName: name, Item })
  }
  client.close()
}

/** Works on the store of a server that has ended. */
async function withStore(
  directory: string,
  work: (store: KvStore) => Promise<void>,
): Promise<void> {
  const { config, secrets } = await loadConfig({
    flags: { dataDir: dataDirectory(directory), keysDir: keysDirectory(directory) },
    env: {},
  })
  const surroundings = { clock: systemClock, random: systemRandom, logger: silentLogger }
  const { store } = await openFoundation(config, secrets, surroundings)
  await work(store)
  await store.close()
}

async function verify(directory: string): Promise<{ code: number | null; found: Verified }> {
  const { code, stdout, stderr } = await runKeys(directory, ['verify', '--rows', '--json']).ended
  assert.notEqual(stdout, '', stderr)
  return { code, found: JSON.parse(stdout) as Verified }
}

test(
  'keys verify --rows opens every row, beside a server too, and counts by table what is damaged',
  { timeout: 600_000 },
  async (t) => {
    const directory = await mkdtemp(join(tmpdir(), 'strongroom-rows-'))
    atEnd(t, () => rm(directory, { recursive: true }))
    const server = await serve(t, directory)
    await fill(server, 'One')
    await fill(server, 'Two')
    // Items, index rows and log rows of two tables.
    assert.deepEqual((await verify(directory)).found.rows, 2 * 3 * items)
    await server.end('SIGTERM')

    await withStore(directory, async (store) => {
      const rowsOf = (space: number) =>
        store.range({ start: Buffer.of(space), end: Buffer.of(space + 1), limit: 10_000 })
      const [itemRows, indexRows, logRows] = await Promise.all(Object.values(spaces).map(rowsOf))
      const swapped = [indexRows![0]!, indexRows![1]!]
      const writes = [
        { key: itemRows![1]!.key, value: flipped(itemRows![1]!.value) },
        { key: itemRows!.at(-1)!.key, value: flipped(itemRows!.at(-1)!.value) },
        { key: swapped[0]!.key, value: swapped[1]!.value },
        { key: swapped[1]!.key, value: swapped[0]!.value },
        { key: logRows!.at(-1)!.key, value: logRows!.at(-1)!.value.subarray(1) },
      ]
      assert.equal((await store.commit({ checks: [], writes })).outcome, 'committed')
    })

    const { code, found } = await verify(directory)
    assert.equal(code, 4)
    assert.equal(found.rows, 2 * 3 * items)
    const counts = found.faults.map(({ what, why, count }) => [what, why.split(';')[0], count])
    assert.deepEqual(counts, [
      ['table 000000000000/One', '1 item', 1],
      ['table 000000000000/One', '2 index rows', 2],
      ['table 000000000000/Two', '1 item', 1],
      ['table 000000000000/Two', '1 log row', 1],
    ])
    for (const { why } of found.faults) assert.match(why, /the row at 0[234][0-9a-f]{16}… does not/)
    const people = await runKeys(directory, ['verify', '--rows']).ended
    assert.match(people.stdout, /does not open: table 000000000000\/One: 2 index rows; the first: /)
    assert.match(people.stdout, /, 1380 rows: 4 faults$/m)
    assert.match(people.stderr, /Not every key and row opens/)
    // Keys alone are as they were.
    assert.equal((await runKeys(directory, ['verify']).ended).code, 0)
  },
)

function flipped(value: Buffer): Buffer {
  const changed = Buffer.from(value)
  changed[40]! ^= 1
  return changed
}
