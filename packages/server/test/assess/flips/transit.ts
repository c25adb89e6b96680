import { createServer, type Server, type TlsOptions } from 'node:tls'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { makeEphemeralIdentity } from '../../../src/app/tls/index.ts'
import { certificateTrusted, tlsCiphers, tlsVersions } from '../../../src/assess/checks/transit.ts'
import { systemClock, systemRandom } from '../../../src/base/index.ts'
import type { Realm } from '../../identity/support.ts'
import type { Flip, Stage } from '../support.ts'

const open: Server[] = []

/** A server that speaks TLS as no server of ours does. */
const listen = (options: TlsOptions) => async (): Promise<void> => {
  const identity = await makeEphemeralIdentity({
    names: ['127.0.0.1'],
    clock: systemClock,
    random: systemRandom,
  })
  const server = createServer({
    key: identity.key.reveal(),
    cert: identity.certificate,
    ...options,
  })
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1').unref()
  await once(server, 'listening')
  open.unshift(server)
}

/** The one that was opened last. */
const there = (): Stage => ({
  target: { endpoint: `https://127.0.0.1:${String((open[0]?.address() as AddressInfo).port)}` },
})

const gone = (): Stage => ({ target: { endpoint: 'https://127.0.0.1:1' } })

const inDays =
  (days: number) =>
  (_realm: Realm): Stage => ({
    clock: { ...systemClock, now: () => systemClock.now() + days * 86_400_000 },
  })

/** The server itself, but for how long its certificate is good. */
const lasting = (days: number): Stage => ({
  wire: (real) => ({
    ...real,
    handshake: async (url, offer) => {
      const shake = await real.handshake(url, offer)
      const validTo = new Date(systemClock.now() + days * 86_400_000).toUTCString()
      return shake && { ...shake, certificate: { ...shake.certificate, validTo } }
    },
  }),
})

export const flips: readonly Flip[] = [
  {
    check: tlsVersions,
    steps: [
      { when: 'the server is itself', expect: 'pass', says: /TLSv1\.2, TLSv1\.3/ },
      {
        when: 'a server speaks TLS 1.1',
        expect: 'remediate',
        says: /TLSv1\.1/,
        change: listen({ minVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }),
        stage: there,
      },
      {
        when: 'a server does not speak TLS 1.3',
        expect: 'review',
        change: listen({ maxVersion: 'TLSv1.2' }),
        stage: there,
      },
      { when: 'nothing speaks TLS', expect: 'remediate', stage: gone },
      { when: 'the server is itself again', expect: 'pass' },
    ],
  },
  {
    check: tlsCiphers,
    steps: [
      { when: 'the server is itself', expect: 'pass', says: /TLS_AES/ },
      {
        when: 'a server takes CBC',
        expect: 'review',
        says: /CBC/,
        change: listen({ ciphers: 'ECDHE+AESGCM:ECDHE+AES' }),
        stage: there,
      },
      {
        when: 'a server takes what authenticates nobody',
        expect: 'remediate',
        change: listen({ ciphers: 'aNULL:@SECLEVEL=0' }),
        stage: there,
      },
      { when: 'nothing speaks TLS', expect: 'remediate', stage: gone },
      { when: 'the server is itself again', expect: 'pass' },
    ],
  },
  {
    check: certificateTrusted,
    steps: [
      { when: 'the server is itself', expect: 'pass' },
      { when: 'another CA made it', expect: 'remediate', change: listen({}), stage: there },
      { when: 'it has ended', expect: 'remediate', stage: inDays(10_000) },
      { when: 'it ends this month', expect: 'review', stage: lasting(29) },
      { when: 'it ends the month after', expect: 'pass', stage: lasting(31) },
      { when: 'nothing speaks TLS', expect: 'remediate', stage: gone },
      { when: 'the server is itself again', expect: 'pass' },
    ],
  },
]
