import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { WireClient, type Credentials } from '../robustness/wire-client.ts'

const main = fileURLToPath(new URL('../../bundle/app/main.js', import.meta.url))

export const rootCredentials: Credentials = {
  accessKeyId: 'AKIACRASHTESTCRASH00',
  secretAccessKey: 'crashTestSecretAccessKey/0123456789+abcd',
}

/** Credentials by the environment, so that none are made. */
export const rootEnvironment: Readonly<Record<string, string>> = {
  STRONGROOM_ROOT_ACCESS_KEY_ID: rootCredentials.accessKeyId,
  STRONGROOM_ROOT_SECRET_ACCESS_KEY: rootCredentials.secretAccessKey,
}

export interface ServerProcess {
  readonly child: ChildProcess
  readonly httpEndpoint: string
  /** Milliseconds from the start of the process until it listened. */
  readonly startedWithin: number
  /** All that it has printed, log and errors. */
  output(): string
  client(credentials?: Credentials): WireClient
  /** Sends the signal and waits for the end. Gives the exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

export interface ServerProcessOptions {
  /** Keys and data get a directory each in it. */
  readonly directory: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export function dataDirectory(directory: string): string {
  return join(directory, 'data')
}

export function keysDirectory(directory: string): string {
  return join(directory, 'keys')
}

/** Spawns the command line, as an operator would, and does not wait. */
export function spawnServer({ directory, args, env }: ServerProcessOptions): ChildProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('STRONGROOM_'))
  const flags = ['--port', '0', '--http-port', '0', '--log-format', 'json', '--log-level', 'debug']
  const places = ['--data-dir', dataDirectory(directory), '--keys-dir', keysDirectory(directory)]
  return spawn(process.execPath, [main, 'start', ...flags, ...places, ...(args ?? [])], {
    env: { ...Object.fromEntries(inherited), ...(env ?? rootEnvironment) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Starts a server and waits until it listens. Rejects when it ends instead. */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const begun = performance.now()
  const child = spawnServer(options)
  let output = ''
  let wake = (): void => undefined
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
      wake()
    })
  }
  const ended = once(child, 'close')
  const httpEndpoint = await new Promise<string>((resolve, reject) => {
    wake = () => {
      const found = /"httpEndpoint":"([^"]+)"/.exec(output)?.[1]
      if (found !== undefined) resolve(found)
    }
    void ended.then(([code]) => {
      reject(new Error(`the server ended with ${String(code)}: ${output}`))
    })
  })
  wake = () => undefined
  const startedWithin = performance.now() - begun
  return {
    child,
    httpEndpoint,
    startedWithin,
    output: () => output,
    client: (credentials = rootCredentials) =>
      new WireClient({ endpoint: httpEndpoint, credentials, sockets: 32 }),
    async end(signal) {
      child.kill(signal)
      const [code] = (await ended) as [number | null]
      return code
    },
  }
}
