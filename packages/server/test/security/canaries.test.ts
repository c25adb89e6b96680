import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { atEnd } from '../at-end.ts'
import { encodeKeyComponent } from '../../src/values/index.ts'
import { dataDirectory, keysDirectory, startServerProcess } from '../crash/server-process.ts'
import type { Credentials, WireClient } from '../robustness/wire-client.ts'
import { search, searchBytes, tracesOf, type Canary, type Trace } from './forms.ts'

/** Everything that a client tells the server, fresh for each run and long enough to be no accident. */
function makeMarks() {
  const text = (kind: string): string => `${kind}-${randomBytes(9).toString('hex')}`
  const digits = BigInt(`0x${randomBytes(12).toString('hex')}`)
    .toString()
    .padEnd(28, '7')
  return {
    table: text('table'),
    index: text('index'),
    hashName: text('hash-name'),
    rangeName: text('range-name'),
    indexName: text('index-key-name'),
    attribute: text('attribute-name'),
    nested: text('nested-name'),
    hash: text('hash'),
    range: text('range'),
    indexed: text('indexed'),
    value: text('value'),
    updated: text('updated'),
    inSet: text('in-set'),
    condition: text('condition'),
    token: text('tok'),
    statement: text('statement'),
    binary: randomBytes(21),
    number: digits,
  }
}

type Marks = ReturnType<typeof makeMarks>

function canariesOf(marks: Marks): Canary[] {
  const plain = Object.entries(marks).map(([name, mark]) => ({ name, bytes: Buffer.from(mark) }))
  // As the encoding of sort keys writes them.
  const number = encodeKeyComponent({ N: marks.number })
  return [...plain, { name: 'number as a key', bytes: number.subarray(2, -1) }]
}

