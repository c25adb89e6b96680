import { spawn } from 'node:child_process'
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

/** Assesses a server whose directory is `folder`. Rejects with what the command printed when it could not. */
export async function startAssessment(
  { host, port, region, accessKeyId, secretAccessKey }: Endpoint,
  folder: string,
  passive: boolean,
): Promise<Assessed> {
  const before = endedChildrenSeconds()
  const startedAt = performance.now()
  const child = spawn(
    process.execPath,
    [
      ...[commandLine, 'assess', '--endpoint', `https://${host}:${String(port)}`],
      ...[
        '--region',
        region,
        '--keys-dir',
        join(folder, 'keys'),
        '--data-dir',
        join(folder, 'data'),
      ],
      ...(passive ? ['--passive'] : []),
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
  let printed = ''
  child.stderr.on('data', (text: Buffer) => (printed += text.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  // Pass, review and remediate are 0, 1 and 2.
  if (code === null || code > 2) throw new Error(`strongroom assess: ${printed.trim()}`)
  return {
    wallSeconds: (performance.now() - startedAt) / 1000,
    commandSeconds: endedChildrenSeconds() - before,
  }
}
