import assert from 'node:assert/strict'
import type { Dice } from '../properties/dice.ts'
import { openTcp, openTls, statusesOf, type RawConnection } from './raw-connection.ts'
import { credentials, type ServerUnderAttack } from './server-under-attack.ts'
import { Signer } from './wire-client.ts'

/** Something wrong below the request, on a connection of its own. Throws if the server does not cope. */
export type Breakage = (server: ServerUnderAttack, dice: Dice) => Promise<void>

const signer = new Signer(credentials)
const target = 'DynamoDB_20120810.GetItem'
const body = Buffer.from('{"TableName":"bystander","Key":{"pk":{"S":"mine"}}}')

/** A request that is accepted, as bytes. `length` replaces the line that tells the body's. */
function request(endpoint: string, sent: Buffer = body, length?: string): Buffer {
  const headers = signer.headers(new URL(endpoint).host, target, body)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  const framing = length ?? `content-length: ${String(sent.length)}`
  const head = ['POST / HTTP/1.1', ...lines, framing, '', ''].join('\r\n')
  return Buffer.concat([Buffer.from(head), sent])
}

function chunked(dice: Dice, extension = ''): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at < body.length;) {
    const part = body.subarray(at, at + 1 + dice.below(20))
    parts.push(
      Buffer.from(`${part.length.toString(16)}${extension}\r\n`),
      part,
      Buffer.from('\r\n'),
    )
    at += part.length
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')])
}

async function open(server: ServerUnderAttack, dice: Dice): Promise<[RawConnection, string]> {
  if (dice.chance(0.7)) return [await openTcp(server.http.endpoint), server.http.endpoint]
  const { endpoint, ca } = server.https
  return [await openTls(endpoint, ca), endpoint]
}

/** Several requests at once: each gets its answer, in order. */
async function pipelined(server: ServerUnderAttack, dice: Dice): Promise<void> {
  const [connection, endpoint] = await open(server, dice)
  const kinds = Array.from({ length: 2 + dice.below(6) }, () => dice.chance(0.7))
  const all = kinds.map((good) => request(endpoint, good ? body : Buffer.from('{"TableName":')))
  await connection.write(dice, Buffer.concat(all))
  await connection.answered(kinds.length)
  const expected = kinds.map((good) => (good ? 200 : 400))
  assert.deepEqual(statusesOf(connection.received), expected)
  connection.socket.destroy()
}

/** A body in chunks is a body. */
async function inChunks(server: ServerUnderAttack, dice: Dice): Promise<void> {
  const [connection, endpoint] = await open(server, dice)
  const sent = chunked(dice, dice.pick(['', ';a=b', ';x']))
  await connection.write(dice, request(endpoint, sent, 'transfer-encoding: chunked'))
  await connection.answered(1)
  assert.deepEqual(statusesOf(connection.received), [200])
  connection.socket.destroy()
}

/** Chunks that are none, and lengths that contradict: one refusal, then the end. */
async function badFraming(server: ServerUnderAttack, dice: Dice): Promise<void> {
  const [connection, endpoint] = await open(server, dice)
  const [length, sent] = dice.pick<readonly [string, string]>([
    ['transfer-encoding: chunked', 'zz\r\n{}\r\n0\r\n\r\n'],
    ['transfer-encoding: chunked', 'ffffffffffffffffff\r\n{}\r\n0\r\n\r\n'],
    ['transfer-encoding: chunked', '2\r\n{}xx\r\n0\r\n\r\n'],
    ['transfer-encoding: chunked\r\ncontent-length: 2', '2\r\n{}\r\n0\r\n\r\n'],
    ['transfer-encoding: xchunked', '{}'],
    ['content-length: 2\r\ncontent-length: 3', '{} '],
    ['content-length: -1', '{}'],
    ['content-length: 0x10', '{}'],
    ['content-length: 2, 2', '{}'],
    [`x: ${'y'.repeat(40_000)}`, '{}'],
    ['bad header: 1', '{}'],
    ['x: a\u0000b', '{}'],
  ])
  await connection.write(dice, request(endpoint, Buffer.from(sent), length))
  await connection.closed()
  for (const status of statusesOf(connection.received)) assert.ok([400, 413, 431].includes(status))
}

