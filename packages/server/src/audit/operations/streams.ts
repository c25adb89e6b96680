import { dataRead, read, type OperationTable } from './spec.ts'

/** DynamoDB Streams. */
export const streamsOperations: OperationTable = {
  DescribeStream: read(['StreamArn', 'Limit', 'ExclusiveStartShardId', 'ShardFilter']),
  GetRecords: dataRead(['ShardIterator', 'Limit']),
  GetShardIterator: dataRead(['StreamArn', 'ShardId', 'ShardIteratorType', 'SequenceNumber']),
  ListStreams: read(['TableName', 'Limit', 'ExclusiveStartStreamArn']),
}
