import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join, relative, sep } from 'node:path'

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

const neverOurs = new Set(['.git', 'node_modules', 'dist'])

/**
 * Paths of the repository's own files, relative to the root, with `/`, sorted: those in git's index
 * and new ones that git does not ignore, so that a check speaks before the commit and not after it.
 * Without git (an unpacked archive) every file counts that is neither installed nor built.
 *
 * @returns {string[]}
 */
export function repositoryFiles() {
  try {
    const listed = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 64 * 1024 * 1024,
    })
    const files = new Set(listed.split('\0').filter((path) => path !== ''))
    return [...files].filter((path) => sizeOf(path) !== undefined).sort()
  } catch {
    return walk(root).sort()
  }
}

/**
 * @param {string} folder absolute
 * @returns {string[]}
 */
function walk(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return neverOurs.has(entry.name) ? [] : walk(path)
    return entry.isFile() ? [relative(root, path).split(sep).join('/')] : []
  })
}

/**
 * Bytes of a file, or undefined when it is gone (deleted, not yet committed) or no plain file.
 *
 * @param {string} path relative to the root
 * @returns {number | undefined}
 */
export function sizeOf(path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false })
  return stat?.isFile() ? stat.size : undefined
}

/**
 * @param {string} path relative to the root
 * @returns {string}
 */
export function readText(path) {
  return readFileSync(join(root, path), 'utf8')
}
