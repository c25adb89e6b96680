import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { Cases, type Case } from '../case.ts'
import type { Target } from '../target.ts'

/** What the SDK hides: types, headers and bodies as they are. */
export function wireCases(): Case[] {
  const wire = new Cases('Wire')

  wire.core('success', 'A success is JSON 1.0 with a request id and a checksum', async (target) => {
    const answer = await target.call('ListTables', {})
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['content-type'], 'application/x-amz-json-1.0')
    assert.match(String(answer.headers['x-amzn-requestid']), /^[0-9A-Za-z-]{36,60}$/)
    assert.equal(Number(answer.headers['x-amz-crc32']), checksum(answer.bytes))
  })
  wire.core(
    'failure',
    'A failure names its type, with the checksum of its body',
    async (target) => {
      const answer = await target.call('DescribeTable', { TableName: 'conformance-absent' })
      assert.equal(answer.status, 400)
      assert.equal(
        answer.body['__type'],
        'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
      )
      assert.equal(Number(answer.headers['x-amz-crc32']), checksum(answer.bytes))
    },
  )
  wire.complete(
    'validation-type',
    'Faults of a request have a type of their own',
    async (target) => {
      const answer = await target.call('GetItem', {})
      assert.equal(answer.body['__type'], 'com.amazon.coral.validate#ValidationException')
    },
  )
  wire.complete(
    'serialization',
    'A value of another JSON type is refused before all else',
    async (target) => {
      const answer = await target.call('GetItem', { TableName: 5 })
      assert.equal(answer.status, 400)
      assert.equal(answer.body['__type'], 'com.amazon.coral.service#SerializationException')
      assert.equal(answer.body['Message'], 'NUMBER_VALUE cannot be converted to String')
    },
  )
  wire.complete('null-is-absent', 'A member that is null counts as absent', async (target) => {
    const Item = { pk: { S: target.fresh() } }
    const answer = await target.call('PutItem', {
      TableName: target.tables.hash,
      Item,
      ReturnValues: null,
      ConditionExpression: null,
    })
    assert.equal(answer.message, '')
  })
  wire.complete(
    'unknown-members',
    'Members that no model knows are passed over',
    async (target) => {
      const answer = await target.call('ListTables', { Unknown: { a: 1 } })
      assert.equal(answer.status, 200)
    },
  )
  wire.complete(
    'unknown-operation',
    'An operation that does not exist is refused',
    async (target) => {
      const answer = await target.call('DoSomething', {})
      assert.equal(answer.status, 400)
      assert.equal(answer.error, 'UnknownOperationException')
    },
  )
  wire.complete('times', 'Times are seconds since 1970', async (target) => {
    const { body } = await target.call('DescribeTable', { TableName: target.tables.hash })
    const { CreationDateTime } = body['Table'] as { CreationDateTime: unknown }
    assert.equal(typeof CreationDateTime, 'number')
    assert.ok(Math.abs(Number(CreationDateTime) - Date.now() / 1000) < 86_400)
  })
  wire.complete(
    'altered-body',
    'A body that was altered after signing is refused',
    async (target) => {
      const answer = await target.raw('ListTables', '{}', {
        'x-amz-content-sha256': 'a'.repeat(64),
      })
      assert.equal(answer.status, 400)
      assert.equal(answer.error, 'InvalidSignatureException')
    },
  )
  wire.complete(
    'other-origin',
    'A page of another origin may see the answer, its id and its date',
    async (target) => {
      const origin = 'https://page.example'
      for (const operation of ['ListTables', 'DescribeTable']) {
        const { headers } = await target.raw(operation, '{}', { origin })
        assert.equal(headers['access-control-allow-origin'], '*')
        const shown = String(headers['access-control-expose-headers']).toLowerCase().split(/, */)
        assert.ok(shown.includes('x-amzn-requestid') && shown.includes('date'), String(shown))
        assert.equal(headers['access-control-max-age'], undefined)
      }
      const plain = await target.call('ListTables', {})
      assert.equal(plain.headers['access-control-allow-origin'], undefined)
    },
  )
  return [...wire.list, ...codedCases()]
}

/** Bodies and answers that are compressed. */
function codedCases(): Case[] {
  const coded = new Cases('WireCoding')
  const inGzip = { 'content-encoding': 'gzip' }
  const put = (target: Target, pk: string, more: object = {}) =>
    JSON.stringify({ TableName: target.tables.hash, Item: { pk: { S: pk }, ...more } })
  const get = (target: Target, pk: string, headers: Readonly<Record<string, string>> = {}) => {
    const input = { TableName: target.tables.hash, Key: { pk: { S: pk } }, ConsistentRead: true }
    return target.raw('GetItem', JSON.stringify(input), headers)
  }
  coded.complete(
    'request',
    'A request may be compressed; what it is signed with is as sent',
    async (target) => {
      const pk = target.fresh()
      const more = { text: { S: 'x'.repeat(20_000) } }
      const sent = gzipSync(put(target, pk, more))
      assert.equal((await target.raw('PutItem', sent, inGzip)).message, '')
      assert.deepEqual((await get(target, pk)).body, { Item: { pk: { S: pk }, ...more } })
    },
  )
  coded.complete(
    'broken-request',
    'What is not in its coding, or becomes too large, does nothing',
    async (target) => {
      const pk = target.fresh()
      const plain = put(target, pk)
      const large = `${' '.repeat(20 * 2 ** 20)}${plain}`
      const whole = gzipSync(plain)
      for (const sent of [plain, whole.subarray(0, -1), gzipSync(large)]) {
        const { status } = await target.raw('PutItem', sent, inGzip)
        assert.ok(status >= 400, String(status))
      }
      assert.deepEqual((await get(target, pk)).body, {})
    },
  )
  coded.complete(
    'answer',
    'An answer of 4 KB is compressed for who asks, and its checksum is of what is sent',
    async (target) => {
      const pk = target.fresh()
      const text = 'x'.repeat(4096)
      await target.raw('PutItem', put(target, pk, { text: { S: text } }))
      for (const coding of ['gzip', 'deflate']) {
        const answer = await get(target, pk, { 'accept-encoding': coding })
        assert.equal(answer.headers['content-encoding'], coding)
        assert.ok(answer.bytes.length < 400, String(answer.bytes.length))
        assert.equal(Number(answer.headers['x-amz-crc32']), checksum(answer.bytes))
        assert.deepEqual(answer.body, { Item: { pk: { S: pk }, text: { S: text } } })
      }
      for (const accepted of ['identity', 'br', 'gzip;q=0']) {
        const answer = await get(target, pk, { 'accept-encoding': accepted })
        assert.equal(answer.headers['content-encoding'], undefined, accepted)
      }
      const small = await target.raw('ListTables', '{"Limit":1}', { 'accept-encoding': 'gzip' })
      assert.equal(small.headers['content-encoding'], undefined)
    },
  )
  return coded.list
}

/** CRC-32, as `x-amz-crc32` has it. Node has one of its own only from version 22 on. */
function checksum(bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}
