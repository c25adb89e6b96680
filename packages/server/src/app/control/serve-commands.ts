import { rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { limits, type Secret } from '../../base/index.ts'
import type { KvStore } from '../../storage/kv.ts'
import { unpackBatch } from '../../storage/sqlite/index.ts'
import type { Surroundings } from '../surroundings.ts'
import { Conversation, framesOf, greetingBytes, nextFrame, sendFrame } from './conversation.ts'

export interface CommandSocket {
  close(): Promise<void>
}

export interface CommandSocketDeps {
  readonly path: string
  /** The store that this process writes. */
  readonly store: KvStore
  readonly systemKey: Secret
  readonly surroundings: Surroundings
  /** Called when a command has changed the store, before it is told. */
  readonly changed: () => void
}

/**
 * Lets commands change the store while this process has it: they read the file themselves, decide, and
 * commit by way of this one, as worker processes do. Undefined, with a warning, where the socket cannot be
 * opened: the server works without.
 */
export async function serveCommands(deps: CommandSocketDeps): Promise<CommandSocket | undefined> {
  const { path, surroundings } = deps
  const { logger } = surroundings
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // Without a listener an error would end the process; the reader below sees it too.
    socket.on('error', () => undefined)
    socket.setTimeout(limits.controlIdleMs, () => socket.destroy())
    converse(socket, deps)
      .catch((error: unknown) => {
        logger.warn('a command was not understood', { reason: String(error) })
      })
      .finally(() => socket.destroy())
  })
  server.maxConnections = limits.controlConnections
  try {
    // Whoever has the lock of the store has it alone: what lies there is of a process that died.
    await rm(path, { force: true })
    await listening(server, path)
  } catch (error) {
    logger.warn('commands that change accounts need this server to be stopped', {
      reason: String(error),
    })
    return undefined
  }
  return {
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // The process's mask keeps everybody else out: the socket is made with 0600.
    server.listen(path, () => {
      server.off('error', reject)
      server.on('error', () => undefined)
      resolve()
    })
  })
}

async function converse(
  socket: Socket,
  { store, systemKey, surroundings, changed }: CommandSocketDeps,
): Promise<void> {
  const { random, logger } = surroundings
  const own = random.bytes(greetingBytes)
  sendFrame(socket, own)
  const frames = framesOf(socket)
  const theirs = await nextFrame(frames)
  if (theirs?.length !== greetingBytes) return
  const talk = new Conversation(socket, systemKey, random, Buffer.concat([own, theirs]))
  for await (const frame of frames) {
    const [commit, ...more] = unpackBatch(talk.hear('command', frame))
    if (commit === undefined || more.length > 0) throw new Error('one commit at a time')
    const result = await store.commit(commit)
    if (result.outcome === 'committed' || result.outcome === 'unknown') changed()
    logger.info('a command changed the store', { outcome: result.outcome })
    talk.say('server', Buffer.from(JSON.stringify(result)))
  }
}
