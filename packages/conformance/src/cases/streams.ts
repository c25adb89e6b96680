import assert from 'node:assert/strict'
import type { TableDescription } from '@aws-sdk/client-dynamodb'
import { Cases, type Case } from '../case.ts'
import { eventually, invalidParameters, refused } from '../expect.ts'
import { key, untilActive } from '../tables.ts'
import type { Target } from '../target.ts'

const both = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const
const definition = {
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' as const }],
  KeySchema: key(['pk']),
  BillingMode: 'PAY_PER_REQUEST' as const,
}

/** Streams: their settings on tables, and their service, which is asked at the endpoint of the tables. */
export function streamCases(): Case[] {
  return [...settingCases(), ...readCases(), ...placeCases(), ...refusalCases()]
}

function settingCases(): Case[] {
  const cases = new Cases('StreamSpecification')
  cases.core('creates', 'A table created with a stream names it', (target) =>
    withStream(target, (TableName, table) => {
      assert.deepEqual(table.StreamSpecification, both)
      assert.match(table.LatestStreamLabel ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/)
      const arn = `${table.TableArn ?? ''}/stream/${table.LatestStreamLabel ?? ''}`
      assert.equal(table.LatestStreamArn, arn)
      assert.ok(arn.includes(TableName))
      return Promise.resolve()
    }),
  )
  cases.complete(
    'toggles',
    'A stream that was disabled lingers; the next one has another name',
    (target) =>
      withStream(target, async (TableName, table) => {
        await target.db.updateTable({ TableName, StreamSpecification: { StreamEnabled: false } })
        await untilActive(target.db, TableName)
        const { Table: off } = await target.db.describeTable({ TableName })
        assert.equal(off?.StreamSpecification, undefined)
        assert.equal(off?.LatestStreamArn, table.LatestStreamArn)
        const on = await target.db.updateTable({ TableName, StreamSpecification: both })
        assert.equal(on.TableDescription?.TableStatus, 'UPDATING')
        assert.notEqual(on.TableDescription.LatestStreamArn, table.LatestStreamArn)
        await untilActive(target.db, TableName)
        const { Streams } = await streams(target, 'ListStreams', { TableName })
        assert.equal((Streams as unknown[]).length, 2)
      }),
  )
  cases.complete('statuses', 'A stream is on its way to being enabled, or disabled', (target) =>
    withStream(target, async (TableName, table) => {
      const statusOf = async (StreamArn = '') => {
        const { StreamDescription } = await streams(target, 'DescribeStream', { StreamArn })
        return (StreamDescription as { StreamStatus: string }).StreamStatus
      }
      const settles = async (arn: string | undefined, way: string, end: string) => {
        const seen = await statusOf(arn)
        assert.ok([way, end].includes(seen), `${seen} in place of ${way} or ${end}`)
        await untilActive(target.db, TableName)
        await eventually(async () => {
          assert.equal(await statusOf(arn), end)
        })
      }
      await target.db.updateTable({ TableName, StreamSpecification: { StreamEnabled: false } })
      await settles(table.LatestStreamArn, 'DISABLING', 'DISABLED')
      const on = await target.db.updateTable({ TableName, StreamSpecification: both })
      await settles(on.TableDescription?.LatestStreamArn, 'ENABLING', 'ENABLED')
      assert.equal(await statusOf(table.LatestStreamArn), 'DISABLED')
    }),
  )
  return cases.list
}

function readCases(): Case[] {
  const cases = new Cases('GetRecords')
  cases.core('records', 'Each change is a record with both images, in order', (target) =>
    withStream(target, async (TableName, table) => {
      const item = (n: string) => ({ pk: { S: 'a' }, n: { N: n } })
      await target.db.putItem({ TableName, Item: item('1') })
      await target.db.putItem({ TableName, Item: item('1') })
      await target.db.putItem({ TableName, Item: item('2') })
      await target.db.deleteItem({ TableName, Key: { pk: { S: 'a' } } })
      await eventually(async () => {
        const records = await read(target, table.LatestStreamArn ?? '')
        const shown = records.map(({ eventName, dynamodb: { Keys, OldImage, NewImage } }) => {
          assert.deepEqual(Keys, { pk: { S: 'a' } })
          return [eventName, OldImage, NewImage]
        })
        assert.deepEqual(shown, [
          ['INSERT', undefined, item('1')],
          ['MODIFY', item('1'), item('2')],
          ['REMOVE', item('2'), undefined],
        ])
        for (const record of records) {
          assert.equal(record.eventVersion, '1.1')
          assert.equal(record.eventSource, 'aws:dynamodb')
          assert.equal(record.awsRegion, target.region)
          assert.match(record.dynamodb.SequenceNumber, /^\d{21,40}$/)
        }
        assert.deepEqual(
          records.map(({ dynamodb }) => dynamodb.SizeBytes),
          [3 + 6, 3 + 12, 3 + 6],
        )
      })
    }),
  )
  return cases.list
}

