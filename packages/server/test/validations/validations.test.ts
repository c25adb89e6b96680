import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import { after, before, describe, test } from 'node:test'
import { start, type Server } from '../../src/index.ts'
import { WireClient } from '../robustness/wire-client.ts'
import {
  inputOf,
  pairs,
  readFixtures,
  readJson,
  readOperations,
  type Check,
  type Input,
  type Text,
} from './vectors.ts'

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
  const { message = '', Message = message } = (reply.json ?? {}) as Record<string, string>
  const text = Message
  const expected = check.code ?? 'ValidationException'
  const fits =
    check.pattern === true
      ? new RegExp(`^${check.message}$`, 's').test(text)
      : text === check.message
  const reasons = reasonsOf(reply.json)
  const because = check.reasons === undefined || isDeepStrictEqual(reasons, check.reasons)
  if ((reply.code ?? 'none') === expected && fits && because) return undefined
  const answered = `${reply.code ?? reply.status}: ${text}`
  return { rule: check.rule, answered, ...(because ? {} : { reasons }) }
}

interface Reason {
  readonly Code: string
  readonly Message?: string
}

/** The reasons of a cancellation, or the errors of a batch's statements, as the vectors write them. */
function reasonsOf(answer: Input | undefined): string[] {
  const responses = answer?.['Responses']
  const errors = Array.isArray(responses)
    ? (responses as { Error?: Reason }[]).map(({ Error: error }) => error ?? { Code: 'None' })
    : []
  const reasons = (answer?.['CancellationReasons'] ?? errors) as Reason[]
  return reasons.map(({ Code, Message }) => (Message === undefined ? Code : `${Code}: ${Message}`))
}

test('every text that is known is provoked by a check, or says why by none', () => {
  const provoked = new Set(
    readOperations().flatMap(({ checks }) => checks.flatMap(({ texts = [] }) => texts)),
  )
  const texts = readJson('texts.json') as Text[]
  for (const { id, when, without } of texts) {
    assert.equal(provoked.has(id), without === undefined, `${id}: ${when}`)
    provoked.delete(id)
  }
  assert.deepEqual([...provoked], [], 'checks name texts that are not in the file')
})

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
