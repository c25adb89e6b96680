import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import * as x509 from '@peculiar/x509'
import {
  Secret,
  silentLogger,
  systemClock,
  systemRandom,
  type Clock,
  type Logger,
} from '../../src/base/index.ts'
import { Journal, Recorder } from '../../src/audit/index.ts'
import { createSealer } from '../../src/engine/index.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import { serialization, validation } from '../../src/errors/index.ts'
import {
  Admission,
  awsJson10,
  createPipeline,
  listen,
  type Authenticator,
  type Authorizer,
  type HttpLimits,
  type RunningListener,
  type TlsMaterial,
} from '../../src/front/index.ts'
import { rootCaller, type Caller } from '../../src/security/credentials/index.ts'
import { RawJson, type BoundOperation, type BoundService } from '../../src/services/operation.ts'

export const caller: Caller = rootCaller('000000000000', 'AKIDTEST')

/** A certificate for localhost and 127.0.0.1, made for this run. */
export async function testCertificate(): Promise<TlsMaterial> {
  x509.cryptoProvider.set(webcrypto as never)
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=localhost',
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 86_400_000),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
      ]),
    ],
  })
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString(
    'base64',
  )
  return {
    key: new Secret(`-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`),
    certificate: certificate.toString('pem'),
  }
}

/** A promise with its handles outside. */
export interface Gate {
  readonly opened: Promise<void>
  open(): void
}

export function gate(): Gate {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return {
    opened,
    open: () => {
      open()
    },
  }
}

/** What the fake service did, in order, and the gate that its `Wait` stands at. */
export interface FakeService {
  readonly service: BoundService
  readonly steps: string[]
  readonly waiting: Gate
  readonly release: Gate
}

export function fakeService(): FakeService {
  const steps: string[] = []
  const waiting = gate()
  const release = gate()
  const runs: Record<string, (input: object) => Promise<object>> = {
    Null: () => Promise.resolve({}),
    Echo: (input) => Promise.resolve({ Input: input }),
    Raw: () => Promise.resolve({ Item: new RawJson(Buffer.from('{ "a":{"S":"ü"} }')), Count: 1 }),
    Fail: () => Promise.reject(new Error('the secret cause at /etc/passwd')),
    Refuse: () => Promise.reject(validation('not like this')),
    Large: () => Promise.resolve({ Text: 'x'.repeat(1_000_000) }),
    Wait: async () => {
      waiting.open()
      await release.opened
      return { done: true }
    },
  }
  const operations = new Map<string, BoundOperation>()
  for (const [name, run] of Object.entries(runs)) {
    operations.set(name, {
      name,
      inputShape: `${name}Input`,
      prepare(input) {
        steps.push('prepare')
        return input
      },
      accesses() {
        steps.push('accesses')
        return [{ action: `fake:${name}`, resource: '*' }]
      },
      run(prepared) {
        steps.push('run')
        return run(prepared as object)
      },
    })
  }
  return {
    service: { signingName: 'fake', targetPrefix: 'Fake_1', operations },
    steps,
    waiting,
    release,
  }
}

export interface StartOptions {
  readonly tls?: TlsMaterial
  readonly limits?: Partial<HttpLimits>
  readonly admission?: Admission
  readonly fake?: FakeService
  readonly authenticator?: Authenticator
  readonly authorizer?: Authorizer
  readonly ready?: () => boolean
  readonly logger?: Logger
  readonly clock?: Clock
}

/** A listener on loopback with the real pipeline, a service of fakes, and everyone let in. */
export async function start(options: StartOptions = {}): Promise<RunningListener> {
  const { service } = options.fake ?? fakeService()
  const clock = options.clock ?? systemClock
  const logger = options.logger ?? silentLogger
  const decode = (shape: string, value: unknown): object => {
    if (shape === '' || typeof value !== 'object' || value === null) throw serialization()
    return value
  }
  const handler = createPipeline({
    region: 'eu-test-1',
    codecs: [awsJson10([service], decode)],
    authenticator: options.authenticator ?? { authenticate: () => Promise.resolve(caller) },
    authorizer: options.authorizer ?? { authorize: () => Promise.resolve() },
    readiness: { ready: options.ready ?? (() => true) },
    recorder: recorder(clock, logger),
    clock,
    random: systemRandom,
    logger,
  })
  return listen({
    host: '127.0.0.1',
    port: 0,
    handler,
    clock,
    logger,
    admission: options.admission ?? new Admission(options.limits),
    ...(options.tls === undefined ? {} : { tls: options.tls }),
  })
}

