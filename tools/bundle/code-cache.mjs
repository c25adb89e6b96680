import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const keeper = fileURLToPath(new URL('./keep-code.cjs', import.meta.url))

/**
 * Keeps what V8 compiles of a bundled entry before it runs.
 *
 * @param {string} base path of the entry, without .js
 */
export function keepCompiled(base) {
  execFileSync(process.execPath, [keeper, base])
}

/**
 * Keeps what V8 compiles of a bundled module while it is loaded, which starts nothing.
 *
 * @param {string} base path of the module, without .js
 */
export function keepLoaded(base) {
  execFileSync(process.execPath, [keeper, base, '--load'])
}

/**
 * Keeps what V8 compiles of the bundled command line during a whole first start, so that later starts need
 * not compile it. The server runs in a folder of its own that is removed afterwards.
 *
 * @param {string} base path of the command line's entry, without .js
 */
export async function keepStarted(base) {
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-build-'))
  const settings = ['--port', '0', '--log-format', 'json', '--log-level', 'info']
  const child = fork(keeper, [base, 'start', ...settings], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const ended = once(child, 'exit')
  try {
    await answered(await endpointOf(child))
    child.send('keep')
    const [code] = await ended
    if (code !== 0) throw new Error(`the bundled server ended with ${code} while its code was kept`)
  } finally {
    child.kill('SIGKILL')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<string>}
 */
function endpointOf(child) {
  return new Promise((resolve, reject) => {
    let log = ''
    child.stderr?.on('data', (text) => {
      log += text
      const endpoint = /"endpoint":"([^"]+)"/.exec(log)?.[1]
      if (endpoint !== undefined) resolve(endpoint)
    })
    child.on('exit', (code) => {
      reject(new Error(`the bundled server ended with ${code}: ${log}`))
    })
  })
}

/**
 * @param {string} endpoint whose certificate is of a CA that lives as long as the folder; nothing is sent
 * @returns {Promise<void>}
 */
function answered(endpoint) {
  return new Promise((resolve, reject) => {
    const request = get(endpoint, { agent: false, rejectUnauthorized: false }, (response) => {
      response.resume().on('end', resolve)
    })
    request.on('error', reject)
  })
}
