import {
  isTrimmed,
  latestPosition,
  shardNumber,
  type Engine,
  type Position,
  type Shard,
  type StreamName,
  type StreamRecord,
} from '../../engine/index.ts'
import { validation } from '../../errors/index.ts'
import type { GetShardIteratorInput } from '../../generated/dynamodbstreams/index.ts'
import type { Operation } from '../operation.ts'
import { trimmedDataAccess } from './errors.ts'
import { readSequenceNumber } from './sequence-number.ts'
import { streamAccess, type StreamAccessDeps } from './stream-access.ts'
import { readStreamArn, shardNotFound, streamNotFound } from './stream-arn.ts'

type Deps = Pick<Engine, 'streams' | 'iterators' | 'store' | 'clock'> & StreamAccessDeps

/** Where to begin: at one end, or after a position. */
type Begin = 'TRIM_HORIZON' | 'LATEST' | { readonly after: Position }

interface Prepared {
  readonly arn: string
  readonly name: StreamName
  readonly shardId: string
  readonly begin: Begin
}

export const GetShardIterator: Operation<Deps, GetShardIteratorInput, Prepared, object> = {
  name: 'GetShardIterator',
  inputShape: 'GetShardIteratorInput',

  prepare(input, context) {
    return {
      arn: input.StreamArn,
      name: readStreamArn(input.StreamArn, context),
      shardId: input.ShardId,
      begin: beginOf(input),
    }
  },

  async accesses(prepared, _context, deps) {
    return [await streamAccess(deps, 'GetShardIterator', prepared)]
  },

  async run(deps, { arn, name, shardId, begin }) {
    const stream = await deps.streams.find(name)
    if (stream === undefined) throw streamNotFound(arn)
    const number = shardNumber(shardId)
    const shard = number === undefined ? undefined : await deps.streams.shard(stream, number)
    if (shard?.id !== shardId) throw shardNotFound()
    const place = {
      tableId: stream.tableId,
      shard: shard.number,
      after: await placeOf(deps, stream, shard, begin),
      fromHorizon: begin === 'TRIM_HORIZON',
    }
    return { ShardIterator: deps.iterators.write(arn, { ...place, issuedAt: deps.clock.now() }) }
  },
}

const noPlaceHere =
  'One or more parameter values were invalid: SequenceNumber should not be passed for this iterator type'

function beginOf({ ShardIteratorType: type, SequenceNumber: text }: GetShardIteratorInput): Begin {
  if (type === 'TRIM_HORIZON' || type === 'LATEST') {
    if (text !== undefined) throw validation(noPlaceHere)
    return type
  }
  if (text === undefined) {
    throw validation(`SequenceNumber is required when ShardIteratorType is ${type}`)
  }
  const position = readSequenceNumber(text)
  if (position === undefined) throw validation(`Invalid SequenceNumber: ${text}`)
  return { after: type === 'AT_SEQUENCE_NUMBER' ? position - 1n : position }
}

async function placeOf(
  deps: Deps,
  stream: StreamRecord,
  shard: Shard,
  begin: Begin,
): Promise<Position> {
  if (begin === 'TRIM_HORIZON') return shard.start
  if (begin === 'LATEST') return latestPosition(deps, stream, shard)
  if (begin.after < shard.start - 1n || (shard.end !== undefined && begin.after > shard.end)) {
    throw validation('Invalid SequenceNumber: it is not within the range of the shard')
  }
  if (await isTrimmed(deps, stream, shard, begin.after)) throw trimmedDataAccess()
  return begin.after
}
