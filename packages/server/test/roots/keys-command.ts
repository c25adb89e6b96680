import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { dataDirectory, keysDirectory } from '../crash/server-process.ts'

const main = fileURLToPath(new URL('../../src/app/main.js', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface KeysCommand {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
}

/** Runs `strongroom keys …` on the data of a test's server. */
export function runKeys(
  directory: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): KeysCommand {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('STRONGROOM_'))
  const places = ['--data-dir', dataDirectory(directory), '--keys-dir', keysDirectory(directory)]
  const child = spawn(process.execPath, [main, 'keys', ...args, ...places], {
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...output }))
  return { child, ended }
}
