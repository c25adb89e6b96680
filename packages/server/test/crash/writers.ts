import type { Dice } from '../properties/dice.ts'
import type { Item, Schema } from '../reference/tables/model.ts'
import { ConnectionLost, WireError, type WireClient } from '../robustness/wire-client.ts'
import type { Fate, Ledger } from './ledger.ts'

/** Every write of an item moves or changes rows in two global indexes and a local one. */
export const schema: Schema = {
  name: 'crash',
  hash: [{ name: 'pk', type: 'S' }],
  range: [{ name: 'sk', type: 'N' }],
  indexes: [
    {
      name: 'local',
      kind: 'local',
      hash: [{ name: 'pk', type: 'S' }],
      range: [{ name: 'round', type: 'N' }],
      include: ['text'],
    },
    {
      name: 'by-group',
      kind: 'global',
      hash: [{ name: 'group', type: 'S' }],
      range: [],
      include: [],
    },
    {
      name: 'by-round',
      kind: 'global',
      hash: [
        { name: 'group', type: 'S' },
        { name: 'even', type: 'S' },
      ],
      range: [{ name: 'round', type: 'N' }],
      include: undefined,
    },
  ],
}

const itemsPerWriter = 12
const counters = 3

/** A key and what is to be there. */
type ItemWrite = readonly [key: Item, item: Item | undefined]

export function keyOf(item: Item): string {
  return JSON.stringify([item['pk'], item['sk']])
}

/** What is known of a write that failed. Anything but a lost connection or a busy server ends the test. */
function fateOf(error: unknown): Fate {
  if (error instanceof ConnectionLost) return 'unknown'
  if (!(error instanceof WireError)) throw error
  if (error.reply.status === 503 || error.reply.code === 'ThrottlingException') return 'not done'
  throw error
}

/** One client: it sends one request at a time and notes each before it is sent and when it is answered. */
export class Writer {
  readonly #number: number
  readonly #ledger: Ledger
  readonly #dice: Dice
  #round = 0

  constructor(number: number, ledger: Ledger, dice: Dice) {
    this.#number = number
    this.#ledger = ledger
    this.#dice = dice
  }

  /** Writes until a request gets no answer. */
  async run(client: WireClient): Promise<void> {
    let alive = true
    while (alive) alive = await this.#write(client)
  }

  /** False: the server is gone. */
  async #write(client: WireClient): Promise<boolean> {
    this.#round += 1
    const choice = this.#dice.below(10)
    if (choice < 3) return this.#add(client)
    const key = this.#key(this.#dice.below(itemsPerWriter))
    if (choice < 6) return this.#put(client, key)
    if (choice < 8) return this.#update(client, key)
    if (choice < 9) return this.#delete(client, key)
    return this.#batch(client)
  }

  #key(number: number): Item {
    return { pk: { S: `writer ${String(this.#number)}` }, sk: { N: String(number) } }
  }

  #content(): Item {
    const length = this.#dice.chance(0.05) ? 30_000 : this.#dice.below(300)
    return {
      round: { N: String(this.#round) },
      even: { S: String(this.#round % 2 === 0) },
      group: { S: this.#dice.pick(['a', 'b', 'c']) },
      text: { S: `round ${String(this.#round)} `.padEnd(length, 'x') },
    }
  }

  #put(client: WireClient, key: Item): Promise<boolean> {
    const item = { ...key, ...this.#content() }
    return this.#noted([[key, item]], () =>
      client.call('PutItem', { TableName: schema.name, Item: item }),
    )
  }

  /** Sets every attribute there is, so that the writer knows what the item is then. */
  #update(client: WireClient, key: Item): Promise<boolean> {
    const content = this.#content()
    const names = Object.keys(content)
    return this.#noted([[key, { ...key, ...content }]], () =>
      client.call('UpdateItem', {
        TableName: schema.name,
        Key: key,
        UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries(
          names.map((name) => [`:${name}`, content[name]]),
        ),
      }),
    )
  }

  #delete(client: WireClient, key: Item): Promise<boolean> {
    return this.#noted([[key, undefined]], () =>
      client.call('DeleteItem', { TableName: schema.name, Key: key }),
    )
  }

  #batch(client: WireClient): Promise<boolean> {
    const first = this.#dice.below(itemsPerWriter)
    const writes = Array.from({ length: 1 + this.#dice.below(5) }, (_, at): ItemWrite => {
      const key = this.#key((first + at) % itemsPerWriter)
      return this.#dice.chance(0.8) ? [key, { ...key, ...this.#content() }] : [key, undefined]
    })
    const requests = writes.map(([Key, Item]) =>
      Item === undefined ? { DeleteRequest: { Key } } : { PutRequest: { Item } },
    )
    return this.#noted(writes, async () => {
      const answer = await client.call('BatchWriteItem', {
        RequestItems: { [schema.name]: requests },
      })
      const unprocessed = answer['UnprocessedItems']
      if (Object.keys(unprocessed ?? {}).length > 0) throw new ConnectionLost('some were not done')
    })
  }

  async #noted(writes: readonly ItemWrite[], send: () => Promise<unknown>): Promise<boolean> {
    for (const [key, item] of writes) this.#ledger.attempt(keyOf(key), item)
    const fate = await send().then(() => 'done' as const, fateOf)
    for (const [key, item] of writes) this.#ledger.settle(keyOf(key), item, fate)
    return fate !== 'unknown'
  }

  async #add(client: WireClient): Promise<boolean> {
    const key = { pk: { S: 'counter' }, sk: { N: String(this.#dice.below(counters)) } }
    this.#ledger.attemptAdd(keyOf(key))
    const fate = await client
      .call('UpdateItem', {
        TableName: schema.name,
        Key: key,
        UpdateExpression: 'SET #g = :g, #e = :e ADD #c :one, #r :one',
        ExpressionAttributeNames: { '#c': 'count', '#g': 'group', '#r': 'round', '#e': 'even' },
        ExpressionAttributeValues: { ':one': { N: '1' }, ':g': { S: 'a' }, ':e': { S: 'none' } },
      })
      .then(() => 'done' as const, fateOf)
    this.#ledger.settleAdd(keyOf(key), fate)
    return fate !== 'unknown'
  }
}
