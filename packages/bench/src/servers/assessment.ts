import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Endpoint } from '../load/endpoint.ts'
import { endedChildrenSeconds } from '../load/process-usage.ts'
import { commandLine } from './servers.ts'

/** What a run of `strongroom assess` took. */
export interface Assessed {
  readonly wallSeconds: number
  /** Processor time of the command itself. No other child of this process may end meanwhile. */
  readonly commandSeconds: number
}

/** A command that runs, and can be held where it is. */
export interface Command {
  /** Rejects with what the command printed when it could not do its work. */
  readonly ended: Promise<Assessed>
  /** What it waits for goes on meanwhile. Not on Windows. */
  pause(): void
  resume(): void
  /** At once, paused or not; does nothing where it has ended. */
  kill(): void
}

/** Assesses a server whose directory is `folder`. */
export function startAssessment(endpoint: Endpoint, folder: string, passive: boolean): Command {
  const { host, port, region, accessKeyId, secretAccessKey } = endpoint
  const child = spawn(
    process.execPath,
    [
      ...[commandLine, 'assess', '--endpoint', `https://${host}:${String(port)}`],
      ...['--region', region, '--keys-dir', join(folder, 'keys')],
      ...['--data-dir', join(folder, 'data'), ...(passive ? ['--passive'] : [])],
    ],
    {
      env: {
        ...process.env,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  // Pass, review and remediate are 0, 1 and 2.
  return commandOf(child, (code) => code !== null && code <= 2)
}

/** Does nothing until it is killed: what a comparison shows beside it is its own error. */
export function startNothing(): Command {
  const child = spawn('sleep', ['86400'], { stdio: ['ignore', 'ignore', 'pipe'] })
  return commandOf(child, () => true)
}

function commandOf(child: ChildProcess, succeeded: (code: number | null) => boolean): Command {
  return {
    ended: endOf(child, succeeded),
    pause: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
    kill: () => child.kill('SIGKILL'),
  }
}

async function endOf(
  child: ChildProcess,
  succeeded: (code: number | null) => boolean,
): Promise<Assessed> {
  const before = endedChildrenSeconds()
  const startedAt = performance.now()
  let printed = ''
  child.stderr?.on('data', (text: Buffer) => (printed += text.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  if (!succeeded(code)) throw new Error(`strongroom assess: ${printed.trim()}`)
  return {
    wallSeconds: (performance.now() - startedAt) / 1000,
    commandSeconds: endedChildrenSeconds() - before,
  }
}
