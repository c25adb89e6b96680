import { importsOf, parse, resolveRelative } from '../lib/modules.mjs'

/**
 * Source files that nothing but their own test imports.
 *
 * @import { Finding } from '../lib/findings.mjs'
 */

/** What is reached from outside: entry points, faces, tests and what lies among tests. */
const entries = [
  /\.test\.(ts|mjs)$/,
  /^packages\/[^/]+\/test\//,
  /^packages\/[^/]+\/src\/(.*\/)?(index|main)\.ts$/,
]

/**
 * @param {ReadonlyMap<string, string>} files TypeScript files of packages, with their texts
 * @returns {Finding[]}
 */
export function unusedFindings(files) {
  /** @type {Set<string>} */
  const imported = new Set()
  for (const [path, text] of files) {
    for (const { specifier } of importsOf(parse(path, text))) {
      const target = resolveRelative(path, specifier)
      const ownTest = target?.replace(/\.ts$/, '.test.ts') === path
      if (target !== undefined && !ownTest) imported.add(target)
    }
  }
  return [...files.keys()]
    .filter((path) => !imported.has(path) && !entries.some((entry) => entry.test(path)))
    .map((path) => ({
      path,
      line: 1,
      rule: 'nothing but its own test imports this file',
      remedy: 'Use it or remove it.',
    }))
}
