import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { Server as NetServer, type AddressInfo, type BlockList, type Socket } from 'node:net'
import { assert, type Clock, type Logger } from '../../base/index.ts'
import { Admission } from './admission.ts'
import { AnswerWriter } from './answer-head.ts'
import { Connections, type Connection } from './connections.ts'
import { DirectConnection, type DirectService } from './direct.ts'
import type { HttpAnswer, RequestHandler, RequestHead } from './exchange.ts'
import { comesFrom, networks } from './networks.ts'
import { declaredLength, ReceivedBody } from './receive.ts'
import { tlsOptions, type TlsMaterial } from './tls.ts'

export interface ListenOptions {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** Absent: plain HTTP. */
  readonly tls?: TlsMaterial
  readonly handler: RequestHandler
  /** The VPC whose endpoint this is: a fact of every request that it receives. */
  readonly vpcId?: string
  /** Networks in CIDR form that clients may come from. Absent: any. */
  readonly clients?: readonly string[]
  readonly clock: Clock
  readonly logger: Logger
  /** What this listener shares with the others of the process. Absent: it has its own. */
  readonly admission?: Admission
}

export interface RunningListener {
  readonly host: string
  readonly port: number
  /** Connections that are open now, those in a TLS handshake included. */
  readonly connections: number
  /**
   * Stops accepting, announces the end on every answer (`Connection: close`), waits up to `graceMs` for
   * the requests under way, closes what is idle and destroys what is left. A second call waits likewise.
   */
  drain(graceMs: number): Promise<void>
}

/** Opens a port. Rejects with Node's error where that fails. */
export async function listen(options: ListenOptions): Promise<RunningListener> {
  const listener = new Listener(options)
  await listener.open()
  return listener
}

/** How long a client has to take a closing connection's last bytes. */
const closingMs = 1000

class Listener implements RunningListener, DirectService {
  readonly #options: ListenOptions
  readonly admission: Admission
  readonly writer: AnswerWriter
  readonly #connections: Connections
  readonly #server: Server
  readonly #clients: BlockList | undefined
  /** How node:http takes over a connection. */
  readonly #readByNode: (this: Server, socket: Socket) => void
  #requests = 0
  #drained: Promise<void> | undefined
  #idle: (() => void) | undefined

  constructor(options: ListenOptions) {
    this.#options = options
    this.admission = options.admission ?? new Admission()
    this.writer = new AnswerWriter(options.clock, this.admission.limits.keepAliveMs)
    this.#connections = new Connections(this.admission)
    this.#clients = options.clients && networks(options.clients)
    this.#server = this.#createServer()
    this.#readByNode = this.#takeConnections()
  }

  get host(): string {
    return this.#address().address
  }

  get port(): number {
    return this.#address().port
  }

  get clock(): Clock {
    return this.#options.clock
  }

  get connections(): number {
    return this.#connections.size
  }

