import type { Channel } from '../../load/channel.ts'

export const dynamodb = 'DynamoDB_20120810.'

/** A table with a stream of keys; gives the ARN of the stream. */
export async function createStreamed(channel: Channel, TableName: string): Promise<string> {
  const { TableDescription } = await channel.ask(`${dynamodb}CreateTable`, {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
  })
  return (TableDescription as { LatestStreamArn: string }).LatestStreamArn
}
