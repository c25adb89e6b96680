import { limits } from '../../base/index.ts'
import { streamStatus, type Engine, type Shard, type StreamName } from '../../engine/index.ts'
import { validation } from '../../errors/index.ts'
import type { DescribeStreamInput } from '../../generated/dynamodbstreams/index.ts'
import type { Operation } from '../operation.ts'
import { checkLimit } from './limit.ts'
import { sequenceNumber } from './sequence-number.ts'
import { streamAccess, type StreamAccessDeps } from './stream-access.ts'
import { readStreamArn, streamNotFound } from './stream-arn.ts'

interface Prepared {
  readonly arn: string
  readonly name: StreamName
  readonly limit: number
  readonly after: string | undefined
  readonly childrenOf: string | undefined
}

export const DescribeStream: Operation<
  Pick<Engine, 'streams' | 'clock'> & StreamAccessDeps,
  DescribeStreamInput,
  Prepared,
  object
> = {
  name: 'DescribeStream',
  inputShape: 'DescribeStreamInput',

  prepare(input, context) {
    const { ShardFilter: filter } = input
    if (filter && (filter.Type === undefined || filter.ShardId === undefined)) {
      throw validation('ShardFilter requires both Type and ShardId')
    }
    return {
      arn: input.StreamArn,
      name: readStreamArn(input.StreamArn, context),
      limit: checkLimit(input.Limit, limits.streamListed),
      after: input.ExclusiveStartShardId,
      childrenOf: filter?.ShardId,
    }
  },

  async accesses(prepared, _context, deps) {
    return [await streamAccess(deps, 'DescribeStream', prepared)]
  },

  async run({ streams, clock }, { arn, name, limit, after, childrenOf }) {
    const stream = await streams.find(name)
    if (stream === undefined) throw streamNotFound(arn)
    const shards = (await streams.shards(stream)).filter(
      ({ id, parent }) =>
        (after === undefined || id > after) && (childrenOf === undefined || parent === childrenOf),
    )
    const page = shards.slice(0, limit)
    const { hash, range } = stream.key
    return {
      StreamDescription: {
        StreamArn: arn,
        StreamLabel: stream.label,
        StreamStatus: streamStatus(stream, clock.now()),
        StreamViewType: stream.viewType,
        CreationRequestDateTime: stream.createdAt / 1000,
        TableName: stream.tableName,
        KeySchema: [
          ...hash.map(({ name: AttributeName }) => ({ AttributeName, KeyType: 'HASH' })),
          ...range.map(({ name: AttributeName }) => ({ AttributeName, KeyType: 'RANGE' })),
        ],
        Shards: page.map(description),
        LastEvaluatedShardId: shards.length > limit ? page.at(-1)?.id : undefined,
      },
    }
  },
}

function description({ id, start, end, parent }: Shard): object {
  return {
    ShardId: id,
    SequenceNumberRange: {
      StartingSequenceNumber: sequenceNumber(start),
      EndingSequenceNumber: end === undefined ? undefined : sequenceNumber(end),
    },
    ParentShardId: parent,
  }
}
