import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryFiles, root } from './files.mjs'

/**
 * A test file by its source, and what Node runs of it.
 *
 * @typedef {object} TestFile
 * @property {string} source relative to the root
 * @property {string} compiled absolute; the source itself for plain JavaScript
 * @property {boolean} unit true: beside the file that it tests, without disk or sockets
 */

/**
 * All test files, unit tests first. Found by their sources: what an earlier build left of a test
 * that was removed since is not run.
 *
 * @returns {TestFile[]}
 */
export function testFiles() {
  return repositoryFiles()
    .filter((path) => /\.test\.(ts|mjs)$/.test(path))
    .map((source) => ({
      source,
      compiled: join(root, compiledPath(source)),
      unit: !/^packages\/[^/]+\/test\//.test(source) && !source.startsWith('packages/conformance/'),
    }))
    .sort((a, b) => Number(b.unit) - Number(a.unit))
}

/** @param {string} source */
function compiledPath(source) {
  return source.replace(/^(packages\/[^/]+)\/(.*)\.ts$/, '$1/dist/$2.js')
}

/**
 * Those whose compiled file is missing: their package has no build, or leaves them out.
 *
 * @param {readonly TestFile[]} files
 */
export function notCompiled(files) {
  return files.filter(({ compiled }) => !existsSync(compiled))
}
