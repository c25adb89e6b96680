import { Connection } from './connection.ts'
import type { Endpoint } from './endpoint.ts'
import type { Response } from './response-reader.ts'

/** What a load is made of. */
export interface Load {
  readonly endpoint: Endpoint
  /** The next request, signed. */
  next(): string | Buffer
  /** `milliseconds` since the request was, or ought to have been, sent. */
  answered(response: Response, milliseconds: number): void
  failed(error: Error): void
  /** Asked before each request. False: none is sent any more. */
  goesOn(): boolean
}

/** Sends from `concurrency` connections, from each when its last request is answered. Resolves when all are. */
export async function closedLoop(load: Load, concurrency: number): Promise<void> {
  await Promise.all(Array.from({ length: concurrency }, () => oneAfterAnother(load)))
}

function oneAfterAnother(load: Load): Promise<void> {
  return new Promise((resolve, reject) => {
    let sentAt = 0
    const connection = new Connection(load.endpoint, (error) => {
      load.failed(error)
      next()
    })
    const answered = (response: Response): void => {
      load.answered(response, performance.now() - sentAt)
      next()
    }
    const next = (): void => {
      if (!load.goesOn()) {
        connection.close()
        resolve()
        return
      }
      const request = load.next()
      sentAt = performance.now()
      connection.send(request, answered)
    }
    connection.open().then(next, reject)
  })
}

/** Connections of an open loop: requests beyond them wait, and their waiting counts. */
const openLoopConnections = 128
/** How long after the end answers are waited for. */
const patienceMs = 5000

/**
 * Sends `perSecond` requests a second whether or not the server keeps up. Latency counts from the
 * moment at which a request was due, so that a server which stalls cannot hide it. A timer wakes
 * once a millisecond, so latencies are up to about one too long.
 */
export async function openLoop(load: Load, perSecond: number): Promise<void> {
  const due: number[] = []
  const idle: Connection[] = []
  const all: Connection[] = []
  let underWay = 0

  const send = (connection: Connection): void => {
    const dueAt = due.shift()
    if (dueAt === undefined) {
      idle.push(connection)
      return
    }
    underWay++
    connection.send(load.next(), (response) => {
      underWay--
      load.answered(response, performance.now() - dueAt)
      send(connection)
    })
  }
  for (let index = 0; index < openLoopConnections; index++) {
    const connection: Connection = new Connection(load.endpoint, (error) => {
      underWay--
      load.failed(error)
      idle.push(connection)
    })
    all.push(connection)
    idle.push(connection)
  }
  await Promise.all(all.map((connection) => connection.open()))

  const startedAt = performance.now()
  let scheduled = 0
  await every(1, () => {
    const wanted = Math.floor(((performance.now() - startedAt) * perSecond) / 1000)
    for (; scheduled < wanted; scheduled++) due.push(startedAt + (scheduled * 1000) / perSecond)
    while (due.length > 0) {
      const connection = idle.pop()
      if (connection === undefined) break
      send(connection)
    }
    return load.goesOn()
  })
  const giveUpAt = performance.now() + patienceMs
  await every(5, () => underWay + due.length > 0 && performance.now() < giveUpAt)
  for (let left = underWay + due.length; left > 0; left--)
    load.failed(new Error('no answer in time'))
  for (const connection of all) connection.close()
}

function every(ms: number, goesOn: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (goesOn()) return
      clearInterval(timer)
      resolve()
    }, ms)
  })
}
