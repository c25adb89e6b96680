import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../src/app/config/index.ts'
import { openFoundation } from '../../src/app/foundation.ts'
import { startServer } from '../../src/app/server.ts'
import { systemClock, systemRandom, type Logger } from '../../src/base/index.ts'
import type { Credentials, WireOptions } from './wire-client.ts'

/**
 * The whole server in this process, as it is started. Its data is on the disk: in memory, the audit records
 * of what it refuses would count as its own growth.
 */
export interface ServerUnderAttack {
  readonly http: WireOptions
  readonly https: WireOptions & { readonly ca: string }
  /** Errors that the server calls its own: there must be none. */
  readonly failures: readonly string[]
  close(): Promise<void>
}

export const credentials: Credentials = {
  accessKeyId: 'AKIAROBUSTNESSTEST00',
  secretAccessKey: 'robustnessTestSecretAccessKey/0123456789',
}

export async function serverUnderAttack(): Promise<ServerUnderAttack> {
  const directory = await mkdtemp(join(tmpdir(), 'strongroom-attacked-'))
  const { config, secrets } = await loadConfig({
    flags: {
      dataDir: join(directory, 'data'),
      keysDir: join(directory, 'keys'),
      port: '0',
      httpPort: '0',
    },
    env: {
      STRONGROOM_ROOT_ACCESS_KEY_ID: credentials.accessKeyId,
      STRONGROOM_ROOT_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
  })
  const failures: string[] = []
  const logger: Logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: (event, error) => {
      const story = error instanceof Error ? (error.stack ?? error.message) : String(error)
      failures.push(`${event}: ${story}`)
    },
  }
  const surroundings = { clock: systemClock, random: systemRandom, logger }
  const foundation = await openFoundation(config, secrets, surroundings)
  const server = await startServer(config, foundation, surroundings)
  const ca = foundation.identity.authority ?? foundation.identity.certificate
  return {
    http: { endpoint: server.httpEndpoint ?? '', credentials },
    https: { endpoint: server.endpoint, credentials, ca },
    failures,
    async close() {
      await server.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