async function write(client: WireClient, marks: Marks): Promise<void> {
  const { table, hashName, rangeName, indexName, attribute } = marks
  const element = (AttributeName: string, KeyType: string) => ({ AttributeName, KeyType })
  await client.call('CreateTable', {
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [hashName, rangeName, indexName, attribute].map((AttributeName) => ({
      AttributeName,
      AttributeType: AttributeName === attribute ? 'N' : 'S',
    })),
    KeySchema: [element(hashName, 'HASH'), element(rangeName, 'RANGE')],
    GlobalSecondaryIndexes: [
      {
        IndexName: marks.index,
        KeySchema: [element(indexName, 'HASH'), element(rangeName, 'RANGE')],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    LocalSecondaryIndexes: [
      {
        IndexName: `${marks.index}.local`,
        KeySchema: [element(hashName, 'HASH'), element(attribute, 'RANGE')],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [marks.nested] },
      },
    ],
  })
  const key = (at: number): object => ({
    [hashName]: { S: marks.hash },
    [rangeName]: { S: `${marks.range} ${String(at)}` },
  })
  const item = (at: number): object => ({
    ...key(at),
    [indexName]: { S: marks.indexed },
    [attribute]: { N: marks.number },
    text: { S: `${marks.value} `.repeat(60) },
    binary: { B: marks.binary.toString('base64') },
    map: { M: { [marks.nested]: { L: [{ SS: [marks.inSet] }, { N: marks.number }] } } },
    [marks.nested]: { NS: [marks.number] },
  })
  for (let at = 0; at < 200; at += 25) {
    const requests = Array.from({ length: 25 }, (_, next) => ({
      PutRequest: { Item: item(at + next) },
    }))
    await client.call('BatchWriteItem', { RequestItems: { [table]: requests } })
  }
  for (let at = 0; at < 40; at++) {
    await client.call('UpdateItem', {
      TableName: table,
      Key: key(at),
      UpdateExpression: 'SET #i = :u, #t = :u',
      ExpressionAttributeNames: { '#i': indexName, '#t': 'text' },
      ExpressionAttributeValues: { ':u': { S: marks.updated } },
    })
    await client.call('DeleteItem', { TableName: table, Key: key(100 + at) })
  }
  await statements(client, marks, key)
  await refusals(client, marks, key(0))
}

/** A transaction with a token, and values in the text and in the parameters of statements. */
async function statements(
  client: WireClient,
  marks: Marks,
  key: (at: number) => object,
): Promise<void> {
  const { table, hashName, rangeName } = marks
  await client.call('TransactWriteItems', {
    ClientRequestToken: marks.token,
    TransactItems: [41, 42].map((at) => ({
      Put: { TableName: table, Item: { ...key(at), text: { S: marks.updated } } },
    })),
  })
  await client.call('ExecuteStatement', {
    Statement: `UPDATE "${table}" SET note = '${marks.statement}' WHERE "${hashName}" = ? AND "${rangeName}" = ?`,
    Parameters: Object.values(key(43)),
  })
  const Statement = `SELECT * FROM "${table}" WHERE "${hashName}" = '${marks.statement}'`
  await client.call('BatchExecuteStatement', {
    Statements: [{ Statement: `${Statement} AND "${rangeName}" = 'x'` }],
  })
}

/** Refusals of every kind: what they say to the client must not be said to the log. */
async function refusals(client: WireClient, marks: Marks, Key: object): Promise<void> {
  const { table } = marks
  const send = async (operation: string, input: object): Promise<void> => {
    const reply = await client.post(`DynamoDB_20120810.${operation}`, JSON.stringify(input))
    assert.equal(reply.status, 400, reply.body.toString())
  }
  await send('DeleteItem', {
    TableName: table,
    Key,
    ConditionExpression: '#t = :c',
    ExpressionAttributeNames: { '#t': 'text' },
    ExpressionAttributeValues: { ':c': { S: marks.condition } },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  })
  await send('GetItem', { TableName: `${table}.missing`, Key })
  await send('PutItem', { TableName: table, Item: { [marks.value]: { N: marks.value } } })
  await send('PutItem', { TableName: `${table}/${marks.value}!`, Item: {} })
  await send('Query', { TableName: table, KeyConditionExpression: `${marks.value} = = :v` })
  await client.post(`DynamoDB_20120810.${marks.value}`, `{"${marks.value}":`)
  await client.send(
    { authorization: `AWS4-HMAC-SHA256 Credential=${marks.value}`, 'x-amz-target': marks.value },
    Buffer.from(marks.value),
  )
}

async function rootCredentials(directory: string): Promise<Credentials> {
  const text = await readFile(join(keysDirectory(directory), 'root.credentials'), 'utf8')
  const value = (name: string): string => new RegExp(`${name} = (\\S+)`).exec(text)?.[1] ?? ''
  return {
    accessKeyId: value('aws_access_key_id'),
    secretAccessKey: value('aws_secret_access_key'),
  }
}

/** The keys beside the data: as their files hold them, and as the bytes that these stand for. */
async function secretsOf(directory: string): Promise<Canary[]> {
  const { secretAccessKey } = await rootCredentials(directory)
  assert.equal(secretAccessKey.length, 40)
  const masterKey = (await readFile(join(keysDirectory(directory), 'master.key'), 'utf8')).trim()
  const decoded = Buffer.from(masterKey.split(/\s/).at(-1) ?? '', 'base64')
  const [longest = ''] = masterKey.split(/\s/).sort((a, b) => b.length - a.length)
  const asHex = /^[0-9a-f]{64}$/i.test(longest) ? Buffer.from(longest, 'hex') : decoded
  assert.equal(asHex.length, 32, 'the master key file holds 32 bytes')
  return [
    { name: 'root secret', bytes: Buffer.from(secretAccessKey) },
    { name: 'master key', bytes: asHex },
    { name: 'master key, hashed', bytes: createHash('sha256').update(asHex).digest() },
    { name: 'a private key', bytes: Buffer.from('PRIVATE KEY') },
  ]
}

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  for (const cipher of ['aegis', 'sqlcipher']) {
    test(`nothing of a client or a key is on the disk or in the log (${cipher}, ${signal})`, async (t) => {
      const directory = await mkdtemp(join(tmpdir(), 'strongroom-canary-'))
      atEnd(t, () => rm(directory, { recursive: true, force: true }))
      const temporary = join(directory, 'tmp')
      await mkdir(temporary)
      const marks = makeMarks()
      const server = await startServerProcess({
        directory,
        args: ['--cipher', cipher],
        env: { TMPDIR: temporary, SQLITE_TMPDIR: temporary },
      })
      atEnd(t, () => server.end('SIGKILL'))
      const client = server.client(await rootCredentials(directory))
      const traces: Trace[] = [...canariesOf(marks), ...(await secretsOf(directory))].flatMap(
        tracesOf,
      )
      await write(client, marks)

      const whileRunning = await search(dataDirectory(directory), traces)
      assert.deepEqual(whileRunning.found, [])
      assert.ok(whileRunning.bytes > 500_000, 'what was written is on the disk')
      await client.call('DeleteTable', { TableName: marks.table })
      client.close()
      await server.end(signal)

      const afterwards = await search(dataDirectory(directory), traces)
      assert.deepEqual(afterwards.found, [])
      assert.deepEqual((await search(temporary, traces)).found, [])
      assert.ok(server.output().includes('"DeleteTable"'), 'the log is that of every request')
      assert.deepEqual(searchBytes(Buffer.from(server.output()), traces), [])
    })
  }
}

test('what is on the disk would be found, in any form', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'strongroom-canary-'))
  atEnd(t, () => rm(directory, { recursive: true, force: true }))
  const canary = { name: 'it', bytes: randomBytes(20) }
  const traces = tracesOf(canary)
  for (const { form, bytes } of traces) {
    const noise = randomBytes(100_000)
    await writeFile(join(directory, 'file'), Buffer.concat([noise, bytes, noise]))
    const { found } = await search(directory, traces)
    assert.ok(found.some((each) => each.startsWith(`it (${form})`)))
  }
  await writeFile(join(directory, 'file'), '')
  for (const before of ['', 'x', 'xy']) {
    const text = Buffer.concat([Buffer.from(before), canary.bytes, Buffer.from('z')])
    assert.notDeepEqual(searchBytes(Buffer.from(text.toString('base64')), traces), [])
  }
  assert.deepEqual((await search(directory, traces)).found, [])
})