/** What a peer sent until it closed, or until `enough` says so. */
export interface Conversation {
  readonly socket: Socket
  write(bytes: string | Buffer): void
  /** Resolves with all bytes so far once `enough` holds; rejects if the connection ends before. */
  until(enough: (received: string) => boolean): Promise<string>
  /** Resolves with all bytes once the connection has ended, however. */
  closed(): Promise<string>
}

/** A bare connection: TLS where the material is given. */
export async function converse(
  listener: RunningListener,
  tls?: TlsMaterial,
): Promise<Conversation> {
  const { port } = listener
  const socket = await new Promise<Socket>((resolve, reject) => {
    const made: Socket =
      tls === undefined
        ? connectTcp(port, '127.0.0.1', () => {
            resolve(made)
          })
        : connectTls(
            { port, host: '127.0.0.1', servername: 'localhost', ca: tls.certificate },
            () => {
              resolve(made)
            },
          )
    made.once('error', reject)
  })
  let received = ''
  let ended = false
  let wake = (): void => undefined
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1')
    wake()
  })
  socket.on('error', () => undefined)
  socket.on('close', () => {
    ended = true
    wake()
  })
  const wait = async (enough: () => boolean): Promise<void> => {
    while (!enough() && !ended) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  return {
    socket,
    write: (bytes) => void socket.write(bytes),
    async until(enough) {
      await wait(() => enough(received))
      if (!enough(received)) throw new Error(`the connection ended after: ${received}`)
      return received
    },
    async closed() {
      await wait(() => false)
      return received
    },
  }
}

/** A request as bytes. `headers` are lines. */
export function raw(
  target: string | undefined,
  body: string | Buffer,
  headers: readonly string[] = [],
): Buffer {
  const labelled = headers.some((line) => line.toLowerCase().startsWith('content-type:'))
  const head = [
    'POST / HTTP/1.1',
    'Host: localhost',
    ...(labelled ? [] : ['Content-Type: application/x-amz-json-1.0']),
    ...(target === undefined ? [] : [`X-Amz-Target: Fake_1.${target}`]),
    `Content-Length: ${String(Buffer.byteLength(body))}`,
    ...headers,
    '',
    '',
  ].join('\r\n')
  return Buffer.concat([Buffer.from(head), Buffer.from(body)])
}

export interface Received {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/** Splits what a connection received into answers, by their Content-Length. */
export function answers(received: string): Received[] {
  const all: Received[] = []
  let rest = received
  for (;;) {
    const end = rest.indexOf('\r\n\r\n')
    if (end < 0) return all
    const [first, ...lines] = rest.slice(0, end).split('\r\n')
    const headers = new Headers(
      lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
    )
    const length = Number(headers.get('content-length') ?? 0)
    const body = rest.slice(end + 4, end + 4 + length)
    if (body.length < length) return all
    const status = Number(first?.split(' ')[1])
    if (status !== 100) all.push({ status, headers, body: Buffer.from(body, 'latin1').toString() })
    rest = rest.slice(end + 4 + length)
  }
}

/** Sends bytes on a fresh connection and gives the first answer. */
export async function exchange(
  listener: RunningListener,
  bytes: Buffer | string,
  tls?: TlsMaterial,
): Promise<Received> {
  const conversation = await converse(listener, tls)
  conversation.write(bytes)
  const received = await conversation.until((text) => answers(text).length > 0)
  conversation.socket.destroy()
  const [first] = answers(received)
  if (first === undefined) throw new Error('no answer')
  return first
}

/** Records into a store that is thrown away. */
function recorder(clock: Clock, logger: Logger): Recorder {
  const sealer = createSealer(0, new Secret(Buffer.alloc(32)), systemRandom)
  const store = openMemoryStore()
  return new Recorder({
    journal: new Journal({ store, sealer, lanes: 1, clock, random: systemRandom, logger }),
    sealer,
    selection: { wants: () => false, wantsData: () => false },
    keyNames: () => [],
    region: 'eu-test-1',
    account: '000000000000',
    strict: false,
    clock,
    random: systemRandom,
  })
}
