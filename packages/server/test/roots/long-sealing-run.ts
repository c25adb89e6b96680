import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Secret, silentLogger, systemRandom } from '../../src/base/index.ts'
import type { Ciphers } from '../../src/engine/rows/cipher.ts'
import { chosenCiphers } from '../../src/engine/rows/ciphers.ts'
import { nodeCiphers } from '../../src/engine/rows/node-cipher.ts'
import { createKeyedSealer } from '../../src/engine/rows/sealer.ts'
import { rootCaller } from '../../src/security/credentials/index.ts'
import { RawJson, type RequestContext } from '../../src/services/operation.ts'
import { decodeInput } from '../../src/front/index.ts'
import { openSqliteStore } from '../../src/storage/sqlite/index.ts'
import { sealRows } from '../ciphers/idle-cipher.ts'
import { accountId, keep, tables, type Tables } from '../kms/tables.ts'

/**
 * What sealing costs: `npm run bench -- --sealing`. First the sealer alone, with an item of 1 KB; then
 * GetItem and PutItem in this process, decoder and policies included, sockets and signatures not, on the
 * embedded store: with rows sealed, and with ciphers that do nothing.
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, seconds: { type: 'string', default: '1' } },
})
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)

function median(figures: readonly number[]): number {
  return [...figures].sort((a, b) => a - b)[figures.length >> 1] ?? NaN
}

/** Processor time of this process, all threads, in microseconds: other work on the machine hardly counts. */
function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

/** Median of the mean of batches, in microseconds of processor time. */
function microseconds(batches: number, work: () => void): number {
  const batch = 500
  const means = Array.from({ length: batches }, () => {
    const begun = processorTime()
    for (let at = 0; at < batch; at++) work()
    return (processorTime() - begun) / batch
  })
  return median(means.slice(batches / 4))
}

function sealerAlone(ciphers: Ciphers): { seal: number; open: number } {
  const cipher = ciphers.create(systemRandom.bytes(32))
  const sealer = createKeyedSealer(
    { take: () => ({ epoch: 1, cipher }), of: () => cipher },
    systemRandom,
  )
  const key = systemRandom.bytes(40)
  const head = Buffer.alloc(4)
  const body = systemRandom.bytes(1020)
  const sealed = sealer.seal(accountId, key, head, body)
  return {
    seal: microseconds(200, () => sealer.seal(accountId, key, head, body)),
    open: microseconds(200, () => sealer.open(accountId, key, sealed)),
  }
}

const context: RequestContext = {
  requestId: 'BENCH',
  caller: rootCaller(accountId, 'AKIDBENCH'),
  region: 'us-east-1',
  secureTransport: true,
  sourceIp: '127.0.0.1',
}
const items = 2000
const filler = 'x'.repeat(960)
const keyOf = (at: number): object => ({ pk: { S: `item-${String(at % items)}` } })

/** As the pipeline runs an operation; a stored item stays the bytes that would be sent. */
async function call({ service }: Tables, name: string, input: object): Promise<unknown> {
  const operation = service.operations.get(name)
  if (operation === undefined) throw new Error(name)
  const prepared = operation.prepare(decodeInput(operation.inputShape, input), context)
  const accesses = await operation.accesses(prepared, context)
  if (accesses.length !== 1) throw new Error('one access')
  const { Item } = (await operation.run(prepared, context)) as { Item?: unknown }
  return Item instanceof RawJson ? Item.bytes : Item
}

function put(server: Tables, at: number): Promise<unknown> {
  return call(server, 'PutItem', {
    TableName: 'bench',
    Item: { ...keyOf(at), filler: { S: filler } },
  })
}

function get(server: Tables, at: number): Promise<unknown> {
  return call(server, 'GetItem', { TableName: 'bench', Key: keyOf(at) })
}

/** Microseconds of processor time for each operation, by `width` at a time. */
async function cost(width: number, work: (at: number) => Promise<unknown>): Promise<number> {
  const begun = processorTime()
  const end = performance.now() + 1000 * seconds
  let done = 0
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (performance.now() < end) await work(done++)
    }),
  )
  return (processorTime() - begun) / done
}

const directory = await mkdtemp(join(tmpdir(), 'strongroom-sealing-'))
const { ciphers: chosen } = chosenCiphers()
for (const ciphers of new Set([chosen, nodeCiphers])) {
  const { seal, open } = sealerAlone(ciphers)
  const figures = `seal 1 KB: ${seal.toFixed(2)} us, open: ${open.toFixed(2)} us`
  console.log(`${figures}, cipher: ${ciphers.kind}${ciphers === chosen ? ' (goal: 6 each)' : ''}`)
}
sealRows(false)
const left = sealerAlone(chosen)
console.log(`of that without the cipher: ${left.seal.toFixed(2)} us and ${left.open.toFixed(2)} us`)

const sides = []
for (const on of [true, false]) {
  sealRows(on)
  const store = await openSqliteStore({
    directory: join(directory, String(on)),
    pageKey: new Secret(systemRandom.bytes(32)),
    logger: silentLogger,
  })
  const server = tables(keep(store))
  await server.dynamodb('CreateTable', {
    TableName: 'bench',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  })
  await Promise.all(Array.from({ length: items }, (_, at) => put(server, at)))
  sides.push({ on, store, server, gets: [] as number[], puts: [] as number[] })
}
for (let round = 0; round < rounds; round++) {
  // By turns, and each side first as often as the other.
  for (const side of round % 2 === 0 ? sides : [...sides].reverse()) {
    sealRows(side.on)
    side.gets.push(await cost(1, (at) => get(side.server, at)))
    side.puts.push(await cost(64, (at) => put(side.server, at)))
  }
}
const [sealed, plain] = sides
for (const [name, on, off] of [
  ['GetItem', sealed?.gets, plain?.gets],
  ['PutItem', sealed?.puts, plain?.puts],
] as const) {
  const [a, b] = [median(on ?? []), median(off ?? [])]
  const share = (100 * (1 - b / a)).toFixed(1)
  console.log(
    `${name}: ${a.toFixed(0)} us sealed, ${b.toFixed(0)} us not: ${share} % of the throughput (goal: 15)`,
  )
}
for (const { on, store } of sides) {
  sealRows(on)
  await store.close()
}
await rm(directory, { recursive: true })
