import assert from 'node:assert/strict'
import type { WireClient } from './wire-client.ts'

/** A client that does nothing wrong, and must not notice that others do. */
export class Bystander {
  readonly #client: WireClient
  #written = 0
  #rounds = 0

  constructor(client: WireClient) {
    this.#client = client
  }

  get rounds(): number {
    return this.#rounds
  }

  async open(): Promise<void> {
    await this.#client.call('CreateTable', {
      TableName: 'bystander',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    })
  }

  /** One write and two reads, each with the one right answer. */
  async round(): Promise<void> {
    const TableName = 'bystander'
    const Key = { pk: { S: 'mine' } }
    const { Attributes } = await this.#client.call('UpdateItem', {
      TableName,
      Key,
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ReturnValues: 'ALL_NEW',
    })
    this.#written += 1
    const item = { ...Key, n: { N: String(this.#written) } }
    assert.deepEqual(Attributes, item)
    const { Item } = await this.#client.call('GetItem', { TableName, Key, ConsistentRead: true })
    assert.deepEqual(Item, item)
    const { Items, Count } = await this.#client.call('Scan', { TableName })
    assert.equal(Count, 1)
    assert.deepEqual(Items, [item])
    this.#rounds += 1
  }
}