/** Where reading begins, and goes on. */
function placeCases(): Case[] {
  const cases = new Cases('GetShardIterator')
  const put = async (target: Target, TableName: string, names: string[]) => {
    for (const pk of names) await target.db.putItem({ TableName, Item: { pk: { S: pk } } })
  }
  const shown = ({ Records }: { [member: string]: unknown }) =>
    (Records as Record[]).map(({ dynamodb: { Keys } }) => (Keys as { pk: { S: string } }).pk.S)
  cases.core(
    'places',
    'Reading begins at an end, at a record or after it, and goes on from there',
    (target) =>
      withShard(target, async (TableName, StreamArn, ShardId) => {
        const at = async (place: object) => {
          const input = { StreamArn, ShardId, ...place }
          return (await streams(target, 'GetShardIterator', input))['ShardIterator']
        }
        const from = async (ShardIterator: unknown, Limit: number) =>
          streams(target, 'GetRecords', { ShardIterator, Limit })
        await put(target, TableName, ['a', 'b', 'c'])
        const begin = await at({ ShardIteratorType: 'TRIM_HORIZON' })
        await eventually(async () => {
          assert.deepEqual(shown(await from(begin, 3)), ['a', 'b', 'c'])
        })
        const first = await from(begin, 2)
        assert.deepEqual(shown(first), ['a', 'b'])
        const { SequenceNumber } = (first['Records'] as Record[])[1]?.dynamodb ?? {}
        const place = (ShardIteratorType: string) => at({ ShardIteratorType, SequenceNumber })
        assert.deepEqual(shown(await from(await place('AT_SEQUENCE_NUMBER'), 1)), ['b'])
        assert.deepEqual(shown(await from(await place('AFTER_SEQUENCE_NUMBER'), 9)), ['c'])
        const rest = await from(first['NextShardIterator'], 9)
        assert.deepEqual(shown(rest), ['c'])
        const none = await from(rest['NextShardIterator'], 9)
        assert.deepEqual(shown(none), [])
        await put(target, TableName, ['d'])
        await eventually(async () => {
          assert.deepEqual(shown(await from(none['NextShardIterator'], 9)), ['d'])
        })
      }),
  )
  cases.complete(
    'sequence-number',
    'A sequence number belongs to the two types that begin at one',
    (target) =>
      withShard(target, async (_, StreamArn, ShardId) => {
        const SequenceNumber = '1'.repeat(22)
        for (const place of [
          { ShardIteratorType: 'TRIM_HORIZON', SequenceNumber },
          { ShardIteratorType: 'LATEST', SequenceNumber },
          { ShardIteratorType: 'AT_SEQUENCE_NUMBER' },
          { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' },
        ]) {
          const { error } = await ask(target, 'GetShardIterator', { StreamArn, ShardId, ...place })
          assert.equal(error, 'ValidationException', place.ShardIteratorType)
        }
      }),
  )
  cases.complete(
    'no-more-shards',
    'After the last shard, and after one that is none, there are no more',
    (target) =>
      withShard(target, async (_, StreamArn, last) => {
        for (const ExclusiveStartShardId of [last, `shardId-${'z'.repeat(30)}`]) {
          const input = { StreamArn, ExclusiveStartShardId }
          const { StreamDescription } = await streams(target, 'DescribeStream', input)
          assert.deepEqual((StreamDescription as { Shards: unknown }).Shards, [])
        }
      }),
  )
  cases.complete(
    'closed-shard',
    'A shard that is closed is read to its end, and nothing follows it',
    (target) =>
      withShard(target, async (TableName, StreamArn, ShardId) => {
        const input = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }
        const { ShardIterator } = await streams(target, 'GetShardIterator', input)
        await put(target, TableName, ['a', 'b'])
        await target.db.updateTable({ TableName, StreamSpecification: { StreamEnabled: false } })
        await untilActive(target.db, TableName)
        await eventually(async () => {
          const { StreamDescription } = await streams(target, 'DescribeStream', { StreamArn })
          const { StreamStatus, Shards } = StreamDescription as {
            StreamStatus: string
            Shards: { SequenceNumberRange: { EndingSequenceNumber?: string } }[]
          }
          assert.equal(StreamStatus, 'DISABLED')
          for (const { SequenceNumberRange } of Shards) {
            assert.match(SequenceNumberRange.EndingSequenceNumber ?? '', /^\d+$/)
          }
        })
        const part = await streams(target, 'GetRecords', { ShardIterator, Limit: 1 })
        assert.deepEqual(shown(part), ['a'])
        const rest = await streams(target, 'GetRecords', {
          ShardIterator: part['NextShardIterator'],
        })
        assert.deepEqual(shown(rest), ['b'])
        assert.equal('NextShardIterator' in rest, false)
      }),
  )
  return cases.list
}

