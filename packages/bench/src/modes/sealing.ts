import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Options } from '../options.ts'

/** Of the workspace, from this file's place in dist. */
const root = '../../../../..'
const run = fileURLToPath(
  new URL(`${root}/packages/server/dist/test/roots/long-sealing-run.js`, import.meta.url),
)

/** Needs the inside of the server, so that the measuring itself lives there, in a process that serves nobody. */
export async function sealing({ rounds, seconds }: Options): Promise<void> {
  const args = [run, '--rounds', String(Math.max(rounds, 7)), '--seconds', String(seconds / 4)]
  const child = spawn(process.execPath, args, { stdio: 'inherit' })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error('the measuring failed')
}
