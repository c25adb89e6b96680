import type { ChildProcess } from 'node:child_process'

interface Handle {
  close(): void
}

/** What Node's cluster sends with a connection, and answers when the worker has taken it or sends it back. */
interface ClusterMessage {
  readonly cmd?: unknown
  readonly act?: unknown
  readonly seq?: unknown
  readonly ack?: unknown
}

/**
 * Closes the connections that a worker was handed and died without taking. Node's cluster hands each
 * connection to a worker and keeps its own end open until the worker answers; that of a worker which
 * answers no more stays open for ever, and so does the client's wait. Closed, the client tries again.
 *
 * Cluster has no event for it, so this listens in on its messages. Should Node change those, connections
 * hang as they did before, which a test notices.
 */
export function closeLostConnections(worker: ChildProcess): void {
  const handed = new Map<number, Handle>()
  const send = worker.send.bind(worker) as (...args: unknown[]) => boolean
  worker.send = (...args: unknown[]): boolean => {
    const [message, handle] = args
    const { cmd, act, seq } = message as ClusterMessage
    if (cmd === 'NODE_CLUSTER' && act === 'newconn' && typeof seq === 'number') {
      handed.set(seq, handle as Handle)
    }
    return send(...args)
  }
  worker.on('internalMessage', (message: ClusterMessage) => {
    if (typeof message.ack === 'number') handed.delete(message.ack)
  })
  worker.once('exit', () => {
    for (const handle of handed.values()) handle.close()
    handed.clear()
  })
}
