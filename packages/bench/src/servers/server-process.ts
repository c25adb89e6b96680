import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { requestOnce } from '../load/connection.ts'
import type { Endpoint } from '../load/endpoint.ts'

export interface ServerProcess {
  readonly endpoint: Endpoint
  readonly pid: number
  /** Milliseconds from its start to its first answer. */
  readonly startMs: number
  stop(): Promise<void>
}

export interface Launch {
  readonly command: string
  readonly args: readonly string[]
  readonly directory?: string
  readonly environment?: Readonly<Record<string, string>>
  /** Undefined while it cannot be known yet, as when the server has not made its certificate. */
  readonly endpoint: () => Endpoint | undefined
}

const longestStartMs = 30_000
const pollMs = 2

/** Starts a server and waits for its first answer, whatever it says. Rejects with what the server printed. */
export async function launch(options: Launch): Promise<ServerProcess> {
  const startedAt = performance.now()
  const child = spawn(options.command, options.args, {
    cwd: options.directory,
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  const keep = (text: Buffer): void => {
    printed = (printed + text.toString()).slice(-2000)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  let failure: string | undefined
  child.on('error', (error) => (failure = error.message))
  child.on('exit', (code) => (failure ??= `it ended with code ${String(code)}: ${printed.trim()}`))

  while (performance.now() - startedAt < longestStartMs) {
    if (failure !== undefined) throw new Error(failure)
    const endpoint = options.endpoint()
    if (endpoint !== undefined && (await answers(endpoint))) {
      const startMs = performance.now() - startedAt
      return { endpoint, pid: child.pid ?? 0, startMs, stop: () => stop(child) }
    }
    await sleep(pollMs)
  }
  await stop(child)
  throw new Error(`it gave no answer in ${String(longestStartMs / 1000)} s: ${printed.trim()}`)
}

async function answers(endpoint: Endpoint): Promise<boolean> {
  const request = `GET / HTTP/1.1\r\nHost: ${endpoint.host}:${String(endpoint.port)}\r\n\r\n`
  return requestOnce(endpoint, request).then(
    () => true,
    () => false,
  )
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const killer = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await ended
  clearTimeout(killer)
}

/** A port that nothing listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port is free')
  return address.port
}
