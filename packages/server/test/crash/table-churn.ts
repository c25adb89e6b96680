import assert from 'node:assert/strict'
import { ConnectionLost, type WireClient } from '../robustness/wire-client.ts'

const name = 'churn'
const rows = 20

/**
 * A client that makes a table, fills it and deletes it, over and over. What it was told last, or
 * attempted since, must hold after a crash; and a table made anew is empty.
 */
export class TableChurn {
  /** Whether the table may be there, and whether it may not. */
  #exists: 'yes' | 'no' | 'unknown' = 'no'

  async run(client: WireClient): Promise<void> {
    try {
      for (;;) await (this.#exists === 'yes' ? this.#delete(client) : this.#create(client))
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error
    }
  }

  async check(client: WireClient): Promise<void> {
    const { TableNames } = await client.call('ListTables', {})
    const there = (TableNames as string[]).includes(name)
    if (this.#exists !== 'unknown') assert.equal(there, this.#exists === 'yes')
    this.#exists = there ? 'yes' : 'no'
    if (there) await client.call('Scan', { TableName: name, Limit: 5 })
  }

  async #create(client: WireClient): Promise<void> {
    this.#exists = 'unknown'
    await client.call('CreateTable', {
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'N' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    })
    this.#exists = 'yes'
    const { Count } = await client.call('Scan', { TableName: name })
    assert.equal(Count, 0, 'a table that was made anew is empty')
    const requests = Array.from({ length: rows }, (_, id) => ({
      PutRequest: { Item: { id: { N: String(id) }, text: { S: 'old' } } },
    }))
    await client.call('BatchWriteItem', { RequestItems: { [name]: requests } })
  }

  async #delete(client: WireClient): Promise<void> {
    this.#exists = 'unknown'
    await client.call('DeleteTable', { TableName: name })
    this.#exists = 'no'
  }
}
