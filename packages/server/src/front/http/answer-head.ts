import { STATUS_CODES } from 'node:http'
import { assert, type Clock } from '../../base/index.ts'
import type { HttpAnswer } from './exchange.ts'

/** What no header may hold, lest it end the line. */
const forbidden = /[^\t\x20-\x7e]/

/** Writes answers as node:http writes them: head and body as one block of bytes. */
export class AnswerWriter {
  readonly #clock: Clock
  readonly #keptAlive: string
  #second = -1
  #date = ''

  constructor(clock: Clock, keepAliveMs: number) {
    this.#clock = clock
    this.#keptAlive = `Connection: keep-alive\r\nKeep-Alive: timeout=${String(Math.floor(keepAliveMs / 1000))}\r\n\r\n`
  }

  bytes({ status, headers, body }: HttpAnswer, keepAlive: boolean): Buffer {
    let head = `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? 'Unknown'}\r\n`
    for (let at = 0; at + 1 < headers.length; at += 2) {
      const line = `${headers[at] ?? ''}: ${headers[at + 1] ?? ''}`
      assert(!forbidden.test(line), 'a header of an answer is one line of ASCII')
      head += `${line}\r\n`
    }
    head += `Content-Length: ${String(body.length)}\r\nDate: ${this.#now()}\r\n`
    head += keepAlive ? this.#keptAlive : 'Connection: close\r\n\r\n'
    const bytes = Buffer.allocUnsafe(head.length + body.length)
    bytes.write(head, 0, 'latin1')
    body.copy(bytes, head.length)
    return bytes
  }

  #now(): string {
    const now = this.#clock.now()
    const second = Math.floor(now / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#date = new Date(now).toUTCString()
    }
    return this.#date
  }
}
