import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { systemClock, systemRandom, type Clock } from '../../src/base/index.ts'
import { StartError } from '../../src/app/exit.ts'
import {
  makeEphemeralIdentity,
  openLocalIdentity,
  readGivenIdentity,
  tlsFiles,
  type KeyPair,
  type LocalIdentity,
} from '../../src/app/tls/index.ts'

const names = ['localhost', '127.0.0.1', '::1', 'box.example']
const dayMs = 24 * 60 * 60 * 1000

async function directory(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'strongroom-tls-'))
  t.after(() => rm(path, { recursive: true }))
  return path
}

function at(days: number): Clock {
  return { ...systemClock, now: () => Date.now() + days * dayMs }
}

function openAt(path: string, days = 0, wanted = names): Promise<LocalIdentity> {
  return openLocalIdentity({
    directory: path,
    names: wanted,
    clock: at(days),
    random: systemRandom,
  })
}

/** What a Node client with this CA answers to a server with this identity. */
async function greet(identity: KeyPair, ca: string, servername: string): Promise<string> {
  const server = createServer(
    { key: identity.key.reveal(), cert: identity.certificate },
    (_, answer) => {
      answer.end('hello')
    },
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  try {
    return await new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', servername, port, ca, agent: false }, (answer) => {
        answer.on('data', (chunk: Buffer) => {
          resolve(chunk.toString())
        })
      })
      sent.on('error', reject)
      sent.end()
    })
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

async function refusedLine(opening: Promise<unknown>): Promise<string> {
  const error = await opening.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof StartError, String(error))
  assert.equal(error.exit, 'configuration')
  assert.doesNotMatch(error.message, /\n/)
  return error.message
}

test('a client with the CA accepts the certificate for each name, and nothing else', async (t) => {
  const identity = await openAt(await directory(t))
  for (const name of ['localhost', 'box.example']) {
    assert.equal(await greet(identity, identity.authority, name), 'hello')
  }
  await assert.rejects(greet(identity, identity.authority, 'other.example'), {
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
  })
  const stranger = await makeEphemeralIdentity({ names, clock: systemClock, random: systemRandom })
  await assert.rejects(greet(identity, stranger.authority, 'localhost'))
  assert.equal(await greet(stranger, stranger.authority, 'localhost'), 'hello')
})

test('the CA may only sign servers; the server certificate may sign nothing', async (t) => {
  const identity = await openAt(await directory(t))
  const authority = new X509Certificate(identity.authority)
  const server = new X509Certificate(identity.certificate)
  assert.equal(authority.ca, true)
  assert.equal(server.ca, false)
  assert.deepEqual(server.keyUsage, ['1.3.6.1.5.5.7.3.1'])
  assert.equal(authority.publicKey.asymmetricKeyDetails?.namedCurve, 'prime256v1')
  const days = (certificate: X509Certificate): number =>
    Math.round((Date.parse(certificate.validTo) - Date.now()) / dayMs)
  assert.equal(days(authority), 3650)
  assert.equal(days(server), 397)
  // A client whose clock is behind by a time zone gets as far as the answer that tells it so.
  const zoneMs = 14 * 60 * 60 * 1000
  for (const certificate of [authority, server]) {
    assert.ok(Date.parse(certificate.validFrom) < Date.now() - zoneMs)
  }
  for (const name of names.slice(1, 3)) assert.ok(server.checkIP(name), name)
})

test('the keys are private files', async (t) => {
  const path = await directory(t)
  await openAt(path)
  const { authorityKey, serverKey } = tlsFiles(path)
  for (const file of [authorityKey, serverKey]) assert.equal((await stat(file)).mode & 0o777, 0o600)
})

test('a second start uses the same certificates', async (t) => {
  const path = await directory(t)
  const first = await openAt(path)
  const second = await openAt(path, 300)
  assert.equal(second.authority, first.authority)
  assert.equal(second.certificate, first.certificate)
})

test('a certificate near its end, without a wanted name, damaged or foreign is renewed under the same CA', async (t) => {
  const path = await directory(t)
  const first = await openAt(path)
  const renewed = await openAt(path, 397 - 29)
  assert.notEqual(renewed.certificate, first.certificate)
  const named = await openAt(path, 0, [...names, '10.1.2.3', 'db.internal'])
  assert.ok(new X509Certificate(named.certificate).checkIP('10.1.2.3'))
  await writeFile(tlsFiles(path).server, 'damaged')
  const repaired = await openAt(path)
  assert.equal(await greet(repaired, first.authority, 'localhost'), 'hello')
  const stranger = await makeEphemeralIdentity({ names, clock: systemClock, random: systemRandom })
  await writeFile(tlsFiles(path).server, stranger.certificate)
  await writeFile(tlsFiles(path).serverKey, stranger.key.reveal())
  const replaced = await openAt(path)
  assert.equal(await greet(replaced, first.authority, 'localhost'), 'hello')
})

test('the CA key may be kept away until a certificate has to be signed', async (t) => {
  const path = await directory(t)
  await openAt(path)
  await rm(tlsFiles(path).authorityKey)
  await openAt(path)
  assert.match(await refusedLine(openAt(path, 390)), /CA's key .* is missing; put it back/)
})

test('a wrong CA is refused with the remedy', async (t) => {
  const path = await directory(t)
  await openAt(path)
  assert.match(await refusedLine(openAt(path, 3651)), /has expired; delete it/)
  const stranger = await makeEphemeralIdentity({ names, clock: systemClock, random: systemRandom })
  const { authority } = tlsFiles(path)
  await writeFile(authority, stranger.authority)
  assert.match(await refusedLine(openAt(path)), /is not the key of/)
  await writeFile(authority, 'nonsense')
  assert.match(await refusedLine(openAt(path)), /not a certificate in PEM/)
})

test('given files are used as they are, or refused with the remedy', async (t) => {
  const path = await directory(t)
  await openAt(path)
  const { server, serverKey, authorityKey } = tlsFiles(path)
  const given = await readGivenIdentity(server, serverKey, systemClock)
  assert.equal(given.certificate, await readFile(server, 'latin1'))
  const wrong: [string, string, number, RegExp][] = [
    [`${path}/none`, serverKey, 0, /--tls-cert .* does not exist/],
    [server, `${path}/none`, 0, /--tls-key .* does not exist/],
    [serverKey, serverKey, 0, /not a certificate in PEM/],
    [server, server, 0, /not a private key in PEM/],
    [server, authorityKey, 0, /is not the key of/],
    [server, serverKey, 400, /expired on/],
    [server, serverKey, -2, /not valid before/],
  ]
  for (const [certificate, key, days, says] of wrong) {
    assert.match(await refusedLine(readGivenIdentity(certificate, key, at(days))), says)
  }
})
