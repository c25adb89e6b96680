import { setTimeout as sleep } from 'node:timers/promises'
import { Channel } from '../../load/channel.ts'
import type { Endpoint } from '../../load/endpoint.ts'
import { StreamReader } from '../../load/stream-reader.ts'
import { spread, type Spread } from './spread.ts'
import { createStreamed, dynamodb } from './tables.ts'

const perSecond = 1000
const loaders = 4
const perBatch = 25
const pollMs = 50
const giveUpMs = 90_000

export interface Expiry {
  readonly perSecond: number
  /** Seconds from the expiry of an item to the record of its deletion being read. */
  readonly delay: Spread
  readonly left: number
}

/** Items of which 1,000 expire in each second, all written before the first does. */
export async function expiry(endpoint: Endpoint, seconds: number): Promise<Expiry> {
  const channels = Array.from({ length: loaders }, () => new Channel(endpoint))
  const [first] = channels
  if (first === undefined) throw new Error('there is a loader')
  const TableName = 'expiring'
  const arn = await createStreamed(first, TableName)
  await first.ask(`${dynamodb}UpdateTimeToLive`, {
    TableName,
    TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' },
  })
  const count = perSecond * seconds
  // Loading takes no longer than a millisecond an item, or the delays below are not those of the server.
  const start = Math.ceil(Date.now() / 1000) + Math.ceil(count / 1000) + 5
  const expiresAt = (number: number): number => start + Math.floor(number / perSecond)
  await Promise.all(
    channels.map(async (channel, loader) => {
      for (let at = loader * perBatch; at < count; at += loaders * perBatch) {
        const numbers = Array.from({ length: Math.min(perBatch, count - at) }, (_, n) => at + n)
        const puts = numbers.map((number) => ({
          PutRequest: {
            Item: {
              id: { S: String(number) },
              expires: { N: String(expiresAt(number)) },
              text: { S: 'x'.repeat(200) },
            },
          },
        }))
        await channel.ask(`${dynamodb}BatchWriteItem`, { RequestItems: { [TableName]: puts } })
      }
    }),
  )
  if (Date.now() > 1000 * start) throw new Error('items expired before all were written')
  const reader = new StreamReader(first, arn)
  const delays: number[] = []
  const end = 1000 * (start + seconds) + giveUpMs
  while (delays.length < count && Date.now() < end) {
    const records = await reader.poll()
    const now = Date.now() / 1000
    for (const { eventName, dynamodb: change } of records) {
      if (eventName === 'REMOVE') delays.push(now - expiresAt(Number(change.Keys['id']?.['S'])))
    }
    await sleep(pollMs)
  }
  for (const channel of channels) channel.close()
  return { perSecond, delay: spread(delays), left: count - delays.length }
}
