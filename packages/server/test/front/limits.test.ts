import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { Admission, type RunningListener, type TlsMaterial } from '../../src/front/index.ts'
import { answers, converse, exchange, fakeService, raw, start, testCertificate } from './support.ts'

const first = (received: string) => answers(received)[0]

describe('limits of a request', () => {
  /** Of one that is not about time, the parts take as long as the machine needs for them. */
  const long = 600_000
  let listener: RunningListener
  before(async () => {
    listener = await start({ limits: { headerMs: long, requestMs: long, stallMs: long } })
  })
  after(() => listener.drain(0))

  it('answers a body over 16 MiB with 413, after reading it', async () => {
    const answer = await exchange(listener, raw('Null', Buffer.alloc(16 * 1024 * 1024 + 1, ' ')))
    assert.equal(answer.status, 413)
    assert.equal(answer.body, '')
  })

  it('takes a body of 16 MiB', async () => {
    const body = Buffer.alloc(16 * 1024 * 1024, ' ')
    body.write('{')
    body.write('}', body.length - 1)
    assert.equal((await exchange(listener, raw('Null', body))).status, 200)
  })

  it('counts what a compressed body becomes', async () => {
    const coded = (bytes: number) =>
      raw('Null', gzipSync(`{${' '.repeat(bytes - 2)}}`), ['Content-Encoding: gzip'])
    const most = 16 * 1024 * 1024
    assert.equal((await exchange(listener, coded(most))).status, 200)
    assert.equal((await exchange(listener, coded(most + 1))).status, 413)
    const admission = new Admission({ bufferedBytes: 100_000 })
    const small = await start({ admission })
    assert.equal((await exchange(small, coded(100_000))).status, 200)
    assert.equal((await exchange(small, coded(100_001))).status, 503)
    assert.equal(admission.bytes, 0)
    await small.drain(0)
  })

  it('answers a much larger body with 413, unread', async () => {
    const answer = await exchange(
      listener,
      'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999\r\n\r\n',
    )
    assert.equal(answer.status, 413)
    assert.equal(answer.headers.get('connection'), 'close')
  })

  it('cuts a chunked body that does not end', async () => {
    const conversation = await converse(listener)
    conversation.write('POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n')
    const chunk = Buffer.concat([
      Buffer.from('100000\r\n'),
      Buffer.alloc(0x100000),
      Buffer.from('\r\n'),
    ])
    for (let sent = 0; sent < 40; sent++) conversation.write(chunk)
    assert.equal(first(await conversation.closed()), undefined)
  })

  it('honours Expect: 100-continue, and says 413 in its place', async () => {
    const conversation = await converse(listener)
    const request = raw('Echo', '{"a":1}', ['Expect: 100-continue'])
    conversation.write(request.subarray(0, -7))
    await conversation.until((text) => text.startsWith('HTTP/1.1 100 Continue\r\n\r\n'))
    conversation.write(request.subarray(-7))
    const received = await conversation.until((text) => answers(text).length === 1)
    assert.equal(first(received)?.body, '{"Input":{"a":1}}')
    conversation.socket.destroy()
    const refused = await exchange(
      listener,
      'POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 16777217\r\n\r\n',
    )
    assert.equal(refused.status, 413)
  })

  it('answers a header block over 32 KiB with 431', async () => {
    const answer = await exchange(listener, raw('Null', '{}', [`X-Long: ${'x'.repeat(33 * 1024)}`]))
    assert.equal(answer.status, 431)
  })

  it('answers what is not HTTP, and a request without a host, with 400', async () => {
    assert.equal((await exchange(listener, 'nonsense\r\n\r\n')).status, 400)
    assert.equal(
      (await exchange(listener, 'POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n')).status,
      400,
    )
  })

  for (const [what, lines] of [
    ['two lengths', ['Content-Length: 2', 'Content-Length: 3']],
    ['a length and chunks', ['Transfer-Encoding: chunked', 'Content-Length: 2']],
    ['an unknown transfer encoding', ['Transfer-Encoding: gzip']],
    ['a length that is no number', ['Content-Length: 0x2']],
  ] as const) {
    it(`answers ${what} with 400 and closes`, async () => {
      const conversation = await converse(listener)
      conversation.write(
        `POST / HTTP/1.1\r\nHost: h\r\n${lines.join('\r\n')}\r\n\r\n{}GET / HTTP/1.1\r\nHost: h\r\n\r\n`,
      )
      const all = answers(await conversation.closed())
      assert.deepEqual(
        all.map(({ status }) => status),
        [400],
      )
    })
  }

  it('closes half-sent header blocks and half-sent bodies', async () => {
    const own = await start({ limits: { headerMs: 100, requestMs: 400, stallMs: 250 } })
    const silent = await converse(own)
    const headers = await converse(own)
    headers.write('POST / HTTP/1.1\r\nHost:')
    const body = await converse(own)
    body.write(raw('Null', '{"a":1}').subarray(0, -1))
    assert.equal(first(await silent.closed())?.status, 408)
    assert.equal(first(await headers.closed())?.status, 408)
    await body.closed()
    await own.drain(0)
  })

  it('closes a body that trickles beyond the time of a whole request', async () => {
    const own = await start({ limits: { headerMs: 100, requestMs: 400 } })
    const conversation = await converse(own)
    conversation.write('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n')
    const timer = setInterval(() => {
      conversation.write('x')
    }, 50)
    assert.equal(first(await conversation.closed())?.status, 408)
    clearInterval(timer)
    await own.drain(0)
  })

  it('does not run a request that was cut', async () => {
    const fake = fakeService()
    const own = await start({ fake })
    const conversation = await converse(own)
    conversation.write(raw('Null', '{"a":1}').subarray(0, -1))
    conversation.socket.end()
    await conversation.closed()
    assert.deepEqual(fake.steps, [])
    await own.drain(0)
  })

  it('waits longer for an operation than for bytes', async () => {
    const fake = fakeService()
    const own = await start({ fake, limits: { stallMs: 50 } })
    const conversation = await converse(own)
    conversation.write(raw('Wait', '{}'))
    await fake.waiting.opened
    await new Promise((resolve) => setTimeout(resolve, 150))
    fake.release.open()
    const received = await conversation.until((text) => answers(text).length === 1)
    assert.equal(first(received)?.body, '{"done":true}')
    conversation.socket.destroy()
    await own.drain(0)
  })

  it('closes a connection whose client does not read', async () => {
    const admission = new Admission({ stallMs: 200 })
    const own = await start({ admission })
    const conversation = await converse(own)
    conversation.socket.pause()
    conversation.write(Buffer.concat(Array.from({ length: 40 }, () => raw('Large', '{}'))))
    while (own.connections > 0) await new Promise((resolve) => setTimeout(resolve, 20))
    assert.equal(admission.bytes, 0)
    conversation.socket.destroy()
    await own.drain(0)
  })
})

