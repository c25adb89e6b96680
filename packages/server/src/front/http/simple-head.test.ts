import assert from 'node:assert/strict'
import { createServer, type IncomingMessage } from 'node:http'
import { Duplex } from 'node:stream'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { readSimpleHead } from './simple-head.ts'

const longest = 32 * 1024
const plain = [
  'POST / HTTP/1.1',
  'Host: localhost:8000',
  'Content-Type: application/x-amz-json-1.0',
  'X-Amz-Target: DynamoDB_20120810.GetItem',
  'Authorization: AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=0f',
  'Content-Length: 2',
]

function read(lines: readonly string[], body = '{}') {
  return readSimpleHead(Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1'), longest)
}

/** What node:http makes of the same bytes. Undefined: it refuses them, or waits for more. */
async function readByNode(bytes: Buffer): Promise<IncomingMessage | undefined> {
  const server = createServer()
  const pipe = new Duplex({
    read: () => undefined,
    write: (_chunk, _encoding, done) => {
      done()
      refused()
    },
  })
  let refused = (): void => undefined
  const found = await new Promise<IncomingMessage | undefined>((resolve) => {
    refused = () => {
      resolve(undefined)
    }
    server.on('request', resolve)
    server.on('checkContinue', refused)
    server.on('clientError', refused)
    server.emit('connection', pipe)
    pipe.push(bytes)
    setImmediate(() => setImmediate(refused))
  })
  pipe.destroy()
  return found
}

describe('the head of a plain request', () => {
  it('is read with its headers as sent, and its place of the body', () => {
    const head = read(plain)
    assert.ok(head)
    assert.equal(head.method, 'POST')
    assert.equal(head.url, '/')
    assert.equal(head.bodyLength, 2)
    assert.equal(head.bodyAt, plain.join('\r\n').length + 4)
    assert.equal(head.headers['x-amz-target'], 'DynamoDB_20120810.GetItem')
    assert.deepEqual(head.rawHeaders.slice(0, 4), [
      ...['Host', 'localhost:8000', 'Content-Type', 'application/x-amz-json-1.0'],
    ])
  })

  const more: [string, string][] = [
    ['blanks around a value', 'X-A: \t b c \t'],
    ['no blank', 'X-A:b'],
    ['an empty value', 'X-A:'],
    ['a colon in a value', 'X-A: b:c'],
    ['keep-alive', 'Connection: keep-alive'],
  ]
  for (const [what, line] of more) {
    it(`may have ${what}`, () => {
      assert.ok(read([...plain, line]))
    })
  }

  const not: [string, string[]][] = [
    ['another method', ['GET / HTTP/1.1', ...plain.slice(1)]],
    ['another version', ['POST / HTTP/1.0', ...plain.slice(1)]],
    ['a target of another form', ['POST http://a/ HTTP/1.1', ...plain.slice(1)]],
    ['two blanks', ['POST /  HTTP/1.1', ...plain.slice(1)]],
    ['no host', plain.filter((line) => !line.startsWith('Host'))],
    ['an empty host', plain.map((line) => (line.startsWith('Host') ? 'Host:' : line))],
    ['no length', plain.slice(0, -1)],
    ['a signed length', [...plain.slice(0, -1), 'Content-Length: +2']],
    ['a length in hex', [...plain.slice(0, -1), 'Content-Length: 0x2']],
    ['two lengths', [...plain, 'Content-Length: 2']],
    ['two lengths in one', [...plain.slice(0, -1), 'Content-Length: 2, 2']],
    ['a repeated header', [...plain, 'host: other']],
    ['chunks', [...plain, 'Transfer-Encoding: chunked']],
    ['chunks, in capitals', [...plain, 'TRANSFER-ENCODING: chunked']],
    ['an expectation', [...plain, 'Expect: 100-continue']],
    ['an upgrade', [...plain, 'Upgrade: h2c']],
    ['the end of the connection', [...plain, 'Connection: close']],
    ['a folded line', [...plain, 'X-A: b', ' c']],
    ['a blank before the colon', [...plain, 'X-A : b']],
    ['a name that is none', [...plain, 'X(A): b']],
    ['no name', [...plain, ': b']],
    ['no colon', [...plain, 'X-A']],
    ['a bare carriage return', [...plain, 'X-A: b\rc']],
    ['a bare line feed', [...plain, 'X-A: b\nc']],
    ['a zero byte', [...plain, 'X-A: b\0c']],
    ['a byte beyond ASCII', [...plain, 'X-A: \xe9']],
    ['__proto__', [...plain, '__proto__: b']],
    [
      'very many headers',
      [...plain, ...Array.from({ length: 60 }, (_, at) => `X-${String(at)}: b`)],
    ],
  ]
  for (const [what, lines] of not) {
    it(`is left to node:http with ${what}`, () => {
      assert.equal(read(lines), undefined)
    })
  }

  it('is left to node:http until it is complete, and when it is long', () => {
    const whole = Buffer.from(`${plain.join('\r\n')}\r\n\r\n`)
    for (let end = 0; end < whole.length; end++) {
      assert.equal(readSimpleHead(whole.subarray(0, end), longest), undefined)
    }
    assert.ok(readSimpleHead(whole, whole.length))
    assert.equal(readSimpleHead(whole, whole.length - 1), undefined)
  })

  it('is left to node:http when it is shorter than any can be, or cut anywhere', () => {
    const whole = Buffer.from(`${plain.join('\r\n')}\r\n\r\n{}`, 'latin1')
    const complete = whole.length - 2
    for (let end = 0; end < complete; end++) {
      assert.equal(readSimpleHead(whole.subarray(0, end), longest), undefined)
      // The end of a head, as what comes first.
      const tail = whole.subarray(complete - end, complete)
      assert.equal(readSimpleHead(tail, longest), undefined)
    }
  })

  it('never throws, whatever the bytes are', () => {
    const pieces = fc.constantFrom(
      'POST /',
      ' HTTP/1.1',
      '\r\n',
      '\r\n\r\n',
      'Host: a',
      'Content-Length: 1',
      ':',
    )
    const odd = fc.oneof(pieces, fc.string({ maxLength: 4, unit: 'binary-ascii' }))
    fc.assert(
      fc.property(fc.array(odd, { maxLength: 12 }), (parts) => {
        readSimpleHead(Buffer.from(parts.join(''), 'latin1'), longest)
      }),
      { numRuns: 20_000 },
    )
  })

  it('is read as node:http reads it, or not at all', async () => {
    const odd = fc.constantFrom(
      ...['\r', '\n', '\r\n', '\r\n\r\n', ':', ' ', '\t', '\0', '\x7f', '\x80', '\xff', ',', ';'],
      ...[
        'Host: h\r\n',
        'Content-Length: 1\r\n',
        'Transfer-Encoding: chunked\r\n',
        'Expect: 1\r\n',
      ],
      ...['Connection: keep-alive\r\n', 'Connection: close\r\n', 'X-A: b\r\n', 'Cookie: a\r\n'],
      ...['\r\nTransfer-Encoding : chunked', '?a=b', 'HTTP/1.1', '0', 'set-cookie: a\r\n'],
    )
    const mutation = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.nat(3),
      odd,
    })
    let read = 0
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { maxLength: 3 }), async (mutations) => {
        let text = `${plain.join('\r\n')}\r\n\r\n{}`
        for (const { at, cut, odd: put } of mutations) {
          const place = Math.floor(at * text.length)
          text = text.slice(0, place) + put + text.slice(place + cut)
        }
        const bytes = Buffer.from(text, 'latin1')
        const head = readSimpleHead(bytes, longest)
        if (head === undefined) return
        read++
        const twin = await readByNode(bytes)
        assert.ok(twin, 'node:http refuses what was read')
        assert.equal(head.method, twin.method)
        assert.equal(head.url, twin.url)
        assert.deepEqual(head.rawHeaders, twin.rawHeaders)
        assert.deepEqual({ ...head.headers }, { ...twin.headers })
        assert.equal(String(head.bodyLength), String(Number(twin.headers['content-length'])))
      }),
      { numRuns: 3000 },
    )
    assert.ok(read > 100)
  })
})
