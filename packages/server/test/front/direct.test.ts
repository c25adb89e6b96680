import assert from 'node:assert/strict'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import { Admission, type RunningListener, type TlsMaterial } from '../../src/front/index.ts'
import { answers, converse, fakeService, raw, start, testCertificate } from './support.ts'

/** node:http reads a request with it, and all that follow on its connection. */
const odd = ['X-A: 1', 'X-A: 2']

/** Requests that node:http has read since. */
let byNode = 0
const count = (): void => {
  byNode++
}

describe('requests as SDKs send them', () => {
  let tls: TlsMaterial
  let listener: RunningListener
  before(async () => {
    tls = await testCertificate()
    listener = await start({ tls })
    subscribe('http.server.request.start', count)
  })
  after(async () => {
    unsubscribe('http.server.request.start', count)
    await listener.drain(0)
  })

  async function say(...pieces: (string | Buffer)[]): Promise<string> {
    const conversation = await converse(listener, tls)
    byNode = 0
    let expected = 0
    for (const piece of pieces) {
      conversation.write(piece)
      expected += Buffer.from(piece).toString('latin1').split('POST /').length - 1
      await new Promise((resolve) => setImmediate(resolve))
    }
    const received = await conversation.until((text) => answers(text).length === expected)
    conversation.socket.destroy()
    return received
  }

  it('are read without node:http, one after the other on one connection', async () => {
    const conversation = await converse(listener, tls)
    byNode = 0
    for (let sent = 1; sent <= 5; sent++) {
      conversation.write(raw('Echo', `{"a":${String(sent)}}`))
      const received = await conversation.until((text) => answers(text).length === sent)
      assert.equal(answers(received).at(-1)?.body, `{"Input":{"a":${String(sent)}}}`)
    }
    assert.equal(byNode, 0)
    conversation.socket.destroy()
  })

  it('are answered byte for byte as node:http answers', async () => {
    const masked = (text: string): string =>
      text.replaceAll(/RequestId: \w+/g, 'RequestId: -').replaceAll(/Date: [^\r]+/g, 'Date: -')
    for (const [target, body] of [
      ['Echo', '{"a":"ü"}'],
      ['Raw', '{}'],
      ['Refuse', '{}'],
      ['NoSuch', '{}'],
      ['Large', '{}'],
    ] as const) {
      const direct = await say(raw(target, body, ['Origin: https://a.example']))
      assert.equal(byNode, 0)
      const twin = await say(raw(target, body, ['Origin: https://a.example', ...odd]))
      assert.equal(byNode, 1)
      assert.equal(masked(direct), masked(twin))
    }
  })

  it('may come in pieces after their heads, as boto3 sends them', async () => {
    const request = raw('Echo', `{"a":"${'x'.repeat(100_000)}"}`)
    const body = request.indexOf('\r\n\r\n') + 4
    const whole = answers(await say(request.subarray(0, body), request.subarray(body)))
    assert.equal(byNode, 0)
    const pieces = [request.subarray(0, body + 1), request.subarray(body + 1, body + 50_000)]
    const cut = answers(await say(...pieces, request.subarray(body + 50_000)))
    assert.equal(byNode, 0)
    assert.equal(whole[0]?.status, 200)
    assert.equal(cut[0]?.body, whole[0].body)
  })

  it('may be followed by odd ones, which node:http reads from then on', async () => {
    const all = answers(
      await say(raw('Echo', '{"a":1}'), raw('Echo', '{"a":2}', odd), raw('Echo', '{"a":3}')),
    )
    assert.deepEqual(
      all.map(({ body }) => body),
      ['{"Input":{"a":1}}', '{"Input":{"a":2}}', '{"Input":{"a":3}}'],
    )
    assert.ok(byNode >= 2)
  })

  it('are answered in order when they come before their time, in pieces cut anywhere', async () => {
    const bodies = Array.from({ length: 12 }, (_, at) => `{"a":${String(at)}}`)
    const bytes = Buffer.concat(bodies.map((body) => raw('Echo', body)))
    for (const size of [1, 7, 100, 171, 333, 1000]) {
      const conversation = await converse(listener, tls)
      for (let at = 0; at < bytes.length; at += size) {
        conversation.write(bytes.subarray(at, at + size))
        if (at % 3 === 0) await new Promise((resolve) => setImmediate(resolve))
      }
      const received = await conversation.until((text) => answers(text).length === bodies.length)
      assert.deepEqual(
        answers(received).map(({ body }) => body),
        bodies.map((body) => `{"Input":${body}}`),
      )
      conversation.socket.destroy()
    }
  })

  it('wait while the one before runs, and while its answer is not read', async () => {
    const fake = fakeService()
    const own = await start({ tls, fake })
    const conversation = await converse(own, tls)
    conversation.write(raw('Wait', '{}'))
    await fake.waiting.opened
    for (const body of ['{"a":1}', '{"a":2}']) {
      conversation.write(raw('Echo', body))
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    assert.equal(fake.steps.filter((step) => step === 'run').length, 1)
    fake.release.open()
    const all = answers(await conversation.until((text) => answers(text).length === 3))
    assert.equal(all[2]?.body, '{"Input":{"a":2}}')
    conversation.socket.destroy()
    await own.drain(0)
  })
})

describe('a connection that is read without node:http', () => {
  it('gives back what it holds when its client goes, half-sent and unanswered', async () => {
    const admission = new Admission()
    const fake = fakeService()
    const own = await start({ admission, fake })
    const half = await converse(own)
    half.write(raw('Echo', `{"a":"${'x'.repeat(90_000)}"}`).subarray(0, 80_000))
    while (admission.bytes === 0) await new Promise((resolve) => setImmediate(resolve))
    half.socket.destroy()
    while (admission.bytes > 0) await new Promise((resolve) => setImmediate(resolve))
    const unanswered = await converse(own)
    unanswered.write(raw('Wait', '{}'))
    await fake.waiting.opened
    unanswered.socket.destroy()
    fake.release.open()
    while (admission.running > 0) await new Promise((resolve) => setImmediate(resolve))
    await own.drain(1000)
  })

  it('is ended in good order when its client ends it', async () => {
    const own = await start()
    const conversation = await converse(own)
    conversation.write(raw('Null', '{}'))
    await conversation.until((text) => answers(text).length === 1)
    const ended = once(conversation.socket, 'close')
    conversation.socket.end()
    assert.deepEqual(await ended, [false])
    await own.drain(0)
  })

  it('is closed when it has been idle for long, and not before', async () => {
    const own = await start({ limits: { stallMs: 20, keepAliveMs: 200, headerMs: 5000 } })
    const conversation = await converse(own)
    // From before the answer: that may lie unread for a while.
    const askedAt = performance.now()
    conversation.write(raw('Null', '{}'))
    await conversation.until((text) => answers(text).length === 1)
    await conversation.closed()
    assert.ok(performance.now() - askedAt > 150)
    await own.drain(0)
  })
})
