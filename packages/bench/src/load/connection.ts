import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Endpoint } from './endpoint.ts'
import { ResponseReader, type Response } from './response-reader.ts'

type Answered = (response: Response) => void
type Failed = (error: Error) => void

/** One connection that is kept open and has at most one request under way. */
export class Connection {
  readonly #endpoint: Endpoint
  readonly #failed: Failed
  #socket: Socket | undefined
  #reader = new ResponseReader()
  #answered: Answered | undefined

  /** `failed` is called when the connection breaks with a request under way. */
  constructor(endpoint: Endpoint, failed: Failed) {
    this.#endpoint = endpoint
    this.#failed = failed
  }

  async open(): Promise<void> {
    const { host, port, authority } = this.#endpoint
    const socket =
      authority === undefined
        ? connectTcp({ host, port, noDelay: true })
        : connectTls({ host, port, ca: authority, ALPNProtocols: ['http/1.1'] })
    await once(socket, authority === undefined ? 'connect' : 'secureConnect')
    socket.setNoDelay(true)
    this.#reader = new ResponseReader()
    socket.on('data', (piece: Buffer) => this.#take(piece))
    socket.on('error', (error: Error) => this.#break(socket, error))
    socket.on('close', () => this.#break(socket, new Error('the server closed the connection')))
    this.#socket = socket
  }

  /** Sends a request; opens the connection again if the server has closed it since the last answer. */
  send(request: string | Buffer, answered: Answered): void {
    this.#answered = answered
    if (this.#socket !== undefined) {
      this.#socket.write(request, 'latin1')
      return
    }
    this.open().then(() => this.#socket?.write(request, 'latin1'), this.#failed)
  }

  close(): void {
    this.#answered = undefined
    this.#socket?.destroy()
    this.#socket = undefined
  }

  #take(piece: Buffer): void {
    const response = this.#reader.add(piece)
    if (response === undefined) return
    const answered = this.#answered
    this.#answered = undefined
    if (!response.keepAlive) this.close()
    answered?.(response)
  }

  #break(socket: Socket, error: Error): void {
    if (this.#socket !== socket) return
    this.#socket = undefined
    if (this.#answered === undefined) return
    this.#answered = undefined
    this.#failed(error)
  }
}

/** One request on a connection of its own. Rejects when there is no whole answer. */
export async function requestOnce(endpoint: Endpoint, request: string): Promise<Response> {
  return new Promise((resolve, reject) => {
    const connection = new Connection(endpoint, reject)
    connection.open().then(() => {
      connection.send(request, (response) => {
        connection.close()
        resolve(response)
      })
    }, reject)
  })
}
