import { limits } from '../../base/index.ts'
import type { Engine, StreamName } from '../../engine/index.ts'
import type { ListStreamsInput } from '../../generated/dynamodbstreams/index.ts'
import type { Operation } from '../operation.ts'
import { checkLimit } from './limit.ts'
import { readStreamArn, streamArn, streamNotFound } from './stream-arn.ts'

interface Prepared {
  readonly table: string | undefined
  readonly after: StreamName | undefined
  readonly afterArn: string
  readonly limit: number
}

export const ListStreams: Operation<Pick<Engine, 'streams'>, ListStreamsInput, Prepared, object> = {
  name: 'ListStreams',
  inputShape: 'ListStreamsInput',

  prepare({ TableName, ExclusiveStartStreamArn, Limit }, context) {
    return {
      table: TableName,
      after:
        ExclusiveStartStreamArn === undefined
          ? undefined
          : readStreamArn(ExclusiveStartStreamArn, context),
      afterArn: ExclusiveStartStreamArn ?? '',
      limit: checkLimit(Limit, limits.streamListed),
    }
  },

  accesses: () => [{ action: 'dynamodb:ListStreams', resource: '*' }],

  async run({ streams }, { table, after, afterArn, limit }, context) {
    const { accountId } = context.caller
    if (after && (after.accountId !== accountId || (await streams.find(after)) === undefined)) {
      throw streamNotFound(afterArn)
    }
    // One more than asked for tells whether a page follows: the last page has no cursor.
    const found = await streams.list(accountId, table, after, limit + 1)
    const page = found.slice(0, limit)
    const last = page.at(-1)
    return {
      Streams: page.map((stream) => ({
        StreamArn: streamArn(context.region, stream),
        TableName: stream.tableName,
        StreamLabel: stream.label,
      })),
      LastEvaluatedStreamArn:
        found.length > limit && last ? streamArn(context.region, last) : undefined,
    }
  },
}
