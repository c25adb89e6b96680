import type { TestContext } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { limits } from '../../src/base/index.ts'
import { ManualClock } from '../../src/engine/background/manual-clock.test-support.ts'
import type { KvStore } from '../../src/storage/kv.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import { inProcess, type InProcess, type InProcessOptions } from '../properties/in-process.ts'
import { shardsOf, type StreamRecord } from './consumer.ts'

export const day = limits.streamRetentionMs
export const TableName = 'streamed'

export interface SetUp {
  readonly server: InProcess
  readonly clock: ManualClock
  readonly store: KvStore
  /** Moves the time, in steps in which background work keeps up. */
  pass(ms: number): Promise<void>
}

export function setUp(
  t: TestContext,
  streamShards = 1,
  options: Pick<InProcessOptions, 'delays' | 'shardBounds'> = {},
): SetUp {
  const clock = new ManualClock()
  const store = openMemoryStore()
  const server = inProcess({ store, seed: 1, clock, streamShards, ...options })
  t.after(() => server.engine.stop())
  return {
    server,
    clock,
    store,
    async pass(ms) {
      const step = limits.streamTrimEveryMs
      for (let left = ms; left > 0; left -= step) {
        clock.advance(Math.min(step, left))
        for (let n = 0; n < 60; n++) {
          await turn()
          // Jobs that have more to do rest no time on this clock.
          clock.advance(0)
        }
      }
    },
  }
}

export async function create(server: InProcess, view = 'NEW_AND_OLD_IMAGES'): Promise<string> {
  const { TableDescription } = await server.call('CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: view },
  })
  return (TableDescription as { LatestStreamArn: string }).LatestStreamArn
}

export function put(server: InProcess, id: string, n: number): Promise<object> {
  return server.call('PutItem', { TableName, Item: { id: { S: id }, n: { N: String(n) } } })
}

export async function iterator(
  server: InProcess,
  StreamArn: string,
  ShardIteratorType: string,
  SequenceNumber?: string,
): Promise<string> {
  const [shard] = await shardsOf(server, StreamArn)
  const request = { StreamArn, ShardId: shard?.ShardId, ShardIteratorType }
  const place = SequenceNumber === undefined ? {} : { SequenceNumber }
  const { ShardIterator } = await server.call('GetShardIterator', { ...request, ...place })
  return ShardIterator as string
}

export async function read(server: InProcess, ShardIterator: string, Limit?: number) {
  const limit = Limit === undefined ? {} : { Limit }
  const answer = await server.call('GetRecords', { ShardIterator, ...limit })
  return answer as unknown as { Records: StreamRecord[]; NextShardIterator?: string }
}

export async function rowsOf(store: KvStore, first: number): Promise<number> {
  const range = { start: Buffer.of(first), end: Buffer.of(first + 1), limit: 100_000 }
  return (await store.range(range)).length
}
