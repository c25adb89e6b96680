import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { connectCommitter } from '../../src/app/control/index.ts'
import { Secret, systemRandom } from '../../src/base/index.ts'
import { get, run, startProcess } from '../app/command.ts'

const onLinux = { skip: process.platform !== 'linux' }
const key = Buffer.from('k')

/** Sends bytes, and waits until the server has ended the conversation. */
async function refused(path: string, bytes: Buffer): Promise<void> {
  const socket: Socket = connect(path)
  socket.on('error', () => undefined)
  socket.resume()
  await once(socket, 'connect')
  const closed = once(socket, 'close')
  socket.write(bytes)
  await closed
}

function frame(body: Buffer, length = body.length): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(length)
  return Buffer.concat([head, body])
}

test('who has not the keys changes nothing over the socket of commands', onLinux, async (t) => {
  const cwd = await mkdtemp(join(tmpdir(), 'strongroom-control-'))
  const running = await startProcess(cwd)
  t.after(async () => {
    running.child.kill('SIGKILL')
    await running.finished
    await rm(cwd, { recursive: true })
  })
  const path = join(cwd, 'strongroom/data/control.sock')
  assert.equal((await stat(path)).mode & 0o077, 0, 'it is nobody else’s')

  const greeting = frame(systemRandom.bytes(32))
  await refused(path, frame(systemRandom.bytes(31)))
  await refused(path, Buffer.concat([greeting, frame(systemRandom.bytes(200))]))
  await refused(path, Buffer.concat([greeting, frame(Buffer.alloc(0))]))
  await refused(path, Buffer.concat([greeting, frame(Buffer.alloc(8), 0xffffffff)]))
  await refused(path, Buffer.from('GET / HTTP/1.1\r\n\r\n'))

  const stranger = await connectCommitter(path, new Secret(systemRandom.bytes(32)), systemRandom)
  const result = await stranger.commit({ checks: [], writes: [{ key, value: key }] })
  assert.equal(result.outcome, 'unknown')
  await stranger.close()

  // The server is as well as before, and takes commands of those who have the keys.
  assert.equal((await get(cwd, `${running.endpoint}/health/ready`)).status, 200)
  const list = await run(cwd, ['account', 'create', '222233334444'])
  assert.equal(list.code, 0, list.stderr)
  const other = await run(cwd, ['account', 'list', '--master-key-file', '/dev/null'])
  assert.notEqual(other.code, 0)

  running.child.kill('SIGTERM')
  const { code, stderr } = await running.finished
  assert.equal(code, 0, stderr)
  assert.match(stderr, /a command was not understood/)
  await assert.rejects(stat(path))
})
