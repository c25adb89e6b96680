import type { Socket } from 'node:net'
import type { Clock } from '../../base/index.ts'
import type { Admission } from './admission.ts'
import type { AnswerWriter } from './answer-head.ts'
import type { Connection } from './connections.ts'
import type { HttpAnswer, RequestHead } from './exchange.ts'
import { ReceivedBody } from './receive.ts'
import { readSimpleHead, type SimpleHead } from './simple-head.ts'

/** What a listener does for a connection that is served without node:http. */
export interface DirectService {
  readonly admission: Admission
  readonly clock: Clock
  readonly writer: AnswerWriter
  /** Counts a request; {@link end} follows once, when it is answered or given up. */
  begin(connection: Connection): void
  end(connection: Connection): void
  /** Runs a request and sends its answer, or else ends the connection. Never rejects. */
  run(
    connection: Connection,
    head: RequestHead,
    body: ReceivedBody,
    send: (answer: HttpAnswer) => void,
  ): Promise<void>
  /** Whether connections stay open after their answers. */
  readonly keepsAlive: boolean
  /** Counts a large answer until the client has read it. Returns what ends that; undefined: it is small. */
  hold(connection: Connection, bytes: number): (() => void) | undefined
  /** Logs an error of ours and ends the connection. */
  failed(connection: Connection, error: unknown): void
  /** Gives the connection to node:http, which reads from now on. */
  handOver(socket: Socket): void
}

/**
 * Serves requests as SDKs send them on one connection: a plain head that arrives in one piece, then a body
 * whose length it tells, one request after the other. Whatever else arrives, node:http reads instead, and
 * everything after it on that connection; so nothing is judged here that can be read in two ways.
 */
export class DirectConnection {
  readonly #socket: Socket
  readonly #connection: Connection
  readonly #service: DirectService
  /** A request whose body has not wholly arrived. */
  #arriving: Arriving | undefined
  #running = false
  /** What the client sent before it had its answer. */
  #early: Buffer | undefined
  /** When the last answer was given. Undefined: no request came yet. */
  #idleSince: number | undefined

  constructor(connection: Connection, service: DirectService) {
    this.#connection = connection
    this.#socket = connection.socket
    this.#service = service
    const { headerMs } = service.admission.limits
    this.#socket
      .on('data', this.#onData)
      .on('end', this.#onEnd)
      .on('close', this.#onClose)
      .on('error', ignore)
      .on('timeout', this.#onTimeout)
      .setTimeout(headerMs)
  }

  /** What a client sends ends its own connection at worst. */
  readonly #onData = (chunk: Buffer): void => {
    try {
      this.#take(chunk)
    } catch (error) {
      this.#service.failed(this.#connection, error)
    }
  }

  #take(chunk: Buffer): void {
    if (this.#running) {
      this.#early = this.#early === undefined ? chunk : Buffer.concat([this.#early, chunk])
      this.#socket.pause()
    } else if (this.#arriving === undefined) this.#receive(chunk)
    else this.#receiveMore(this.#arriving, chunk)
  }

  #receive(chunk: Buffer): void {
    const { limits } = this.#service.admission
    const head = readSimpleHead(chunk, limits.headerBytes)
    const missing = head === undefined ? -1 : head.bodyAt + head.bodyLength - chunk.length
    if (head === undefined || missing < 0 || head.bodyLength > limits.requestBodyBytes) {
      this.#handOver(chunk)
      return
    }
    if (this.#idleSince === undefined) this.#socket.setTimeout(limits.stallMs)
    this.#service.begin(this.#connection)
    const body = new ReceivedBody(this.#service.admission)
    if (chunk.length > head.bodyAt) body.add(chunk.subarray(head.bodyAt))
    if (missing === 0) {
      this.#run(head, body)
      return
    }
    const cancel = this.#service.clock.after(limits.requestMs, this.#refuseLate)
    this.#arriving = { head, body, missing, cancel }
    this.#connection.receiving = true
  }

  #receiveMore(arriving: Arriving, chunk: Buffer): void {
    const { head, body, missing } = arriving
    // What follows the body is the next request.
    const own = chunk.length <= missing ? chunk : chunk.subarray(0, missing)
    body.add(own)
    arriving.missing -= own.length
    if (arriving.missing > 0) return
    this.#arrived(arriving)
    this.#run(head, body)
    if (own.length < chunk.length) this.#take(chunk.subarray(own.length))
  }

  #arrived(arriving: Arriving): void {
    arriving.cancel()
    this.#arriving = undefined
    this.#connection.receiving = false
  }

  #run(head: SimpleHead, body: ReceivedBody): void {
    this.#running = true
    void this.#service.run(this.#connection, head, body, this.#send).then(this.#onAnswered)
  }

  /** Sends head and body as one write. A client that has gone is nobody's error. */
  readonly #send = (answer: HttpAnswer): void => {
    const socket = this.#socket
    if (socket.destroyed || socket.writableEnded) return
    const { writer, keepsAlive } = this.#service
    const letGo = this.#service.hold(this.#connection, answer.body.length)
    socket.write(writer.bytes(answer, keepsAlive), letGo)
    if (!keepsAlive) socket.destroySoon()
  }

  readonly #onAnswered = (): void => {
    const socket = this.#socket
    this.#idleSince = this.#service.clock.monotonic()
    this.#service.end(this.#connection)
    if (socket.writableNeedDrain) socket.once('drain', this.#next)
    else this.#next()
  }

  /** Takes the next request, which may be there already. */
  readonly #next = (): void => {
    this.#running = false
    const early = this.#early
    if (early === undefined || this.#socket.writableEnded) return
    this.#early = undefined
    this.#socket.resume()
    this.#onData(early)
  }

  readonly #onEnd = (): void => {
    this.#socket.end()
  }

  readonly #onClose = (): void => {
    const arriving = this.#arriving
    if (arriving === undefined) return
    this.#arrived(arriving)
    arriving.body.release()
    this.#service.end(this.#connection)
  }

  /** No byte moved for a while: fine while a request runs, and while a connection may be idle. */
  readonly #onTimeout = (): void => {
    const socket = this.#socket
    const { admission, clock } = this.#service
    const { stallMs, keepAliveMs } = admission.limits
    if (socket.writableLength > 0 || this.#arriving !== undefined) socket.destroy()
    else if (this.#connection.running > 0) socket.setTimeout(stallMs)
    else if (this.#idleSince === undefined) this.#refuseLate()
    else if (clock.monotonic() - this.#idleSince < keepAliveMs) socket.setTimeout(stallMs)
    else socket.destroySoon()
  }

  readonly #refuseLate = (): void => {
    this.#socket.write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n')
    this.#socket.destroySoon()
  }

  #handOver(chunk: Buffer): void {
    const socket = this.#socket
    socket.pause()
    socket
      .off('data', this.#onData)
      .off('end', this.#onEnd)
      .off('close', this.#onClose)
      .off('timeout', this.#onTimeout)
    this.#service.handOver(socket)
    socket.off('error', ignore)
    socket.unshift(chunk)
    socket.resume()
  }
}

interface Arriving {
  readonly head: SimpleHead
  readonly body: ReceivedBody
  missing: number
  readonly cancel: () => void
}

function ignore(): void {
  // The close that follows says enough.
}
