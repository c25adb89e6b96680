import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { start, type Server } from '../../src/index.ts'
import { WireClient } from '../robustness/wire-client.ts'
import { inputOf, pairs, readFixtures, readOperations, type Check, type Input } from './vectors.ts'

let server: Server
let client: WireClient
before(async () => {
  server = await start()
  const { credentials } = server.clientConfig
  client = new WireClient({ endpoint: server.endpoint, credentials, ca: server.ca })
  const { tables, items } = readFixtures()
  for (const table of tables) await client.call('CreateTable', table)
  for (const [TableName, list] of Object.entries(items)) {
    for (const Item of list) await client.call('PutItem', { TableName, Item })
  }
})
after(async () => {
  client.close()
  await server.close()
})

/** What differs from the expected answer; undefined when nothing does. */
async function differs(operation: string, input: Input, check: Check): Promise<object | undefined> {
  const reply = await client.post(`DynamoDB_20120810.${operation}`, JSON.stringify(input))
  const { message, Message } = reply.json ?? {}
  const text = message ?? Message
  const expected = check.code ?? 'ValidationException'
  const fits =
    check.pattern === true
      ? new RegExp(`^${check.message}$`, 's').test(String(text))
      : text === check.message
  if (reply.code === expected && fits) return undefined
  return { rule: check.rule, answered: `${reply.code ?? reply.status}: ${String(text)}` }
}

for (const operation of readOperations()) {
  const { operation: name, base, checks } = operation
  describe(name, () => {
    test('refuses in the words of the service', async () => {
      const wrong: object[] = []
      for (const check of checks) {
        const fault = await differs(name, inputOf(base, check.with), check)
        if (fault) wrong.push({ ...fault, expected: check.message })
      }
      assert.deepEqual(wrong, [])
    })

    test('names the fault of the earlier stage', async () => {
      const wrong: object[] = []
      for (const [first, second] of pairs(operation)) {
        const input = inputOf(base, second.with, first.with)
        const fault = await differs(name, input, first)
        if (fault) wrong.push({ ...fault, beside: second.rule })
      }
      assert.deepEqual(wrong, [])
    })
  })
}
