import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { buildOutcome } from '../../packages/server/native/build.mjs'
import { addon, addonEnvironment, addonWorks } from './addon.mjs'
import { root } from './files.mjs'

/**
 * What must be there before anything runs: the dependencies and the compiled code. Uses Node's
 * built-ins only, since on a fresh clone there is nothing else.
 */

/** Installs the dependencies unless those of the lockfile are there already. */
export function ensureInstalled() {
  if (!installedAsLocked()) {
    console.log('Installing the dependencies (npm ci) ...')
    npm('ci')
  }
  if (!addonWorks()) {
    // Installed without install scripts, by another version of Node, or with headers that have a fault.
    console.log(`Building ${addon} for Node ${process.version} ...`)
    npm('rebuild', addon)
  }
  if (buildOutcome() === undefined) npm('run', '--silent', 'install', '--workspace', 'strongroom')
}

/**
 * Whether each package of the lockfile is installed in that version. The times of the two files
 * would say less: a checkout touches a lockfile that it does not change.
 */
function installedAsLocked() {
  const installedLock = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(installedLock)) return false
  const locked = packagesOf(join(root, 'package-lock.json'))
  const installed = packagesOf(installedLock)
  return Object.entries(locked).every(
    ([path, { version, optional, link }]) =>
      !path.includes('node_modules/') ||
      link === true ||
      installed[path]?.version === version ||
      (optional === true && installed[path] === undefined),
  )
}

/**
 * @param {string} lockfile
 * @returns {Record<string, { version?: string, optional?: boolean, link?: boolean }>}
 */
function packagesOf(lockfile) {
  return JSON.parse(readFileSync(lockfile, 'utf8')).packages ?? {}
}

/** @param {string[]} args */
function npm(...args) {
  const cli = process.env['npm_execpath']
  const env = { ...process.env, ...addonEnvironment }
  const options = /** @type {const} */ ({ cwd: root, stdio: 'inherit', env })
  if (cli?.endsWith('.js')) execFileSync(process.execPath, [cli, ...args], options)
  else execFileSync('npm', args, { ...options, shell: process.platform === 'win32' })
}

/** The workspace packages that are compiled, the server first since others may use its types. */
export function compiledPackages() {
  return readdirSync(join(root, 'packages'))
    .filter((name) => existsSync(join(root, 'packages', name, 'tsconfig.json')))
    .sort((a, b) => Number(b === 'server') - Number(a === 'server') || (a < b ? -1 : 1))
}

/**
 * Compiles one package, which also checks its types.
 *
 * @param {string} name
 * @returns {boolean} false when the compiler reported errors
 */
export function build(name) {
  const startedAt = new Date()
  const compiler = createRequire(join(root, 'package.json')).resolve('typescript/bin/tsc')
  const { status } = spawnSync(process.execPath, [compiler, '-p', join('packages', name)], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) return false
  if (name === 'server' && !bundle()) return false
  // The stamp bears the time at which the sources were read: what changes meanwhile is newer.
  const stamp = stampOf(name)
  writeFileSync(stamp, '')
  utimesSync(stamp, startedAt, startedAt)
  return true
}

/** Puts the compiled server into few files, which start faster. */
function bundle() {
  const script = join(root, 'tools/bundle.mjs')
  return spawnSync(process.execPath, [script], { cwd: root, stdio: 'inherit' }).status === 0
}

/**
 * Compiles one package unless that was done, without errors, after its last change.
 *
 * @param {string} name
 * @returns {boolean} false when the compiler reported errors
 */
export function ensureBuilt(name) {
  const built = statSync(stampOf(name), { throwIfNoEntry: false })?.mtimeMs ?? 0
  const folder = join(root, 'packages', name)
  const changed = Math.max(
    ...['src', 'test', 'tsconfig.json', 'package.json'].map((path) => newest(join(folder, path))),
    newest(join(root, 'tsconfig.base.json')),
    newest(join(root, 'package-lock.json')),
    newest(join(root, 'tools/bundle')),
    newest(join(root, 'tools/bundle.mjs')),
  )
  if (built > changed) return true
  console.log(`Building packages/${name} ...`)
  return build(name)
}

/** @param {string} name */
function stampOf(name) {
  return join(root, 'packages', name, 'dist/.built')
}

/**
 * The last change of a file, or of a folder and all in it, in milliseconds since 1970. A folder's
 * own time tells of files that were removed.
 *
 * @param {string} path
 * @returns {number}
 */
function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return 0
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}
