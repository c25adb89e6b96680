import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from './files.mjs'

/** The addon of SQLite: a binary that npm fetches or compiles, for one version of Node. */
export const addon = 'better-sqlite3-multiple-ciphers'

/** What the compiler is told when npm compiles it. MSVC has other words for it. */
export const addonEnvironment =
  process.platform === 'win32' || /\s/.test(root)
    ? {}
    : {
        CXXFLAGS: [process.env['CXXFLAGS'], `-include ${join(root, 'tools/lib/object-wrap.h')}`]
          .filter(Boolean)
          .join(' '),
      }

/** Whether the addon is there, made for this Node, and without the fault of `object-wrap.h`. */
export function addonWorks() {
  // In a child, so that it is not kept open.
  const load = `new (require(${JSON.stringify(addon)}))(':memory:').close()`
  const options = /** @type {const} */ ({ cwd: root, stdio: 'ignore' })
  return spawnSync(process.execPath, ['-e', load], options).status === 0 && !isFaulty()
}

/** Only a binary with the fault asks Node for this function. */
function isFaulty() {
  const folder = join(
    createRequire(join(root, 'package.json')).resolve(`${addon}/package.json`),
    '..',
  )
  const binary = readFileSync(join(folder, 'build/Release/better_sqlite3.node'))
  return process.platform !== 'win32' && binary.includes('RemoveEnvironmentCleanupHook')
}