function refusalCases(): Case[] {
  const cases = new Cases('Streams')
  const create = (StreamSpecification: object) => ({
    TableName: 'never',
    ...definition,
    StreamSpecification,
  })
  cases.strict('no-view', 'An enabled stream needs a view type', (target) =>
    refused(target, 'CreateTable', create({ StreamEnabled: true }), {
      message: invalidParameters(
        'Table is being created with a stream enabled, UpdateViewType is required',
      ),
    }),
  )
  cases.strict('again', 'A stream is enabled or disabled once', (target) =>
    withStream(target, async (TableName) => {
      await refused(
        target,
        'UpdateTable',
        { TableName, StreamSpecification: both },
        {
          message: `Table already has an enabled stream: TableName: ${TableName}`,
        },
      )
      await target.db.updateTable({ TableName, StreamSpecification: { StreamEnabled: false } })
      await untilActive(target.db, TableName)
      await refused(
        target,
        'UpdateTable',
        { TableName, StreamSpecification: { StreamEnabled: false } },
        {
          message: `Table has no stream to disable: TableName: ${TableName}`,
        },
      )
    }),
  )
  cases.strict('unknown', 'A stream that is not there is named', (target) =>
    withStream(target, async (_, table) => {
      const StreamArn = (table.LatestStreamArn ?? '').replace(/stream\/\d{4}/, 'stream/1999')
      const answer = await ask(target, 'DescribeStream', { StreamArn })
      assert.equal(answer.error, 'ResourceNotFoundException')
      assert.equal(answer.message, `Requested resource not found: Stream: ${StreamArn} not found`)
    }),
  )
  return cases.list
}

interface Record {
  readonly eventName: string
  readonly eventVersion: string
  readonly eventSource: string
  readonly awsRegion: string
  readonly dynamodb: {
    readonly Keys: object
    readonly OldImage?: object
    readonly NewImage?: object
    readonly SequenceNumber: string
    readonly SizeBytes: number
  }
}

async function firstShard(target: Target, StreamArn: string): Promise<string> {
  const { StreamDescription } = await streams(target, 'DescribeStream', { StreamArn })
  const { Shards } = StreamDescription as { Shards: { ShardId: string }[] }
  return Shards[0]?.ShardId ?? ''
}

/** Everything in a stream of one shard. */
async function read(target: Target, StreamArn: string): Promise<Record[]> {
  const ShardId = await firstShard(target, StreamArn)
  const place = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }
  const { ShardIterator } = await streams(target, 'GetShardIterator', place)
  const { Records } = await streams(target, 'GetRecords', { ShardIterator })
  return Records as Record[]
}

function ask(target: Target, operation: string, input: object) {
  const header = { 'x-amz-target': `DynamoDBStreams_20120810.${operation}` }
  return target.raw(operation, JSON.stringify(input), header)
}

async function streams(target: Target, operation: string, input: object) {
  const answer = await ask(target, operation, input)
  assert.equal(answer.error, '', `${operation}: ${answer.message}`)
  return answer.body
}

/** With a table that has a stream: given are the stream's ARN and its first shard. */
function withShard(
  target: Target,
  use: (TableName: string, StreamArn: string, ShardId: string) => Promise<void>,
): Promise<void> {
  return withStream(target, async (TableName, { LatestStreamArn = '' }) => {
    await use(TableName, LatestStreamArn, await firstShard(target, LatestStreamArn))
  })
}

async function withStream(
  target: Target,
  use: (TableName: string, table: TableDescription) => Promise<void>,
): Promise<void> {
  const TableName = `conformance_own_${target.fresh()}`
  const { TableDescription: table } = await target.db.createTable({
    TableName,
    ...definition,
    StreamSpecification: both,
  })
  await untilActive(target.db, TableName)
  try {
    await use(TableName, table ?? {})
  } finally {
    await target.db.deleteTable({ TableName })
  }
}
