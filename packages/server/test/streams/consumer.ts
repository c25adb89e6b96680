import { ApiError } from '../../src/errors/index.ts'
import type { Answer, InProcess } from '../properties/in-process.ts'

export interface StreamRecord {
  readonly eventID: string
  readonly eventName: string
  readonly userIdentity?: object
  readonly dynamodb: {
    readonly Keys: Item
    readonly NewImage?: Item
    readonly OldImage?: Item
    readonly SequenceNumber: string
    readonly SizeBytes: number
    readonly ApproximateCreationDateTime: number
  }
}

export type Item = Readonly<Record<string, Readonly<Record<string, unknown>>>>

export interface ShardDescription {
  readonly ShardId: string
  readonly ParentShardId?: string
  readonly SequenceNumberRange: {
    readonly StartingSequenceNumber: string
    readonly EndingSequenceNumber?: string
  }
}

/** All shards of a stream, by pages of two. */
export async function shardsOf(server: InProcess, StreamArn: string): Promise<ShardDescription[]> {
  const found: ShardDescription[] = []
  let after: unknown
  do {
    const { StreamDescription } = await server.call('DescribeStream', {
      StreamArn,
      Limit: 2,
      ...(after === undefined ? {} : { ExclusiveStartShardId: after }),
    })
    const page = StreamDescription as { Shards: ShardDescription[]; LastEvaluatedShardId?: string }
    found.push(...page.Shards)
    after = page.LastEvaluatedShardId
  } while (after !== undefined)
  return found
}

/** A consumer of a stream as the service tells to write one: parents first, then their children. */
export class Consumer {
  readonly records: StreamRecord[] = []
  readonly #server: InProcess
  readonly #arn: string
  readonly #iterators = new Map<string, string | undefined>()
  readonly #last = new Map<string, string>()

  constructor(server: InProcess, arn: string) {
    this.#server = server
    this.#arn = arn
  }

  /** Reads what is there, until nothing new comes. */
  async drain(limit = 1000): Promise<StreamRecord[]> {
    const begun = this.records.length
    let again = true
    while (again) {
      again = false
      const shards = await shardsOf(this.#server, this.#arn)
      const listed = new Set(shards.map(({ ShardId }) => ShardId))
      for (const { ShardId, ParentShardId } of shards) {
        // A parent that is no longer listed is past its day. One that is not begun waits for its own.
        const waits = ParentShardId !== undefined && listed.has(ParentShardId)
        if (waits && !this.#isRead(ParentShardId)) continue
        if (!this.#iterators.has(ShardId)) {
          this.#iterators.set(ShardId, await this.#begin(ShardId))
          again = true
        }
        if (await this.#read(ShardId, limit)) again = true
      }
    }
    return this.records.slice(begun)
  }

  /** Whether the shard was read to its end. */
  #isRead(shard: string): boolean {
    return this.#iterators.has(shard) && this.#iterators.get(shard) === undefined
  }

  /** After the last record that was seen in the shard, if there was one. */
  async #begin(ShardId: string): Promise<string> {
    const SequenceNumber = this.#last.get(ShardId)
    const { ShardIterator } = await this.#server.call('GetShardIterator', {
      StreamArn: this.#arn,
      ShardId,
      ...(SequenceNumber === undefined
        ? { ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber }),
    })
    return ShardIterator as string
  }

  /** Whether there was anything new: records, or the end of the shard. */
  async #read(shard: string, Limit: number): Promise<boolean> {
    const held = this.#iterators.get(shard)
    if (held === undefined) return false
    const answer = await this.#getRecords(shard, held, Limit)
    const records = answer['Records'] as StreamRecord[]
    this.records.push(...records)
    const last = records.at(-1)
    if (last !== undefined) this.#last.set(shard, last.dynamodb.SequenceNumber)
    this.#iterators.set(shard, answer['NextShardIterator'] as string | undefined)
    return records.length > 0 || answer['NextShardIterator'] === undefined
  }

  async #getRecords(shard: string, ShardIterator: string, Limit: number): Promise<Answer> {
    try {
      return await this.#server.call('GetRecords', { ShardIterator, Limit })
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'ExpiredIteratorException')) throw error
      const fresh = await this.#begin(shard)
      return this.#server.call('GetRecords', { ShardIterator: fresh, Limit })
    }
  }
}