describe('limits of the process', () => {
  it('answers 503 while too many requests run', async () => {
    const fake = fakeService()
    const listener = await start({ fake, limits: { runningRequests: 1 } })
    const waiting = await converse(listener)
    waiting.write(raw('Wait', '{}'))
    await fake.waiting.opened
    const refused = await exchange(listener, raw('Null', '{}'))
    assert.equal(refused.status, 503)
    assert.match(refused.body, /"com.amazon.coral.service#ServiceUnavailable"/)
    fake.release.open()
    await waiting.until((text) => answers(text).length === 1)
    assert.equal((await exchange(listener, raw('Null', '{}'))).status, 200)
    waiting.socket.destroy()
    await listener.drain(0)
  })

  it('answers large bodies with 503 while others hold the memory, and small ones as ever', async () => {
    const admission = new Admission({ bufferedBytes: 100_000, uncountedBodyBytes: 1000 })
    const listener = await start({ admission })
    const large = raw('Null', `{"a":"${'x'.repeat(90_000)}"}`)
    const holder = await converse(listener)
    holder.write(large.subarray(0, -2))
    while (admission.bytes < 90_000) await new Promise((resolve) => setImmediate(resolve))
    assert.equal((await exchange(listener, large)).status, 503)
    assert.equal((await exchange(listener, raw('Null', '{}'))).status, 200)
    holder.write(large.subarray(-2))
    assert.equal(first(await holder.until((text) => answers(text).length === 1))?.status, 200)
    assert.equal((await exchange(listener, large)).status, 200)
    holder.write(large.subarray(0, -2))
    while (admission.bytes < 90_000) await new Promise((resolve) => setImmediate(resolve))
    holder.socket.destroy()
    while (admission.bytes > 0) await new Promise((resolve) => setImmediate(resolve))
    await listener.drain(0)
  })

  it('closes the longest idle connection to make room', async () => {
    const listener = await start({ limits: { connections: 3 } })
    const oldest = await converse(listener)
    const others = [await converse(listener), await converse(listener)]
    // The oldest becomes the youngest by its request.
    oldest.write(raw('Null', '{}'))
    await oldest.until((text) => answers(text).length === 1)
    const newcomer = await converse(listener)
    await others[0]?.closed()
    for (const conversation of [oldest, others[1], newcomer]) {
      const before = conversation === oldest ? 1 : 0
      conversation?.write(raw('Null', '{}'))
      await conversation?.until((text) => answers(text).length === before + 1)
      conversation?.socket.destroy()
    }
    await listener.drain(0)
  })
})

describe('drain', () => {
  let tls: TlsMaterial
  before(async () => {
    tls = await testCertificate()
  })

  it('answers what is under way, says close, and accepts nothing new', async () => {
    const fake = fakeService()
    const listener = await start({ fake, tls })
    const { port } = listener
    const working = await converse(listener, tls)
    const idle = await converse(listener, tls)
    working.write(raw('Wait', '{}'))
    await fake.waiting.opened
    const drained = listener.drain(600_000)
    await assert.rejects(converse({ ...listener, port }, tls), { code: 'ECONNREFUSED' })
    idle.write(raw('Null', '{}'))
    assert.equal(first(await idle.closed())?.headers.get('connection'), 'close')
    fake.release.open()
    const answer = first(await working.closed())
    assert.equal(answer?.body, '{"done":true}')
    assert.equal(answer.headers.get('connection'), 'close')
    await drained
  })

  it('closes idle connections in good order', async () => {
    const listener = await start({ tls })
    const idle = await converse(listener, tls)
    const ended = once(idle.socket, 'end')
    await listener.drain(600_000)
    await ended
  })

  it('does not wait for ever', async () => {
    const fake = fakeService()
    const listener = await start({ fake })
    const working = await converse(listener)
    working.write(raw('Wait', '{}'))
    await fake.waiting.opened
    await listener.drain(20)
    assert.equal(await working.closed(), '')
    fake.release.open()
  })
})
