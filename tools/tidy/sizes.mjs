/**
 * Sizes. A source file longer than the limit is recorded with its length and may only shrink.
 *
 * @import { Finding } from '../lib/findings.mjs'
 */

/** Lines of a source file. */
const lineLimit = 400

/** Lines of a test: a list of cases reads well at more length. Generated files have no limit. */
const testLineLimit = 800

/** Bytes of any tracked file. */
const byteLimit = 300 * 1024

/** Files that may be larger than that, and why. */
const large = [
  // The service models are data that came from AWS; they change as a whole.
  /^models\/[^/]+\.json$/,
]

export const sizesFile = 'tools/tidy-sizes.json'

/**
 * @param {string} path
 * @param {string} text
 * @param {Readonly<Record<string, number>>} recorded lines of the files that were too long already
 * @returns {Finding[]}
 */
export function lengthFindings(path, text, recorded) {
  if (!/\.(ts|mjs|js)$/.test(path) || path.includes('/generated/')) return []
  const lines = text.split('\n').length - 1
  const limit = /\.test\.(ts|mjs)$/.test(path) ? testLineLimit : lineLimit
  const record = recorded[path]
  if (record === undefined) {
    if (lines <= limit) return []
    return [
      {
        path,
        line: 1,
        rule: `${lines} lines, where ${limit} are the limit`,
        remedy: 'Split the file where its subject changes.',
      },
    ]
  }
  if (lines === record && lines > limit) return []
  return [
    {
      path,
      line: 1,
      rule: `${lines} lines, where ${record} are recorded in ${sizesFile}`,
      remedy:
        lines > record
          ? 'A file that is too long may not grow: split it.'
          : `Well done: ${lines > limit ? `record ${lines}` : 'remove its record'}, so that it stays so.`,
    },
  ]
}

/**
 * Records of files that are gone.
 *
 * @param {Readonly<Record<string, number>>} recorded
 * @param {ReadonlySet<string>} files
 * @returns {Finding[]}
 */
export function staleRecords(recorded, files) {
  return Object.keys(recorded)
    .filter((path) => !files.has(path))
    .map((path) => ({
      path: sizesFile,
      line: 1,
      rule: `${path} does not exist`,
      remedy: 'Remove its record.',
    }))
}

/**
 * @param {string} path
 * @param {number} bytes
 * @returns {Finding[]}
 */
export function byteFindings(path, bytes) {
  if (bytes <= byteLimit || large.some((pattern) => pattern.test(path))) return []
  return [
    {
      path,
      line: 1,
      rule: `${Math.round(bytes / 1024)} KiB, where ${byteLimit / 1024} are the limit`,
      remedy: 'Generate it, fetch it, or argue for an exception in tools/tidy/sizes.mjs.',
    },
  ]
}
