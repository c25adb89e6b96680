import { limits } from '../../base/index.ts'
import {
  claimedArn,
  readRecords,
  type Engine,
  type LoggedChange,
  type StreamName,
} from '../../engine/index.ts'
import { validation } from '../../errors/index.ts'
import type { GetRecordsInput } from '../../generated/dynamodbstreams/index.ts'
import type { Operation } from '../operation.ts'
import { expiredIterator, trimmedDataAccess } from './errors.ts'
import { checkLimit } from './limit.ts'
import { recordSize, streamRecord } from './record.ts'
import { streamAccess, type StreamAccessDeps } from './stream-access.ts'
import { readStreamArn, shardNotFound, streamNotFound } from './stream-arn.ts'

type Deps = Pick<Engine, 'streams' | 'iterators' | 'store' | 'clock'> & StreamAccessDeps

interface Prepared {
  readonly arn: string
  readonly name: StreamName
  readonly iterator: string
  readonly limit: number
}

export const GetRecords: Operation<Deps, GetRecordsInput, Prepared, object> = {
  name: 'GetRecords',
  inputShape: 'GetRecordsInput',

  prepare({ ShardIterator: iterator, Limit }, context) {
    const limit = checkLimit(Limit, limits.streamReadRecords)
    const arn = claimedArn(iterator)
    if (arn === undefined) throw invalidIterator()
    return { arn, name: readStreamArn(arn, context), iterator, limit }
  },

  // The stream that the iterator claims to be of; what it says is believed only after its MAC was checked.
  async accesses(prepared, _context, deps) {
    return [await streamAccess(deps, 'GetRecords', prepared)]
  },

  async run(deps, { arn, name, iterator, limit }, context) {
    const place = deps.iterators.read(arn, iterator)
    if (place === undefined) throw invalidIterator()
    const now = deps.clock.now()
    if (place.issuedAt + limits.shardIteratorMs < now) throw expiredIterator()
    const stream = await deps.streams.find(name)
    if (stream === undefined || stream.tableId !== place.tableId) throw streamNotFound(arn)

    const sizeOf = (change: LoggedChange): number => recordSize(stream.viewType, change)
    const read = await readRecords(deps, stream, place, limit, sizeOf)
    if (read.outcome === 'gone') throw shardNotFound()
    if (read.outcome === 'trimmed') throw trimmedDataAccess()
    const { changes, next } = read
    return {
      Records: changes.map((change) => streamRecord(context.region, stream.viewType, change)),
      NextShardIterator: next && deps.iterators.write(arn, { ...next, issuedAt: now }),
    }
  },
}

function invalidIterator(): Error {
  return validation('Invalid ShardIterator')
}
