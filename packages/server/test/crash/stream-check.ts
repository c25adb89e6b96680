import assert from 'node:assert/strict'
import { textOf, type Item } from '../reference/tables/model.ts'
import { WireError, type WireClient } from '../robustness/wire-client.ts'
import { keyOf, schema } from './writers.ts'

interface Shard {
  readonly ShardId: string
  readonly ParentShardId?: string
}

interface StreamRecord {
  readonly dynamodb: {
    readonly Keys: Item
    readonly OldImage?: Item
    readonly NewImage?: Item
    readonly SequenceNumber: string
  }
}

/**
 * A consumer of the table's stream that outlives the server. Each record must go on from where the last
 * one of its item ended, and together they must end in what is stored: so no change is missing, none
 * is there that was not done, and none is out of order.
 */
export class StreamCheck {
  readonly #items = new Map<string, string>()
  readonly #last = new Map<string, string>()
  records = 0

  async check(client: WireClient, stored: ReadonlyMap<string, Item>): Promise<void> {
    const { Table } = await client.call('DescribeTable', { TableName: schema.name })
    const StreamArn = (Table as { LatestStreamArn: string }).LatestStreamArn
    const { StreamDescription } = await call(client, 'DescribeStream', { StreamArn })
    for (const { ShardId } of (StreamDescription as { Shards: Shard[] }).Shards) {
      await this.#read(client, StreamArn, ShardId)
    }
    const found = new Map([...stored].map(([key, item]) => [key, textOf(item)]))
    assert.deepEqual(this.#items, found, 'the stream ends in what is stored')
  }

  async #read(client: WireClient, StreamArn: string, ShardId: string): Promise<void> {
    const SequenceNumber = this.#last.get(ShardId)
    const place =
      SequenceNumber === undefined
        ? { ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber }
    let iterator = (await call(client, 'GetShardIterator', { StreamArn, ShardId, ...place }))[
      'ShardIterator'
    ]
    for (;;) {
      const answer = await call(client, 'GetRecords', { ShardIterator: iterator })
      const records = answer['Records'] as StreamRecord[]
      for (const { dynamodb } of records) this.#follow(dynamodb)
      const last = records.at(-1)
      if (last === undefined) return
      this.#last.set(ShardId, last.dynamodb.SequenceNumber)
      iterator = answer['NextShardIterator']
    }
  }

  #follow({ Keys, OldImage, NewImage }: StreamRecord['dynamodb']): void {
    this.records += 1
    const key = keyOf(Keys)
    const before = this.#items.get(key)
    assert.equal(OldImage && textOf(OldImage), before, `a change of ${key} is missing`)
    if (NewImage === undefined) this.#items.delete(key)
    else this.#items.set(key, textOf(NewImage))
  }
}

async function call(
  client: WireClient,
  operation: string,
  input: object,
): Promise<Readonly<Record<string, unknown>>> {
  const target = `DynamoDBStreams_20120810.${operation}`
  const reply = await client.post(target, JSON.stringify(input))
  if (reply.status !== 200 || reply.json === undefined) throw new WireError(operation, reply)
  return reply.json
}
