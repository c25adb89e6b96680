import assert from 'node:assert/strict'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { test, type TestContext } from 'node:test'
import { atEnd } from '../at-end.ts'
import { get, run, startProcess, type Running } from './command.ts'

async function directory(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'strongroom-command-'))
  atEnd(t, () => rm(path, { recursive: true }))
  return path
}

async function serve(t: TestContext, cwd: string, args: string[] = [], env = {}): Promise<Running> {
  const running = await startProcess(cwd, args, env)
  atEnd(t, async () => {
    running.child.kill('SIGKILL')
    await running.finished
  })
  return running
}

test('init makes everything and shows the credentials once', async (t) => {
  const cwd = await directory(t)
  const first = await run(cwd, ['init'])
  assert.equal(first.code, 0, first.stderr)
  const file = await readFile(join(cwd, 'strongroom/keys/root.credentials'), 'utf8')
  const secret = /aws_secret_access_key = (\S+)/.exec(file)?.[1] ?? assert.fail('no secret')
  assert.ok(first.stdout.includes(secret))
  assert.ok(!first.stderr.includes(secret))
  const keys = [
    'ca-key.pem',
    'ca.pem',
    'master.key',
    'root.credentials',
    'server-key.pem',
    'server.pem',
  ]
  assert.deepEqual((await readdir(join(cwd, 'strongroom/keys'))).sort(), keys)
  const second = await run(cwd, ['init'])
  assert.equal(second.code, 0)
  assert.match(second.stdout, /nothing was changed/)
  assert.ok(!second.stdout.includes(secret))
})

test('start makes everything, serves, tells how to connect, and drains on a signal', async (t) => {
  const cwd = await directory(t)
  const { child, stdout, endpoint, finished } = await serve(t, cwd)
  assert.equal((await get(cwd, `${endpoint}/health/ready`)).status, 200)
  const told = ['AWS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_REGION']
  for (const name of [...told, 'AWS_ENDPOINT_URL'])
    assert.match(stdout, new RegExp(`export ${name}=`))
  assert.match(stdout, /keys guarded by {3}master key file .*master\.key/)
  const credentials = await readFile(join(cwd, 'strongroom/keys/root.credentials'), 'utf8')
  const secret = /aws_secret_access_key = (\S+)/.exec(credentials)?.[1] ?? assert.fail('no secret')
  child.kill('SIGTERM')
  const { code, stderr, stdout: all } = await finished
  assert.equal(code, 0, stderr)
  assert.match(stderr, /draining.*\n.*stopped/)
  assert.ok(!all.includes(secret) && !stderr.includes(secret))
})

test('a second start changes no key, certificate or credential', async (t) => {
  const cwd = await directory(t)
  const contents = async (): Promise<string[]> => {
    const files = (await readdir(join(cwd, 'strongroom/keys'))).sort().map((name) => `keys/${name}`)
    return Promise.all(
      [...files, 'data/keyring.json'].map((name) => readFile(join(cwd, 'strongroom', name), 'hex')),
    )
  }
  await run(cwd, ['init'])
  const before = await contents()
  const { child, finished } = await serve(t, cwd)
  child.kill('SIGINT')
  assert.equal((await finished).code, 0)
  assert.deepEqual(await contents(), before)
})

test('a request under way holds the drain up; a second signal ends the process at once', async (t) => {
  const cwd = await directory(t)
  const { child, endpoint, finished } = await serve(t, cwd)
  const { hostname, port } = new URL(endpoint)
  const ca = await readFile(join(cwd, 'strongroom/keys/ca.pem'))
  const socket = connect({ host: hostname, port: Number(port), ca })
  socket.on('error', () => undefined)
  await once(socket, 'secureConnect')
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n')
  // The answer to Expect says that the server knows of the request.
  await once(socket, 'data')
  child.kill('SIGTERM')
  await new Promise<void>((resolve) => {
    child.stderr?.on('data', (text: string) => {
      if (text.includes('draining')) resolve()
    })
  })
  assert.equal(child.exitCode, null)
  child.kill('SIGINT')
  assert.equal((await finished).code, 128 + 2)
  socket.destroy()
})

