import type { TestContext } from 'node:test'
import { atEnd } from '../at-end.ts'
import { startServerProcess, type ServerProcess } from '../crash/server-process.ts'

/** A server on a directory, ended with the test if it still runs. */
export async function serve(t: TestContext, directory: string): Promise<ServerProcess> {
  const server = await startServerProcess({ directory })
  atEnd(t, async () => {
    if (server.child.exitCode === null && server.child.signalCode === null) {
      await server.end('SIGKILL')
    }
  })
  return server
}