/** Something else than HTTP 1.1: a refusal or nothing, then the end. */
async function noRequest(server: ServerUnderAttack, dice: Dice): Promise<void> {
  const [connection] = await open(server, dice)
  const texts = [
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'POST / HTTP/9.9\r\nHost: h\r\n\r\n',
    'CONNECT example.com:443 HTTP/1.1\r\nHost: h\r\n\r\n',
    'POST / HTTP/1.1\r\n\r\n',
    '\r\n\r\n\u0000\u0000\r\n\r\n',
    'BREW / HTTP/1.1\r\nHost: h\r\n\r\n',
    `GET ${'/x'.repeat(20_000)} HTTP/1.1\r\nHost: h\r\n\r\n`,
  ] as const
  const noise = Buffer.from(Array.from({ length: 50 }, () => dice.below(256)))
  const sent = dice.chance(0.3) ? Buffer.concat([noise, Buffer.from('\r\n\r\n')]) : undefined
  await connection.write(dice, sent ?? Buffer.from(dice.pick(texts)))
  await connection.closed()
  for (const status of statusesOf(connection.received)) assert.ok(status >= 400 && status < 500)
}

/** A request that ends before it is whole; by a reset, an end, or without a word. */
async function halfSent(server: ServerUnderAttack, dice: Dice): Promise<void> {
  const [connection, endpoint] = await open(server, dice)
  const whole = request(endpoint)
  await connection.write(dice, whole.subarray(0, 1 + dice.below(whole.length - 1)))
  const choice = dice.below(3)
  if (choice === 0) connection.bare.resetAndDestroy()
  else if (choice === 1) connection.socket.destroy()
  else connection.socket.end()
  await connection.closed()
  assert.ok(!statusesOf(connection.received).includes(200))
}

/** A whole request whose client does not wait for the answer. */
async function goneBeforeAnswer(server: ServerUnderAttack, dice: Dice): Promise<void> {
  const [connection, endpoint] = await open(server, dice)
  await connection.write(dice, request(endpoint))
  connection.socket.destroy()
}

/** A body just beyond the limit, or announced to be far beyond. */
async function oversized(server: ServerUnderAttack, dice: Dice): Promise<void> {
  const [connection, endpoint] = await open(server, dice)
  const beyond = 16 * 1024 * 1024 + 1
  const sent = dice.chance(0.1)
    ? request(endpoint, Buffer.alloc(beyond, ' '))
    : request(endpoint, body, 'content-length: 99999999999')
  connection.socket.write(sent)
  await connection.answered(1)
  assert.deepEqual(statusesOf(connection.received), [413])
  connection.socket.destroy()
}

/** Bytes on the TLS port that are not, or only the beginning of, a handshake. */
async function brokenHandshake(server: ServerUnderAttack, dice: Dice): Promise<void> {
  const connection = await openTcp(server.https.endpoint)
  const hello = Buffer.from(clientHello)
  const cut = hello.subarray(0, 1 + dice.below(hello.length - 1))
  const changed = Buffer.from(hello)
  for (let times = 3; times > 0; times--) changed[dice.below(hello.length)] = dice.below(256)
  const plain = request(server.https.endpoint)
  await connection.write(dice, dice.pick([cut, changed, plain, Buffer.alloc(300, 0x16)]))
  // What may still become a handshake has ten seconds, so the client gives up.
  connection.socket.destroy()
  await connection.closed()
  assert.deepEqual(
    statusesOf(connection.received).filter((status) => status === 200),
    [],
  )
}

/** A TLS connection that is cut or gets foreign bytes in the middle of a request. */
async function brokenTls(server: ServerUnderAttack, dice: Dice): Promise<void> {
  const { endpoint, ca } = server.https
  const connection = await openTls(endpoint, ca)
  await connection.write(dice, request(endpoint).subarray(0, 80))
  const noise = Array.from({ length: 60 }, () => dice.below(256))
  if (dice.chance(0.5)) connection.bare.write(Buffer.from(noise))
  if (dice.chance(0.5)) connection.bare.destroy()
  else connection.bare.end()
  await connection.closed()
  assert.equal(connection.received.includes('200 OK'), false)
}

/** The start of a ClientHello of TLS 1.2, with a few ciphers and no extensions. */
const clientHello = [
  ...[0x16, 0x03, 0x01, 0x00, 0x2f, 0x01, 0x00, 0x00, 0x2b, 0x03, 0x03],
  ...Array.from({ length: 32 }, (_, at) => at),
  ...[0x00, 0x00, 0x04, 0xc0, 0x2f, 0xc0, 0x2b, 0x01, 0x00],
]

export const breakages: readonly [Breakage, ...Breakage[]] = [
  pipelined,
  inChunks,
  badFraming,
  noRequest,
  halfSent,
  goneBeforeAnswer,
  oversized,
  brokenHandshake,
  brokenTls,
]