  open(): Promise<void> {
    const { host, port } = this.#options
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen({ host, port, backlog: 1024 }, () => {
        this.#server.off('error', reject)
        this.#server.on('error', (error) => {
          this.#options.logger.error('listener failed', error)
        })
        resolve()
      })
    })
  }

  drain(graceMs: number): Promise<void> {
    this.#drained ??= this.#drain(graceMs)
    return this.#drained
  }

  #createServer(): Server {
    const { limits } = this.admission
    const { tls } = this.#options
    const http = {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headerMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: Math.max(20, Math.min(limits.headerMs, limits.requestMs) / 5),
      keepAliveTimeout: limits.keepAliveMs,
      noDelay: true,
      requireHostHeader: true,
    }
    const server =
      tls === undefined
        ? createHttpServer(http)
        : createHttpsServer({ ...http, ...tlsOptions(tls, limits.headerMs) })
    server.timeout = limits.stallMs
    server.maxRequestsPerSocket = 0
    server.on('tlsClientError', (_error: Error, socket: Socket) => {
      socket.destroy()
    })
    server.on('timeout', (socket: Socket) => {
      this.#onStall(socket)
    })
    server.on('request', (request, response) => {
      this.#onRequest(request, response)
    })
    server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
      if (declaredLength(request) <= limits.requestBodyBytes) response.writeContinue()
      this.#onRequest(request, response)
    })
    return server
  }

  /** Takes each new connection in the place of node:http, whose own way of taking one is the answer. */
  #takeConnections(): (this: Server, socket: Socket) => void {
    const server = this.#server
    const event = this.#options.tls === undefined ? 'connection' : 'secureConnection'
    const [byNode, ...more] = server.listeners(event)
    assert(byNode !== undefined && more.length === 0, 'node:http takes connections by one listener')
    server.removeAllListeners(event)
    server.on('connection', (socket: Socket) => {
      this.#onConnection(socket)
    })
    server.on('secureConnection', (socket: Socket) => {
      this.#serve(this.#connections.ready(socket, true))
    })
    return byNode as (this: Server, socket: Socket) => void
  }

  #address(): AddressInfo {
    const address = this.#server.address()
    assert(address !== null && typeof address === 'object', 'a listener has an address')
    return address
  }

  #onConnection(socket: Socket): void {
    if (this.#clients !== undefined && !comesFrom(this.#clients, socket)) {
      socket.destroy()
      return
    }
    this.#connections.opened(socket)
    if (this.#options.tls === undefined) this.#serve(this.#connections.ready(socket, false))
    if (
      this.#connections.size > this.admission.limits.connections &&
      !this.#connections.makeRoom()
    ) {
      socket.destroy()
    }
  }

  /** Directly for as long as its requests are plain; {@link handOver} is for what is not. */
  #serve(connection: Connection): void {
    new DirectConnection(connection, this)
  }

  handOver(socket: Socket): void {
    this.#readByNode.call(this.#server, socket)
  }

  failed(connection: Connection, error: unknown): void {
    this.#options.logger.error('request handler failed', error)
    connection.socket.destroy()
  }

  begin(connection: Connection): void {
    this.#requests++
    this.#connections.begin(connection)
  }

  end(connection: Connection): void {
    this.#connections.end(connection)
    if (--this.#requests === 0) this.#idle?.()
  }

  get keepsAlive(): boolean {
    return this.#drained === undefined
  }

  hold(connection: Connection, bytes: number): (() => void) | undefined {
    if (bytes <= this.admission.limits.uncountedBodyBytes) return undefined
    this.#connections.hold(connection, bytes)
    return () => {
      this.#connections.letGo(connection, bytes)
    }
  }

  /** No byte moved for a while: fine while a request runs, the end of a half-sent request or half-read answer. */
  #onStall(socket: Socket): void {
    const connection = this.#connections.of(socket)
    const flushed = socket.writableLength === 0
    if (connection === undefined || !flushed || connection.receiving) socket.destroy()
    else if (connection.running === 0) socket.destroySoon()
  }

  #onRequest(request: IncomingMessage, response: ServerResponse): void {
    const connection = this.#connections.of(request.socket)
    if (connection === undefined) {
      // Every connection is registered before it is read from; were it not, its facts would be guesses.
      request.destroy()
      return
    }
    this.begin(connection)
    const body = new ReceivedBody(this.admission)
    const finish = (): void => {
      this.end(connection)
    }
    const send = (answer: HttpAnswer): void => {
      this.#answer(connection, response, answer)
    }

    if (this.#notWorthReading(request)) {
      response.shouldKeepAlive = false
      send(this.#options.handler.refuse('too-large'))
      finish()
      return
    }

    let received = false
    connection.receiving = true
    request.on('data', (chunk: Buffer) => {
      if (!body.add(chunk)) request.destroy()
    })
    request.once('end', () => {
      received = true
      connection.receiving = false
      const { method = '', url = '', headers, rawHeaders } = request
      void this.run(connection, { method, url, headers, rawHeaders }, body, send).then(finish)
    })
    request.once('close', () => {
      if (received) return
      connection.receiving = false
      body.release()
      finish()
    })
  }

  /** Such a body is refused before it is sent, or before more than the limit is read in vain. */
  #notWorthReading(request: IncomingMessage): boolean {
    const declared = declaredLength(request)
    const { requestBodyBytes } = this.admission.limits
    return (
      declared > (request.headers.expect === undefined ? 2 * requestBodyBytes : requestBodyBytes)
    )
  }

  async run(
    connection: Connection,
    head: RequestHead,
    body: ReceivedBody,
    send: (answer: HttpAnswer) => void,
  ): Promise<void> {
    const { handler, vpcId } = this.#options
    const refusal = body.refusal ?? (this.admission.enter() ? undefined : 'overloaded')
    if (refusal !== undefined) {
      body.release()
      send(handler.refuse(refusal))
      return
    }
    try {
      const answer = await handler.handle({
        method: head.method,
        url: head.url,
        headers: head.headers,
        rawHeaders: head.rawHeaders,
        body: body.bytes(),
        reserve: (bytes) => body.reserve(bytes),
        secureTransport: connection.secureTransport,
        sourceIp: connection.sourceIp,
        tls: connection.tls,
        vpcId,
      })
      send(answer)
    } catch (error) {
      // The handler promises an answer for everything; without one, the connection is all there is to end.
      this.failed(connection, error)
    } finally {
      body.release()
      this.admission.leave()
    }
  }

  /** Sends head and body as one write. A client that has gone is nobody's error. */
  #answer(connection: Connection, response: ServerResponse, answer: HttpAnswer): void {
    if (response.destroyed) return
    if (!this.keepsAlive) response.shouldKeepAlive = false
    const { length } = answer.body
    const letGo = this.hold(connection, length)
    if (letGo !== undefined) response.once('close', letGo)
    answer.headers.push('Content-Length', String(length))
    response.writeHead(answer.status, answer.headers)
    response.end(answer.body)
  }

  async #drain(graceMs: number): Promise<void> {
    // Not http.Server's close, which cuts idle connections at once: a request may be on its way on one.
    const closed = new Promise<void>((resolve) => {
      NetServer.prototype.close.call(this.#server, () => {
        resolve()
      })
    })
    await this.#until(graceMs, () => this.#requests === 0)
    this.#connections.closeIdle()
    const cancel = this.#options.clock.after(closingMs, () => {
      this.#connections.destroyAll()
    })
    if (this.#requests > 0) this.#connections.destroyAll()
    await closed
    cancel()
    // Stops the timer of its timeouts.
    this.#server.close()
  }

  async #until(ms: number, done: () => boolean): Promise<void> {
    if (done()) return
    await new Promise<void>((resolve) => {
      const cancel = this.#options.clock.after(ms, resolve)
      this.#idle = () => {
        cancel()
        resolve()
      }
    })
  }
}
