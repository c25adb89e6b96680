import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import { limits } from '../../src/base/index.ts'
import type { ManualClock } from '../../src/engine/background/manual-clock.test-support.ts'
import type { Dice } from '../properties/dice.ts'
import type { InProcess } from '../properties/in-process.ts'
import { Consumer, shardsOf } from './consumer.ts'

const writers = 6

/**
 * Asserts that writers at once, a consumer that follows them and shards that are closed under both leave every
 * change of every item in the stream once and in order.
 */
export async function orderUnderRotation(
  server: InProcess,
  clock: ManualClock,
  dice: Dice,
  {
    TableName,
    arn,
    rounds,
    rotations = 4,
  }: { TableName: string; arn: string; rounds: number; rotations?: number },
): Promise<void> {
  const consumer = new Consumer(server, arn)
  let writing = true
  const write = async (): Promise<void> => {
    for (let round = 0; round < rounds; round++) {
      await server.call('UpdateItem', {
        TableName,
        Key: { id: { S: `item ${String(dice.below(5))}` } },
        UpdateExpression: 'ADD n :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      })
      await turn()
    }
  }
  const rotate = async (): Promise<void> => {
    for (let rotation = 0; rotation < rotations; rotation++) {
      const before = (await shardsOf(server, arn)).length
      // No alarm rings: that would close the keys of requests under way, which have not taken hours.
      clock.pass(limits.streamShardMs)
      // The first comes in any case, be it after all writes.
      while ((writing || rotation === 0) && (await shardsOf(server, arn)).length === before) {
        server.engine.background.wake('stream-rotation')
        await turn()
      }
    }
  }
  const follow = async (): Promise<void> => {
    while (writing) {
      await consumer.drain(3)
      await turn()
    }
  }
  const written = Promise.all(Array.from({ length: writers }, write)).finally(() => {
    writing = false
  })
  await Promise.all([written, rotate(), follow()])
  await consumer.drain()

  const shards = await shardsOf(server, arn)
  assert.ok(
    shards.some((shard) => shard.ParentShardId !== undefined),
    'shards were rotated',
  )
  const seen = new Map<string, number>()
  for (const { dynamodb } of consumer.records) {
    const id = String(dynamodb.Keys['id']?.['S'])
    const before = seen.get(id) ?? 0
    assert.equal(Number(dynamodb.OldImage?.['n']?.['N'] ?? 0), before)
    assert.equal(Number(dynamodb.NewImage?.['n']?.['N']), before + 1)
    seen.set(id, before + 1)
  }
  assert.equal(consumer.records.length, writers * rounds)
}
