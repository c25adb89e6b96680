import type { Engine } from '../../engine/index.ts'
import { bindOperation, type BoundOperation, type BoundService } from '../operation.ts'
import { DescribeStream } from './DescribeStream.ts'
import { GetRecords } from './GetRecords.ts'
import { GetShardIterator } from './GetShardIterator.ts'
import { ListStreams } from './ListStreams.ts'
import type { StreamAccessDeps } from './stream-access.ts'

/** DynamoDB Streams as the front routes to it: a target prefix of its own, and DynamoDB's signing name. */
export function streamsService(engine: Engine & StreamAccessDeps): BoundService {
  const operations: BoundOperation[] = [
    bindOperation(DescribeStream, engine),
    bindOperation(GetRecords, engine),
    bindOperation(GetShardIterator, engine),
    bindOperation(ListStreams, engine),
  ]
  return {
    signingName: 'dynamodb',
    targetPrefix: 'DynamoDBStreams_20120810',
    operations: new Map(operations.map((operation) => [operation.name, operation])),
  }
}
