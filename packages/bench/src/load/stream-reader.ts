import type { Channel } from './channel.ts'

const service = 'DynamoDBStreams_20120810.'

export interface StreamRecord {
  readonly eventName: string
  readonly dynamodb: { readonly Keys: Record<string, Record<string, string>> }
}

interface ShardDescription {
  readonly ShardId: string
  readonly ParentShardId?: string
}

/** Reads a stream from its beginning: parents to their end before their children. */
export class StreamReader {
  readonly #channel: Channel
  readonly #arn: string
  /** By shard; undefined once its end was read. */
  readonly #iterators = new Map<string, string | undefined>()

  constructor(channel: Channel, arn: string) {
    this.#channel = channel
    this.#arn = arn
  }

  /** Asks each shard that is being read once. */
  async poll(): Promise<StreamRecord[]> {
    const open = [...this.#iterators].filter(([, iterator]) => iterator !== undefined)
    if (open.length === 0) {
      await this.#look()
      return []
    }
    const found: StreamRecord[] = []
    for (const [shard, ShardIterator] of open) {
      const answer = await this.#channel.ask(`${service}GetRecords`, { ShardIterator })
      found.push(...(answer['Records'] as StreamRecord[]))
      const next = answer['NextShardIterator'] as string | undefined
      this.#iterators.set(shard, next)
      if (next === undefined) await this.#look()
    }
    return found
  }

  async #look(): Promise<void> {
    const StreamArn = this.#arn
    const { StreamDescription } = await this.#channel.ask(`${service}DescribeStream`, { StreamArn })
    const { Shards } = StreamDescription as { Shards: readonly ShardDescription[] }
    for (const { ShardId, ParentShardId: parent } of Shards) {
      const waits =
        parent !== undefined &&
        this.#iterators.has(parent) &&
        this.#iterators.get(parent) !== undefined
      if (waits || this.#iterators.has(ShardId)) continue
      const { ShardIterator } = await this.#channel.ask(`${service}GetShardIterator`, {
        StreamArn,
        ShardId,
        ShardIteratorType: 'TRIM_HORIZON',
      })
      this.#iterators.set(ShardId, ShardIterator as string)
    }
  }
}
