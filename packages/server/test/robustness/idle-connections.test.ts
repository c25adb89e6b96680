import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { atEnd } from '../at-end.ts'
import { rootCredentials, startServerProcess } from '../crash/server-process.ts'
import { Bystander } from './bystander.ts'
import { WireClient } from './wire-client.ts'

const wanted = 10_000
/** Files beside the connections that a process has open. */
const spare = 200
/** What one idle connection may cost the server. */
const bytesPerConnection = 32 * 1024
/** What a server grows by itself in its first seconds: it counts where few connections may be open. */
const growth = 64 * 1024 * 1024

/** How many files a process of this user may have open. */
async function openFiles(): Promise<number> {
  const limits = await readFile('/proc/self/limits', 'latin1')
  const soft = /Max open files +(\d+|unlimited)/.exec(limits)?.[1] ?? '1024'
  return soft === 'unlimited' ? Infinity : Number(soft)
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'latin1')
  return 1024 * Number(/VmRSS:\s+(\d+)/.exec(status)?.[1])
}

test(
  'ten thousand idle connections cost little, and others are served',
  { skip: process.platform === 'linux' ? false : 'reads /proc' },
  async (t) => {
    const count = Math.min(wanted, (await openFiles()) - spare)
    t.diagnostic(`${String(count)} connections`)
    const directory = await mkdtemp(join(tmpdir(), 'strongroom-idle-'))
    atEnd(t, () => rm(directory, { recursive: true, force: true }))
    const args = ['--in-memory', '--log-level', 'info']
    const server = await startServerProcess({ directory, args })
    const idle: Socket[] = []
    atEnd(t, () => {
      for (const socket of idle) socket.destroy()
      return server.end('SIGKILL')
    })
    const client = server.client()
    const bystander = new Bystander(client)
    await bystander.open()
    await bystander.round()
    const before = await residentBytes(server.child.pid ?? 0)

    const { hostname: host, port } = new URL(server.httpEndpoint)
    let closed = 0
    while (idle.length < count) {
      const group = Array.from({ length: Math.min(500, count - idle.length) }, () => {
        const socket = connect({ host, port: Number(port) })
        socket.on('error', () => undefined)
        socket.on('close', () => (closed += 1))
        return socket
      })
      // One request each, since a connection that never sends one is closed after seconds.
      await Promise.all(
        group.map((socket) => {
          socket.write('GET /health/live HTTP/1.1\r\nHost: h\r\n\r\n')
          return once(socket, 'data')
        }),
      )
      idle.push(...group)
      await bystander.round()
    }
    // A new connection is let in beside them.
    const another = new WireClient({ endpoint: server.httpEndpoint, credentials: rootCredentials })
    await another.call('ListTables', {})
    another.close()
    for (let round = 0; round < 20; round++) await bystander.round()
    const cost = ((await residentBytes(server.child.pid ?? 0)) - before) / count
    t.diagnostic(`${cost.toFixed(0)} bytes of the server for each`)
    assert.equal(closed, 0)
    const most = Math.max(bytesPerConnection, growth / count)
    assert.ok(cost < most, `${cost.toFixed(0)} bytes for each connection`)
    client.close()
  },
)
