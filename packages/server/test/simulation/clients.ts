import type { Dice } from '../properties/dice.ts'
import type { Answer, Callable } from '../properties/in-process.ts'
import type { Item, Schema, Value } from '../reference/tables/model.ts'
import type { Act, Operation, Outcome, State } from './linearizable.ts'
import { failureOf } from './outcomes.ts'

/** A table whose writes move rows in two global indexes and a local one. */
export const schema: Schema = {
  name: 'items',
  hash: [{ name: 'pk', type: 'S' }],
  range: [{ name: 'sk', type: 'N' }],
  indexes: [
    {
      name: 'local',
      kind: 'local',
      hash: [{ name: 'pk', type: 'S' }],
      range: [{ name: 'value', type: 'S' }],
      include: ['more'],
    },
    {
      name: 'by-value',
      kind: 'global',
      hash: [{ name: 'value', type: 'S' }],
      range: [],
      include: [],
    },
    {
      name: 'by-count',
      kind: 'global',
      hash: [{ name: 'group', type: 'S' }],
      range: [{ name: 'count', type: 'N' }],
      include: undefined,
    },
  ],
}

/** What was done to each item, by its number. */
export class Histories {
  readonly #operations = new Map<number, Operation[]>()
  #moment = 0
  #values = 0

  now(): number {
    return ++this.#moment
  }

  /** A value that nobody else writes. */
  freshValue(): string {
    return `v${String(++this.#values)}`
  }

  add(item: number, operation: Operation): void {
    const operations = this.#operations.get(item) ?? []
    this.#operations.set(item, [...operations, operation])
  }

  of(item: number): readonly Operation[] {
    return this.#operations.get(item) ?? []
  }

  anyValue(dice: Dice): string {
    return `v${String(1 + dice.below(this.#values + 1))}`
  }
}

function keyOf(item: number): Item {
  return { pk: { S: 'p' }, sk: { N: String(item) } }
}

function content(value: string): Item {
  return { value: { S: value }, count: { N: '0' }, group: { S: 'g' }, more: { S: `of ${value}` } }
}

function stateOf(item: unknown): State {
  if (item === undefined) return undefined
  const { value, count } = item as { value?: { S: string }; count?: { N: string } }
  return { value: value?.S, count: Number(count?.N ?? 0) }
}

/** What is to be judged after a failure: nothing where nothing happened. */
function outcomeOf(error: unknown): Outcome | undefined {
  const failure = failureOf(error)
  if (failure === 'not done') return undefined
  return { kind: failure === 'refused' ? 'failed' : 'unknown' }
}

/** Does one random thing to one random item, or to several, and writes down what came of it. */
export async function act(
  server: Callable,
  histories: Histories,
  items: number,
  dice: Dice,
): Promise<void> {
  const item = dice.below(items)
  const choice = dice.below(10)
  if (choice === 0) return batch(server, histories, items, dice)
  if (choice === 1) return read(server)
  const chosen: Act =
    choice < 4
      ? { kind: 'put', value: histories.freshValue() }
      : choice === 4
        ? {
            kind: 'replace',
            expected: histories.anyValue(dice),
            value: histories.freshValue(),
          }
        : choice < 7
          ? { kind: 'add' }
          : choice === 7
            ? { kind: 'delete' }
            : { kind: 'get' }
  const called = histories.now()
  let outcome: Outcome | undefined
  try {
    outcome = { kind: 'done', state: await perform(server, item, chosen) }
  } catch (error) {
    outcome = outcomeOf(error)
  }
  if (outcome !== undefined && !(chosen.kind === 'get' && outcome.kind === 'unknown')) {
    histories.add(item, { act: chosen, outcome, called, answered: histories.now() })
  }
}

/** Reads an item when everybody is done, as the last word of its history. */
export async function finalRead(
  server: Callable,
  histories: Histories,
  item: number,
): Promise<void> {
  const called = histories.now()
  const state = await perform(server, item, { kind: 'get' })
  const outcome: Outcome = { kind: 'done', state }
  histories.add(item, { act: { kind: 'get' }, outcome, called, answered: histories.now() })
}

async function perform(server: Callable, item: number, act: Act): Promise<State> {
  const table = { TableName: schema.name }
  const key = { ...table, Key: keyOf(item) }
  const attributes = (answer: Answer): State => stateOf(answer['Attributes'])
  switch (act.kind) {
    case 'get':
      return stateOf((await server.call('GetItem', { ...key, ConsistentRead: true }))['Item'])
    case 'delete':
      return attributes(await server.call('DeleteItem', { ...key, ReturnValues: 'ALL_OLD' }))
    case 'add':
      return attributes(
        await server.call('UpdateItem', {
          ...key,
          UpdateExpression: 'SET #g = :g ADD #c :one',
          ExpressionAttributeNames: { '#c': 'count', '#g': 'group' },
          ExpressionAttributeValues: { ':one': { N: '1' }, ':g': { S: 'g' } },
          ReturnValues: 'ALL_NEW',
        }),
      )
    case 'put':
    case 'replace': {
      const condition =
        act.kind === 'put'
          ? {}
          : {
              ConditionExpression: '#v = :expected',
              ExpressionAttributeNames: { '#v': 'value' },
              ExpressionAttributeValues: { ':expected': { S: act.expected } satisfies Value },
            }
      const Item = { ...keyOf(item), ...content(act.value) }
      return attributes(
        await server.call('PutItem', { ...table, Item, ReturnValues: 'ALL_OLD', ...condition }),
      )
    }
  }
}

interface Put {
  readonly PutRequest: { readonly Item: { readonly sk: { readonly N: string } } }
}

/** Puts two items. What the answer calls unprocessed was not done; a failure leaves all unknown. */
async function batch(
  server: Callable,
  histories: Histories,
  items: number,
  dice: Dice,
): Promise<void> {
  const first = dice.below(items)
  const puts = new Map([first, (first + 1) % items].map((item) => [item, histories.freshValue()]))
  const called = histories.now()
  const undone = new Set<number>()
  let outcome: Outcome = { kind: 'silent' }
  try {
    const requests = [...puts].map(([item, value]) => ({
      PutRequest: { Item: { ...keyOf(item), ...content(value) } },
    }))
    const answer = await server.call('BatchWriteItem', {
      RequestItems: { [schema.name]: requests },
    })
    const unprocessed = answer['UnprocessedItems'] as Record<string, Put[]>
    for (const { PutRequest } of unprocessed[schema.name] ?? []) {
      undone.add(Number(PutRequest.Item.sk.N))
    }
  } catch (error) {
    outcomeOf(error)
    outcome = { kind: 'unknown' }
  }
  const answered = histories.now()
  for (const [item, value] of puts) {
    if (undone.has(item)) continue
    histories.add(item, { act: { kind: 'put', value }, outcome, called, answered })
  }
}

/** One page of an index is of one moment, at which every item is in it at most once. */
async function read(server: Callable): Promise<void> {
  let answer: Answer
  try {
    answer = await server.call('Scan', { TableName: schema.name, IndexName: 'by-count' })
  } catch (error) {
    outcomeOf(error)
    return
  }
  const rows = (answer['Items'] as Item[]).map(({ pk, sk }) => JSON.stringify([pk, sk]))
  if (new Set(rows).size < rows.length) throw new Error(`an item twice in an index: ${rows.join()}`)
}
