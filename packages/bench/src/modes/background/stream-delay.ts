import { setTimeout as sleep } from 'node:timers/promises'
import { Channel } from '../../load/channel.ts'
import type { Endpoint } from '../../load/endpoint.ts'
import { StreamReader } from '../../load/stream-reader.ts'
import { spread, type Spread } from './spread.ts'
import { createStreamed, dynamodb } from './tables.ts'

const writesPerSecond = 200
const pollMs = 5

/** Milliseconds from the moment at which a write was sent, or answered, to its record being read. */
export interface StreamDelay {
  readonly fromSending: Spread
  readonly fromAnswer: Spread
}

/** One writer, and one reader that asks again 5 ms after each answer. */
export async function streamDelay(endpoint: Endpoint, seconds: number): Promise<StreamDelay> {
  const [writing, reading] = [new Channel(endpoint), new Channel(endpoint)]
  const TableName = 'stream-delay'
  const reader = new StreamReader(reading, await createStreamed(writing, TableName))
  const sent = new Map<string, number>()
  const answered = new Map<string, number>()
  const read = new Map<string, number>()
  const count = writesPerSecond * seconds
  const begun = performance.now()
  const write = async (): Promise<void> => {
    for (let at = 0; at < count; at++) {
      const id = String(at)
      await sleep(Math.max(0, begun + (1000 * at) / writesPerSecond - performance.now()))
      sent.set(id, performance.now())
      const Item = { id: { S: id }, text: { S: 'x'.repeat(500) } }
      await writing.ask(`${dynamodb}PutItem`, { TableName, Item })
      answered.set(id, performance.now())
    }
  }
  const follow = async (): Promise<void> => {
    while (read.size < count) {
      const records = await reader.poll()
      const now = performance.now()
      for (const { dynamodb: change } of records) read.set(change.Keys['id']?.['S'] ?? '', now)
      await sleep(pollMs)
    }
  }
  await Promise.all([write(), follow()])
  writing.close()
  reading.close()
  const since = (begin: ReadonlyMap<string, number>): Spread =>
    spread([...read].map(([id, at]) => Math.max(0, at - (begin.get(id) ?? 0))))
  return { fromSending: since(sent), fromAnswer: since(answered) }
}
