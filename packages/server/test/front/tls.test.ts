import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { RunningListener, TlsMaterial } from '../../src/front/index.ts'
import { answers, caller, converse, exchange, raw, start, testCertificate } from './support.ts'

describe('TLS', () => {
  let tls: TlsMaterial
  let listener: RunningListener
  const secure: boolean[] = []
  before(async () => {
    tls = await testCertificate()
    listener = await start({
      tls,
      authenticator: {
        authenticate(request) {
          secure.push(request.secureTransport)
          return Promise.resolve(caller)
        },
      },
    })
  })
  after(() => listener.drain(0))

  const connect = async (options: object): Promise<TLSSocket> => {
    const socket = connectTls({
      port: listener.port,
      host: '127.0.0.1',
      servername: 'localhost',
      ca: tls.certificate,
      ...options,
    })
    await once(socket, 'secureConnect')
    return socket
  }

  it('tells the handler that the transport is secure', async () => {
    assert.equal((await exchange(listener, raw('Null', '{}'), tls)).status, 200)
    assert.deepEqual(secure, [true])
  })

  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    it(`speaks ${version} with an ephemeral key and an authenticated cipher`, async () => {
      const socket = await connect({ minVersion: version, maxVersion: version })
      assert.equal(socket.getProtocol(), version)
      assert.match(socket.getCipher().name, /GCM|POLY1305/)
      assert.match(JSON.stringify(socket.getEphemeralKeyInfo()), /ECDH/)
      socket.destroy()
    })
  }

  it('refuses TLS 1.1 and weak ciphers', async () => {
    // Security level 0, so that it is the server that refuses.
    const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }
    await assert.rejects(connect(old))
    await assert.rejects(
      connect({ maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA:ECDHE-ECDSA-AES128-SHA' }),
    )
  })

  it('resumes sessions by ticket', async () => {
    const first = connectTls({
      port: listener.port,
      host: '127.0.0.1',
      servername: 'localhost',
      ca: tls.certificate,
    })
    const [session] = (await once(first, 'session')) as [Buffer]
    first.destroy()
    const resumed = await connect({ session })
    assert.equal(resumed.isSessionReused(), true)
    resumed.destroy()
  })

  it('closes a handshake that does not come, and one that is no TLS', async () => {
    const own = await start({ tls, limits: { headerMs: 300 } })
    const silent = connectTcp(own.port, '127.0.0.1')
    silent.resume()
    const plain = connectTcp(own.port, '127.0.0.1')
    plain.resume()
    plain.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n')
    silent.on('error', () => undefined)
    plain.on('error', () => undefined)
    await Promise.all([once(silent, 'close'), once(plain, 'close')])
    await own.drain(0)
  })

  it('survives a connection cut in the middle of a request', async () => {
    const cut = await converse(listener, tls)
    cut.write(raw('Null', '{}').subarray(0, -1))
    cut.socket.destroy()
    assert.equal((await exchange(listener, raw('Null', '{}'), tls)).status, 200)
  })
})

describe('many idle connections', () => {
  it('do not disturb one that works', async () => {
    // As long as the machine needs for all of them.
    const listener = await start({ limits: { headerMs: 600_000, requestMs: 600_000 } })
    const idle = []
    for (let batch = 0; batch < 20; batch++) {
      idle.push(...(await Promise.all(Array.from({ length: 100 }, () => converse(listener)))))
    }
    // A client is connected as soon as the kernel says so, before the listener has accepted it.
    while (listener.connections < 2000) await new Promise((resolve) => setImmediate(resolve))
    const working = await converse(listener)
    for (let round = 1; round <= 200; round++) {
      working.write(raw('Null', '{}'))
      await working.until((text) => answers(text).length === round)
    }
    const drained = listener.drain(600_000)
    await Promise.all([working, ...idle].map((conversation) => conversation.closed()))
    await drained
    assert.equal(listener.connections, 0)
  })
})
