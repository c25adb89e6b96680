import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Admission } from './admission.ts'
import type { TlsFacts } from './exchange.ts'

/** What the listener knows of one connection. */
export interface Connection {
  readonly socket: Socket
  readonly secureTransport: boolean
  readonly sourceIp: string
  readonly tls: TlsFacts | undefined
  /** Requests of this connection that have begun and are not answered. */
  running: number
  /** Whether a request's body is being received. */
  receiving: boolean
  /** Bytes of large answers that wait for the client to read them. */
  unread: number
}

/**
 * The open connections of one listener. Those that have shaken hands and have no request are kept in
 * the order in which they fell idle: the bound on connections and the end of a drain close from its front.
 */
export class Connections {
  readonly #admission: Admission
  readonly #known = new WeakMap<Socket, Connection>()
  readonly #open = new Set<Socket>()
  /** Bare sockets before the end of their TLS handshake, oldest first, by peer: the TLS socket is another object. */
  readonly #handshaking = new Map<string, Socket>()
  readonly #idle = new Set<Connection>()

  constructor(admission: Admission) {
    this.#admission = admission
  }

  /** Counts the bare socket, before any TLS handshake. */
  opened(socket: Socket): void {
    const key = peerKey(socket)
    this.#open.add(socket)
    this.#handshaking.set(key, socket)
    socket.once('close', () => {
      this.#open.delete(socket)
      this.#handshaking.delete(key)
    })
  }

  /** Registers a connection that may send requests: the TLS socket, or the bare one. */
  ready(socket: Socket, secureTransport: boolean): Connection {
    const connection = {
      socket,
      secureTransport,
      sourceIp: sourceIp(socket),
      tls: tlsFacts(socket),
      running: 0,
      receiving: false,
      unread: 0,
    }
    this.#handshaking.delete(peerKey(socket))
    this.#known.set(socket, connection)
    this.#idle.add(connection)
    socket.once('close', () => {
      this.#idle.delete(connection)
      // Answers that queue when their connection ends have no end of their own.
      this.letGo(connection, connection.unread)
    })
    return connection
  }

  of(socket: Socket): Connection | undefined {
    return this.#known.get(socket)
  }

  begin(connection: Connection): void {
    if (connection.running++ === 0) this.#idle.delete(connection)
  }

  end(connection: Connection): void {
    if (--connection.running === 0 && !connection.socket.destroyed) this.#idle.add(connection)
  }

  /** Counts a large answer while the client has not read it. */
  hold(connection: Connection, bytes: number): void {
    connection.unread += bytes
    this.#admission.force(bytes)
  }

  letGo(connection: Connection, bytes: number): void {
    const held = Math.min(connection.unread, bytes)
    connection.unread -= held
    this.#admission.give(held)
  }

  get size(): number {
    return this.#open.size
  }

  /**
   * Closes the connection that can be missed most: the longest idle one, or, in a flood of unfinished
   * handshakes, the oldest of these. False: every connection has work.
   */
  makeRoom(): boolean {
    if (this.#handshaking.size <= this.#idle.size) return this.#closeLongestIdle()
    for (const socket of this.#handshaking.values()) {
      socket.destroy()
      return true
    }
    return false
  }

  closeIdle(): void {
    while (this.#closeLongestIdle());
  }

  destroyAll(): void {
    for (const socket of this.#open) socket.destroy()
  }

  #closeLongestIdle(): boolean {
    for (const connection of this.#idle) {
      this.#idle.delete(connection)
      connection.socket.destroySoon()
      return true
    }
    return false
  }
}

function peerKey(socket: Socket): string {
  return `${socket.remoteAddress ?? ''} ${String(socket.remotePort ?? 0)}`
}

const mappedIpv4 = '::ffff:'

function sourceIp(socket: Socket): string {
  const address = socket.remoteAddress ?? ''
  return address.startsWith(mappedIpv4) ? address.slice(mappedIpv4.length) : address
}

function tlsFacts(socket: Socket): TlsFacts | undefined {
  if (!(socket instanceof TLSSocket)) return undefined
  return { version: socket.getProtocol() ?? 'unknown', cipher: socket.getCipher().standardName }
}
