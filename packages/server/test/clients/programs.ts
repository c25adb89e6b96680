import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { start, type Server } from '../../src/index.ts'

export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A started server as programs on this machine reach it. */
export interface Reachable {
  readonly server: Server
  /** File with the CA, PEM. */
  readonly ca: string
  /** The environment of an AWS client: the server's region and root credentials, and no settings of the user. */
  readonly env: Readonly<Record<string, string>>
  close(): Promise<void>
}

export async function startReachable(): Promise<Reachable> {
  const folder = await mkdtemp(join(tmpdir(), 'strongroom-clients-'))
  const ca = join(folder, 'ca.pem')
  const server = await start()
  await writeFile(ca, server.ca)
  const { region, credentials } = server.clientConfig
  return {
    server,
    ca,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? folder,
      AWS_CONFIG_FILE: join(folder, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_MAX_ATTEMPTS: '1',
      AWS_PAGER: '',
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    async close() {
      await server.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** Runs a program to its end, five minutes at most. */
export function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(program, args, { env, timeout: 300_000 }, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : -1
      resolve({ code, stdout, stderr })
    })
  })
}

/** Why a test of a program is skipped, or false when the program is there. */
export async function absent(program: string, args: readonly string[]): Promise<string | false> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' }
  const { code } = await run(program, args, env)
  return code === 0 ? false : `${program} ${args.join(' ')} does not run on this machine`
}
