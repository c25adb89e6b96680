/**
 * Words that may not stay in any tracked text: leftover markers, switched-off checks without a
 * reason, and traces of the machine that somebody worked on.
 *
 * @import { Finding } from '../lib/findings.mjs'
 */

/** Built from halves, so that this file passes its own check. */
const markers = ['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|')
const homes = ['work', 'root', 'home', 'Users', 'farm'].join('|')
const registry = ['registry', 'npmjs'].join('\\.')

/** @type {readonly { pattern: RegExp, only?: RegExp, rule: string, remedy: string }[]} */
const rules = [
  {
    pattern: new RegExp(`\\b(${markers})\\b|not implemented` + ' yet'),
    rule: 'a leftover marker',
    remedy: 'Do it, or describe it in an issue and refuse the request until it is done.',
  },
  {
    pattern: new RegExp(`(^|[\\s"'\`=(:])/(${homes})/[\\w.-]`),
    rule: 'a path of one machine',
    remedy: 'Use a path relative to the repository, or a temporary folder.',
  },
  {
    pattern: new RegExp(registry),
    rule: 'the host of a package registry',
    remedy: 'Leave it to the configuration of whoever installs.',
  },
  {
    pattern: /@ts-(ignore|nocheck)/,
    only: /\.(ts|mjs|js)$/,
    rule: 'the type checker is switched off',
    remedy: 'Mend the type, or use @ts-expect-error with a description of ten characters or more.',
  },
  {
    pattern: /eslint-disable(?!.* -- \S.{8})/,
    only: /\.(ts|mjs|js)$/,
    rule: 'a lint rule is switched off without a reason',
    remedy: 'Write `-- why this line is right` after the name of the rule.',
  },
  {
    pattern: /\b(test|it|describe|suite)\.(only|skip)\(|\b(only|skip): true\b/,
    only: /\.(test|spec)\.(ts|mjs)$|\/test\//,
    rule: 'a test is skipped without a reason, or runs alone',
    remedy: "Give the reason, which is printed: test(name, { skip: 'why' }, ...).",
  },
]

/**
 * @param {string} path
 * @param {string} text
 * @returns {Finding[]}
 */
export function textFindings(path, text) {
  const here = rules.filter(({ only }) => only?.test(path) !== false)
  return text
    .split('\n')
    .flatMap((content, index) =>
      here
        .filter(({ pattern }) => pattern.test(content))
        .map(({ rule, remedy }) => ({ path, line: index + 1, rule, remedy })),
    )
}
