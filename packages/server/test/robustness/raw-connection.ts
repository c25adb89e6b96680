import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Dice } from '../properties/dice.ts'

/** A bare connection that keeps what it receives. */
export class RawConnection {
  readonly socket: Socket
  /** Below TLS, where there is TLS. */
  readonly bare: Socket
  #received = Buffer.alloc(0)
  #ended = false
  #wake = (): void => undefined

  constructor(socket: Socket, bare = socket) {
    this.socket = socket
    this.bare = bare
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk])
      this.#wake()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      this.#ended = true
      this.#wake()
    })
  }

  get received(): string {
    return this.#received.toString('latin1')
  }

  /** Writes in pieces, each after the one before has gone. */
  async write(dice: Dice, bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length && !this.#ended;) {
      const end = dice.chance(0.5) ? bytes.length : at + 1 + dice.below(bytes.length - at)
      await new Promise((resolve) => {
        this.socket.write(bytes.subarray(at, end), resolve)
      })
      at = end
    }
  }

  /** Waits until there are that many answers, or the other side has closed. */
  answered(count: number): Promise<void> {
    return this.#until(() => statusesOf(this.received).length >= count)
  }

  /** Waits until the connection is closed. */
  closed(): Promise<void> {
    return this.#until(() => false)
  }

  async #until(fact: () => boolean): Promise<void> {
    while (!this.#ended && !fact()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}

export async function openTcp(endpoint: string): Promise<RawConnection> {
  const { hostname, port } = new URL(endpoint)
  const socket = connect({ host: hostname, port: Number(port) })
  await once(socket, 'connect')
  return new RawConnection(socket)
}

export async function openTls(endpoint: string, ca: string): Promise<RawConnection> {
  const { hostname, port } = new URL(endpoint)
  const bare = connect({ host: hostname, port: Number(port) })
  bare.on('error', () => undefined)
  const socket = connectTls({ socket: bare, host: hostname, ca })
  await once(socket, 'secureConnect')
  return new RawConnection(socket, bare)
}

/** Statuses of the whole answers in what was received, by their Content-Length. */
export function statusesOf(received: string): number[] {
  const statuses: number[] = []
  let rest = received
  for (;;) {
    const end = rest.indexOf('\r\n\r\n')
    if (end < 0) return statuses
    const head = rest.slice(0, end)
    const length = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0)
    if (rest.length < end + 4 + length) return statuses
    const status = Number(head.split(' ')[1])
    if (status >= 200) statuses.push(status)
    rest = rest.slice(end + 4 + length)
  }
}