test('no file of the server can be read by others', async (t) => {
  const cwd = await directory(t)
  await serve(t, cwd)
  const names = await readdir(join(cwd, 'strongroom'), { recursive: true })
  assert.ok(names.length > 8)
  for (const name of names) {
    // A file that is written anew goes by its name alone.
    const found = await stat(join(cwd, 'strongroom', name)).catch(() => undefined)
    if (found !== undefined) assert.equal(found.mode & 0o077, 0, name)
  }
})

test('in memory, the data directory is not touched', async (t) => {
  const cwd = await directory(t)
  const { stdout } = await serve(t, cwd, ['--in-memory'])
  assert.deepEqual(await readdir(join(cwd, 'strongroom')), ['keys'])
  assert.match(stdout, /nothing but this process/)
})

test('root credentials of the environment are written nowhere', async (t) => {
  const cwd = await directory(t)
  const env = {
    STRONGROOM_ROOT_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    STRONGROOM_ROOT_SECRET_ACCESS_KEY: 'canary-canary-canary-canary',
  }
  const { stdout, child, finished } = await serve(t, cwd, [], env)
  assert.match(stdout, /from STRONGROOM_ROOT_ACCESS_KEY_ID/)
  child.kill('SIGTERM')
  const { stdout: all, stderr } = await finished
  assert.doesNotMatch(all + stderr, /canary/)
  for (const name of await readdir(join(cwd, 'strongroom'), { recursive: true })) {
    assert.doesNotMatch(name, /credentials/)
    const path = join(cwd, 'strongroom', name)
    if ((await stat(path)).isFile())
      assert.doesNotMatch(await readFile(path, 'latin1'), /canary/, name)
  }
})

/** Runs to the end; checks the exit code and that there is one line and no stack. */
async function refused(
  cwd: string,
  args: string[],
  code: number,
  says: RegExp,
  env: Record<string, string> = {},
): Promise<void> {
  const result = await run(cwd, ['start', '--port', '0', '--log-level', 'silent', ...args], env)
  assert.equal(result.code, code, result.stderr)
  assert.match(result.stderr, says)
  assert.match(result.stderr, /^strongroom: [^\n]+\n$/)
  assert.equal(result.stdout, '')
}

test('each kind of failure has its line and its exit code', async (t) => {
  const cwd = await directory(t)
  await run(cwd, ['init'])
  const path = (name: string): string => join(cwd, 'strongroom', name)

  await refused(cwd, ['--region', 'EU West'], 2, /--region/)
  await refused(cwd, ['--tls-cert', 'none.pem', '--tls-key', 'none.pem'], 2, /does not exist/)
  const other = { STRONGROOM_MASTER_KEY: Buffer.alloc(32).toString('base64') }
  await refused(cwd, [], 3, /does not open/, other)
  await chmod(path('keys/master.key'), 0o644)
  await refused(cwd, [], 7, /chmod 600/)
  await chmod(path('keys/master.key'), 0o600)

  const keyring = await readFile(path('data/keyring.json'), 'utf8')
  await writeFile(path('data/keyring.json'), keyring.slice(0, -20))
  await refused(cwd, [], 4, /damaged/)
  await writeFile(path('data/keyring.json'), keyring.replace('"format": 1', '"format": 9'))
  await refused(cwd, [], 6, /newer/)
  await rm(path('data/keyring.json'))
  await refused(cwd, [], 4, /data but no keyring/)
  await writeFile(path('data/keyring.json'), keyring, { mode: 0o600 })

  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  await refused(cwd, ['--port', String(port)], 8, /EADDRINUSE.*choose another port/)
  taken.close()

  await serve(t, cwd)
  await refused(cwd, [], 5, /another Strongroom/)
})

test('an unknown flag or command gives exit code 2; help and version give 0', async (t) => {
  const cwd = await directory(t)
  for (const args of [
    ['start', '--prot', '1'],
    ['begin'],
    ['start', 'extra'],
    ['init', '--port'],
  ]) {
    const { code, stderr } = await run(cwd, args)
    assert.equal(code, 2, args.join(' '))
    assert.match(stderr, /^error: /)
    assert.doesNotMatch(stderr, /\n\s+at /)
  }
  for (const args of [['--help'], ['start', '--help'], ['--version']]) {
    assert.equal((await run(cwd, args)).code, 0, args.join(' '))
  }
})
