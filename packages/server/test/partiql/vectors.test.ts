import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { PutItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb'
import { readVectors, refusal, startPartiql, type PartiqlServer } from './support.ts'

interface Refusal {
  readonly statement: string
  readonly parameters?: AttributeValue[]
  readonly message: string
}

interface Matches {
  readonly item: Record<string, AttributeValue>
  readonly conditions: readonly {
    readonly condition: string
    readonly parameters?: AttributeValue[]
    readonly holds: boolean
  }[]
}

let server: PartiqlServer
before(async () => {
  server = await startPartiql()
})
after(() => server.close())

test('statements are refused in the words of the service', async () => {
  const wrong: object[] = []
  for (const { statement, parameters, message } of readVectors('refusals.json') as Refusal[]) {
    const error = await refusal(server.run(statement, binary(parameters)))
    const answer = { statement, message: `${error.name}: ${error.message}` }
    if (answer.message !== `ValidationException: ${message}`) wrong.push(answer)
  }
  assert.deepEqual(wrong, [])
})

test('conditions hold as at the service, for a query and for a scan', async () => {
  const { item, conditions } = readVectors('matches.json') as Matches
  const values = Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, bytes(value)]),
  )
  await server.client.send(new PutItemCommand({ TableName: 'pairs', Item: values }))
  for (const { condition, parameters, holds } of conditions) {
    for (const where of [`pk = 'i' AND (${condition}\n)`, condition]) {
      const { Items } = await server.run(`SELECT * FROM pairs WHERE ${where}`, binary(parameters))
      assert.deepEqual(Items, holds ? [values] : [], where)
    }
  }
})

function binary(values: AttributeValue[] | undefined): AttributeValue[] | undefined {
  return values?.map(bytes)
}

/** The SDK takes binary values as bytes. */
function bytes(value: AttributeValue): AttributeValue {
  if (value.B === undefined) return value
  return { B: Uint8Array.from(Buffer.from(value.B as unknown as string, 'base64')) }
}
