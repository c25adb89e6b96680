import type { Inquiry, Outcome } from '../inquiry.ts'

/** A table with indexes and a stream under a key of its own, which was disabled after use. */
export interface KeyedTable {
  readonly keyId: string
  readonly name: string
  /** Of a shard of its stream, taken while the key was enabled. */
  readonly shardIterator: string
  /** While the key was enabled. */
  readonly before: readonly Outcome<'kms:Encrypt' | 'dynamodb:GetItem'>[]
  /** When the key was disabled, in milliseconds. */
  readonly disabledAt: number
}

/** Made once in a run. The key cannot be removed at once: it is scheduled for deletion. */
export function keyedTable(inquiry: Inquiry): Promise<KeyedTable> {
  return inquiry.workshop.once('keyed-table', () => make(inquiry))
}

export const probeKey = { pk: { S: 'mine' }, sk: { S: '1' } }

async function make(inquiry: Inquiry): Promise<KeyedTable> {
  const { workshop } = inquiry
  const name = `${workshop.name}-keyed`
  const made = await inquiry.send('kms:CreateKey', {
    Description: name,
    Policy: policyFor(inquiry),
  })
  const KeyId = made.KeyMetadata?.KeyId ?? ''
  workshop.later(`key ${KeyId}`, () =>
    inquiry.send('kms:ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 }),
  )
  const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const })
  const hash = (AttributeName: string) => ({ AttributeName, KeyType: 'HASH' as const })
  const range = (AttributeName: string) => ({ AttributeName, KeyType: 'RANGE' as const })
  const Projection = { ProjectionType: 'ALL' as const }
  await inquiry.send('dynamodb:CreateTable', {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [attribute('pk'), attribute('sk'), attribute('open')],
    KeySchema: [hash('pk'), range('sk')],
    GlobalSecondaryIndexes: [{ IndexName: 'global', KeySchema: [hash('open')], Projection }],
    LocalSecondaryIndexes: [
      { IndexName: 'local', KeySchema: [hash('pk'), range('open')], Projection },
    ],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: KeyId },
  })
  workshop.later(`table ${name}`, () => inquiry.send('dynamodb:DeleteTable', { TableName: name }))
  // A table is deleted with its key at hand, so the key comes back before.
  workshop.later(`key ${KeyId} disabled`, () => inquiry.send('kms:EnableKey', { KeyId }))
  await workshop.active(name)
  const Item = { ...probeKey, open: { S: 'probe' } }
  await inquiry.send('dynamodb:PutItem', { TableName: name, Item })
  const shardIterator = await iteratorOf(inquiry, name)
  const before = [
    await inquiry.try('kms:Encrypt', { KeyId, Plaintext: Buffer.from('probe') }),
    await inquiry.try('dynamodb:GetItem', { TableName: name, Key: probeKey }),
  ]
  await inquiry.try('kms:DisableKey', { KeyId })
  return { keyId: KeyId, name, shardIterator, before, disabledAt: inquiry.now() }
}

/** For the account, and for the assessor, whose own policies need not speak of keys then. */
function policyFor(inquiry: Inquiry): string {
  const { account, assessor } = inquiry.target
  const root = `arn:aws:iam::${account}:root`
  const Statement = [...new Set([root, assessor])].map((AWS) => ({
    Effect: 'Allow',
    Principal: { AWS },
    Action: 'kms:*',
    Resource: '*',
  }))
  return JSON.stringify({ Version: '2012-10-17', Statement })
}

async function iteratorOf(inquiry: Inquiry, TableName: string): Promise<string> {
  const { Table } = await inquiry.send('dynamodb:DescribeTable', { TableName })
  const StreamArn = Table?.LatestStreamArn
  const { StreamDescription } = await inquiry.send('streams:DescribeStream', { StreamArn })
  const { ShardIterator = '' } = await inquiry.send('streams:GetShardIterator', {
    StreamArn,
    ShardId: StreamDescription?.Shards?.[0]?.ShardId,
    ShardIteratorType: 'TRIM_HORIZON',
  })
  return ShardIterator
}
