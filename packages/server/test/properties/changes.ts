import assert from 'node:assert/strict'
import { Consumer, type StreamRecord } from '../streams/consumer.ts'
import {
  keysOf,
  textOf,
  type Change,
  type Item,
  type TableModel,
} from '../reference/tables/model.ts'
import type { InProcess } from './in-process.ts'

/** Follows the stream of a table, and holds what it says against what became of the model. */
export class ChangeCheck {
  readonly #model: TableModel
  readonly #consumer: Consumer
  #compared = 0

  constructor(server: InProcess, model: TableModel, streamArn: string) {
    this.#model = model
    this.#consumer = new Consumer(server, streamArn)
  }

  /** For each item, the records since the last check are its changes since then, in their order. */
  async check(): Promise<void> {
    const records = await this.#consumer.drain()
    const changes = this.#model.changes.slice(this.#compared)
    this.#compared += changes.length
    const told = byItem(
      records.map((record) => [this.#keyOf(record.dynamodb.Keys), textOfRecord(record)]),
    )
    const made = byItem(
      changes.map((change) => [
        this.#keyOf(change.after ?? change.before ?? {}),
        textOfChange(change),
      ]),
    )
    assert.deepEqual(told, made)
  }

  #keyOf(item: object): string {
    const names = keysOf(this.#model.schema).map(({ name }) => name)
    const own = Object.entries(item as Item).filter(([name]) => names.includes(name))
    return textOf(Object.fromEntries(own))
  }
}

function byItem(entries: readonly (readonly [key: string, text: string])[]) {
  const texts = new Map<string, string[]>()
  for (const [key, text] of entries) texts.set(key, [...(texts.get(key) ?? []), text])
  return new Map([...texts].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function textOfRecord({ eventName, dynamodb: { OldImage, NewImage } }: StreamRecord): string {
  return described(eventName, OldImage as Item | undefined, NewImage as Item | undefined)
}

function textOfChange({ before, after }: Change): string {
  const name = before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY'
  return described(name, before, after)
}

function described(name: string, before: Item | undefined, after: Item | undefined): string {
  return `${name} ${before ? textOf(before) : '-'} ${after ? textOf(after) : '-'}`
}
