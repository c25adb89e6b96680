#!/usr/bin/env node
import { readText, repositoryFiles, sizeOf } from './lib/files.mjs'
import { report } from './lib/findings.mjs'
import { codeFindings } from './tidy/code.mjs'
import { markdownFindings } from './tidy/markdown.mjs'
import { byteFindings, lengthFindings, sizesFile, staleRecords } from './tidy/sizes.mjs'
import { textFindings } from './tidy/text.mjs'
import { unusedFindings } from './tidy/unused.mjs'

/**
 * The rules of STYLE.md that a machine can check, apart from the import table (layers.mjs) and what
 * ESLint and Prettier know. Each finding names its remedy.
 */

/** Texts of others, which our rules do not bind. */
const foreign = /^(package-lock\.json|LICENSE|models\/[^/]+)$/

const paths = repositoryFiles()
const all = new Set(paths)
const texts = new Map(paths.filter(isOwnText).map((path) => [path, readText(path)]))
const linkable = new Map(
  paths.map((path) => [path, path.endsWith('.md') ? texts.get(path) : undefined]),
)
/** @type {Record<string, number>} */
const recorded = JSON.parse(readText(sizesFile))
const sources = [...texts].filter(([path]) => /^packages\/.*\.ts$/.test(path))

report('tidy', [
  ...paths.flatMap((path) => byteFindings(path, sizeOf(path) ?? 0)),
  ...[...texts].flatMap(([path, text]) => [
    ...textFindings(path, text),
    ...codeFindings(path, text),
    ...lengthFindings(path, text, recorded),
    ...(path.endsWith('.md') ? markdownFindings(path, text, linkable) : []),
  ]),
  ...staleRecords(recorded, all),
  ...unusedFindings(new Map(sources)),
])

/** @param {string} path */
function isOwnText(path) {
  return !foreign.test(path) && !/\.(png|jpe?g|gif|ico|gz|zip|db|woff2?|pem|der)$/.test(path)
}
