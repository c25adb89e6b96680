#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Builds the addons of this folder, unless that was done, or tried, of this source on a machine of this kind.
 * npm runs it when the package is installed. It never fails: without them the server uses node:crypto, and does
 * not check pages.
 *
 * They need no headers but Node's, which most installations of Node have (otherwise node-gyp fetches them), and
 * those that the addon of SQLite brings. They keep their form from one version of Node to the next (Node-API).
 */

const folder = dirname(fileURLToPath(import.meta.url))
const outcomeFile = join(folder, 'build/outcome.json')

/** The files of stores are watched by way of what SQLite has on Unix. */
const binaries = [
  'build/Release/cipher.node',
  'build/Release/digest.node',
  ...(process.platform === 'win32' ? [] : ['build/Release/pages.node']),
]

/** What the addons are made of. */
function sourceHash() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`)
  const sources = readdirSync(folder).filter((name) => /\.(c|h|gyp)$/.test(name))
  for (const name of sources.sort()) hash.update(readFileSync(join(folder, name)))
  return hash.digest('hex')
}

/**
 * What came of building this source here.
 *
 * @returns {{ built: boolean, reason?: string } | undefined} undefined where it was not tried yet
 */
export function buildOutcome() {
  if (!existsSync(outcomeFile)) return undefined
  const { source, ...outcome } = JSON.parse(readFileSync(outcomeFile, 'utf8'))
  const lost = outcome.built && !binaries.every((name) => existsSync(join(folder, name)))
  return source === sourceHash() && !lost ? outcome : undefined
}

/** npm tells its scripts which node-gyp it brings. */
function runNodeGyp() {
  const ofNpm = process.env['npm_config_node_gyp']
  const [command, ...first] =
    ofNpm === undefined ? ['node-gyp'] : ofNpm.endsWith('.js') ? [process.execPath, ofNpm] : [ofNpm]
  const prefix = dirname(dirname(process.execPath))
  const hasHeaders = existsSync(join(prefix, 'include/node/node_api.h'))
  const args = [...first, 'rebuild', ...(hasHeaders ? [`--nodedir=${prefix}`] : [])]
  return spawnSync(command, args, { cwd: folder, encoding: 'utf8', shell: command === 'node-gyp' })
}

function build() {
  const { status, error, stdout, stderr } = runNodeGyp()
  const errors = `${stdout}\n${stderr}`
    .split('\n')
    .filter((line) => /\berror\b|ERR! (stack|find)/i.test(line))
  const reason = error?.message ?? errors.find((line) => /error/i.test(line)) ?? 'node-gyp failed'
  const outcome = status === 0 ? { built: true } : { built: false, reason: reason.trim() }
  mkdirSync(dirname(outcomeFile), { recursive: true })
  writeFileSync(outcomeFile, `${JSON.stringify({ source: sourceHash(), ...outcome })}\n`)
  console.log(
    outcome.built
      ? 'strongroom: the addons that seal rows, hash, and check pages were built.'
      : `strongroom: the addons that seal rows, hash, and check pages were not built (${outcome.reason}). Rows are sealed by node:crypto instead, which is slower, and an older state of a page is not detected. Remove native/build to try again.`,
  )
}

const started = process.argv[1]
const isProgram = started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url)
if (isProgram && buildOutcome() === undefined) {
  try {
    build()
  } catch (error) {
    console.log('strongroom: the addons were not built:', error)
  }
}
