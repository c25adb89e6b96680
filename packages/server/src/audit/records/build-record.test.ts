import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Caller } from '../../security/credentials/index.ts'
import { services } from '../operations/index.ts'
import { RecordWriter } from './build-record.ts'
import type { RequestFacts } from './request-facts.ts'
import { filled, partsOf } from './record-shape.ts'
import type { CloudTrailRecord } from './record.ts'

const dynamodb = services['dynamodb']
assert.ok(dynamodb)
const callers = ['1', '2'].map(
  (id) =>
    ({
      kind: 'user',
      accountId: '111122223333',
      accessKeyId: `AKIA${id}`,
      userId: `AIDA${id}`,
      arn: `arn:aws:iam::111122223333:user/${id}`,
      userName: id,
    }) as unknown as Caller,
)
const table = (name: string): string => `arn:aws:dynamodb:us-east-1:111122223333:table/${name}`
const maybe = (...texts: string[]) => fc.constantFrom(undefined, ...texts)

const facts: fc.Arbitrary<RequestFacts> = fc.record({
  requestId: fc.constantFrom('R1', 'R2'),
  sourceIp: fc.constantFrom('10.0.0.1', '10.0.0.2'),
  userAgent: maybe('a', 'b "quoted"'),
  host: maybe('localhost', 'db'),
  tls: fc.constantFrom(
    undefined,
    { version: 'TLSv1.2', cipher: 'x' },
    { version: 'TLSv1.3', cipher: 'x' },
    { version: 'TLSv1.3', cipher: 'y' },
  ),
  caller: fc.constantFrom(...callers),
  endpointId: maybe('vpce-1', 'vpce-2'),
  input: fc.constantFrom(
    { TableName: 'A', Key: { pk: { S: '\u0001"' } } },
    { TableName: 'A', Key: { '7': { N: '1' } } },
  ),
  resources: fc.constantFrom([table('A')], [table('B')], [table('A'), table('B')]),
})

const operation = fc.constantFrom('GetItem', 'DeleteItem').map((name) => {
  const spec = dynamodb.operations[name]
  assert.ok(spec)
  return { name, service: dynamodb, spec }
})

const asked = fc.record({
  named: operation,
  request: facts,
  recipient: fc.constantFrom('111122223333', '444455556666'),
})
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never

/** Requests of which each differs from the one before in one thing. */
const sequence = fc
  .tuple(
    asked,
    fc.array(
      fc.tuple(
        asked,
        fc.constantFrom(
          ...([
            'sourceIp',
            'userAgent',
            'host',
            'tls',
            'caller',
            'endpointId',
            'resources',
          ] as const),
          ...(['named', 'recipient'] as const),
        ),
      ),
      { maxLength: 40 },
    ),
  )
  .map(([first, changes]) => {
    const found: Asked[] = [first]
    let last = first
    for (const [other, what] of changes) {
      last =
        what === 'named' || what === 'recipient'
          ? { ...last, [what]: other[what] }
          : { ...last, request: { ...last.request, [what]: other.request[what] } }
      found.push(last)
    }
    return found
  })

test('a record says what its own request was, whatever others were before it', () => {
  fc.assert(
    fc.property(sequence, (requests) => {
      const writer = new RecordWriter('us-east-1', () => ['pk'])
      for (const { named, request, recipient } of requests) {
        const more = { eventId: 'E1', now: 1_795_600_000_123, recipient }
        const { shape, record } = writer.write(named, request, more)
        assert.ok(shape)
        const [requestId = '', parameters = ''] = record.split(/ (.*)/)
        const own = { time: '2026-11-25T09:46:40Z', parameters, requestId, eventId: 'E1' }
        const text = filled(partsOf(shape), own)
        const read = JSON.parse(text) as CloudTrailRecord
        assert.deepEqual(
          {
            name: read.eventName,
            readOnly: read.readOnly,
            recipient: read.recipientAccountId,
            arn: read.userIdentity.arn,
            requestId: read.requestID,
            sourceIp: read.sourceIPAddress,
            userAgent: read.userAgent,
            tls: read.tlsDetails?.tlsVersion,
            cipher: read.tlsDetails?.cipherSuite,
            host: read.tlsDetails?.clientProvidedHostHeader,
            endpointId: read.vpcEndpointId,
            resources: read.resources?.map(({ ARN }) => ARN),
          },
          {
            name: named.name,
            readOnly: named.spec.readOnly,
            recipient,
            arn: request.caller?.arn,
            requestId: request.requestId,
            sourceIp: request.sourceIp,
            userAgent: request.userAgent,
            tls: request.tls?.version,
            cipher: request.tls?.cipher,
            host: request.tls && request.host,
            endpointId: request.endpointId,
            resources: request.resources,
          },
        )
      }
    }),
  )
})

test('what fails, and what is answered later, is kept whole', () => {
  const writer = new RecordWriter('us-east-1', () => [])
  const spec = dynamodb.operations['GetItem']
  assert.ok(spec)
  const request: RequestFacts = {
    requestId: 'R',
    sourceIp: '10.0.0.1',
    caller: callers[0],
    endpointId: undefined,
    input: { TableName: 'A' },
    resources: [table('A')],
  }
  const error = { code: 'ResourceNotFoundException', message: 'no' }
  const more = { eventId: 'E', now: 1_795_600_000_123, recipient: '111122223333', error }
  const { shape, record } = writer.write(
    { name: 'GetItem', service: dynamodb, spec },
    request,
    more,
  )
  assert.equal(shape, undefined)
  const read = JSON.parse(record) as CloudTrailRecord
  assert.equal(read.errorCode, 'ResourceNotFoundException')
  assert.equal(read.eventTime, '2026-11-25T09:46:40Z')
  assert.deepEqual(read.requestParameters, { tableName: 'A' })
})
