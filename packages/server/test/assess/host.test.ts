import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { otherHost, thisHost } from '../../src/assess/asking/host.ts'

/** A process that listens on two ports, and tells them. */
const listener = `
  const { createServer } = require('node:net')
  const first = createServer().listen(0, '127.0.0.1', () => {
    const second = createServer().listen(0, '0.0.0.0', () => {
      console.log(first.address().port + ' ' + second.address().port)
    })
  })`

/** A process whose child works for a while and tells how much that was; both end with their input. */
const parentOfOne = `
  const work = () => {
    const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000 }
    while (used() < 150);
    console.log(JSON.stringify({ pid: process.pid, ms: used() }))
  }
  require('node:child_process').spawn(process.execPath,
    ['-e', '(' + String(work) + ')(); process.stdin.resume()'], { stdio: 'inherit' })`

const skip = process.platform === 'linux' ? false : 'processes are looked up in /proc'

async function seen(command: string, args: readonly string[]) {
  const child = spawn(command, [...args, process.execPath, '-e', listener], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const [first = 0, second = 0] = line.toString().trim().split(' ').map(Number)
    return { pid: child.pid, first, second, found: await thisHost().serverOn(first) }
  } finally {
    child.kill()
  }
}

describe('the machine of the server', { skip }, () => {
  it('shows the process that listens, its user and all its listeners', async () => {
    const { pid, first, second, found } = await seen('/usr/bin/env', [])
    assert.equal(found?.pid, pid)
    assert.equal(found?.uid, process.geteuid?.())
    const expected = [
      { address: '127.0.0.1', port: first },
      { address: '0.0.0.0', port: second },
    ]
    assert.deepEqual(
      found?.listeners,
      expected.sort((left, right) => left.port - right.port),
    )
    assert.equal(await thisHost().serverOn(1), undefined)
  })

  it('shows the processor time of a process and of its children', async () => {
    const child = spawn(process.execPath, ['-e', parentOfOne], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    try {
      const [line] = (await once(child.stdout, 'data')) as [Buffer]
      const { pid, ms } = JSON.parse(line.toString()) as { pid: number; ms: number }
      const used = await thisHost().used(child.pid ?? 0)
      assert.deepEqual([...(used?.keys() ?? [])], [child.pid, pid])
      // It counts in ticks of ten milliseconds, user and kernel apart.
      assert((used?.get(pid) ?? 0) >= ms - 20, `${String(used?.get(pid))} of ${String(ms)}`)
    } finally {
      child.stdin.end()
      await once(child, 'close')
    }
    assert.equal(await thisHost().used(child.pid ?? 0), undefined)
  })

  const setpriv =
    spawnSync('setpriv', ['--version']).status === 0 ? false : 'there is no setpriv here'
  it('shows whether it may gain privileges', { skip: setpriv }, async () => {
    const plain = await seen('/usr/bin/env', [])
    const held = await seen('setpriv', ['--no-new-privs'])
    assert.equal(plain.found?.noNewPrivileges, false)
    assert.equal(held.found?.noNewPrivileges, true)
  })
})

describe('the files of the server', () => {
  let folder = ''
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'strongroom-host-'))
    await mkdir(join(folder, 'inner'), { mode: 0o700 })
    await writeFile(join(folder, 'inner/secret'), 'x', { mode: 0o600 })
    await chmod(join(folder, 'inner/secret'), 0o640)
  })
  after(() => rm(folder, { recursive: true }))

  it('are shown with their modes', async () => {
    const files = await thisHost().files(folder)
    const shown = files?.map(({ path, mode, directory }) => [
      path.slice(folder.length),
      mode,
      directory,
    ])
    assert.deepEqual(shown, [
      ['', 0o700, true],
      ['/inner', 0o700, true],
      ['/inner/secret', 0o640, false],
    ])
    assert.equal(await thisHost().files(join(folder, 'none')), undefined)
    assert.equal(await thisHost().read(join(folder, 'none')), undefined)
  })

  it('are not shown of another machine', async () => {
    assert.equal(await otherHost().files(folder), undefined)
    assert.equal(await otherHost().serverOn(22), undefined)
  })
})
