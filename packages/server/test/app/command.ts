import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { request } from 'node:https'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const main = fileURLToPath(new URL('../../bundle/app/main.js', import.meta.url))

export interface Finished {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly child: ChildProcess
  /** Standard output up to the end of the transcript. */
  readonly stdout: string
  readonly endpoint: string
  readonly finished: Promise<Finished>
}

/** Runs the command line in a process of its own, with nothing of Strongroom in the environment but `env`. */
export function run(
  cwd: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Finished> {
  return launch(cwd, args, env).finished
}

/** Runs `start` on a free port and waits until it is ready. Rejects when the process ends instead. */
export async function startProcess(
  cwd: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<Running> {
  const { child, finished, output } = launch(cwd, ['start', '--port', '0', ...args], env)
  const ready = new Promise<void>((resolve) => {
    child.stdout?.on('data', () => {
      if (output().includes('music.get_item')) resolve()
    })
  })
  const ended = finished.then(({ code, stderr }) => {
    throw new Error(`the server ended with ${String(code)}: ${stderr}`)
  })
  await Promise.race([ready, ended])
  ended.catch(() => undefined)
  const stdout = output()
  const endpoint = /https:\/\/[\w.]+:\d+/.exec(stdout)?.[0] ?? ''
  return { child, finished, stdout, endpoint }
}

/** GETs a path of the server, trusting the CA in the keys directory. */
export async function get(cwd: string, url: string): Promise<{ status: number; text: string }> {
  const ca = await readFile(join(cwd, 'strongroom/keys/ca.pem'))
  const sent = request(url, { ca, agent: false })
  sent.end()
  const [answer] = (await once(sent, 'response')) as [
    NodeJS.ReadableStream & { statusCode: number },
  ]
  let text = ''
  for await (const chunk of answer) text += String(chunk)
  return { status: answer.statusCode, text }
}

function launch(
  cwd: string,
  args: readonly string[],
  env: Record<string, string>,
): { child: ChildProcess; finished: Promise<Finished>; output: () => string } {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('STRONGROOM_'))
  const child = spawn(process.execPath, [main, ...args], {
    cwd,
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const finished = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    stdout,
    stderr,
  }))
  return { child, finished, output: () => stdout }
}
