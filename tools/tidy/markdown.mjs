import { posix } from 'node:path'

/**
 * Markdown: one title on the first line, and relative links that lead somewhere.
 *
 * @import { Finding } from '../lib/findings.mjs'
 */

const link = /\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)|^\[[^\]]+\]:\s+(\S+)/g

/**
 * @param {string} path
 * @param {string} text
 * @param {ReadonlyMap<string, string | undefined>} files every file of the repository; the text of Markdown
 * @returns {Finding[]}
 */
export function markdownFindings(path, text, files) {
  /** @type {Finding[]} */
  const findings = []
  const lines = withoutCode(text)
  if (!/^# \S/.test(lines[0] ?? '') || lines.filter((line) => /^# /.test(line)).length !== 1) {
    findings.push({
      path,
      line: 1,
      rule: 'the file needs one title, on its first line',
      remedy: 'Begin with `# Title` and use `##` below it.',
    })
  }
  lines.forEach((content, index) => {
    for (const match of content.matchAll(link)) {
      const broken = brokenLink(path, match[1] ?? match[2] ?? '', files)
      if (broken !== undefined) {
        findings.push({
          path,
          line: index + 1,
          rule: `the link leads nowhere: ${broken}`,
          remedy: 'Point it to a file or heading that exists.',
        })
      }
    }
  })
  return findings
}

/**
 * @param {string} path
 * @param {string} target as written
 * @param {ReadonlyMap<string, string | undefined>} files
 * @returns {string | undefined} the target when it is broken
 */
function brokenLink(path, target, files) {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return undefined
  const [file = '', anchor] = target.split('#', 2)
  const resolved =
    file === ''
      ? path
      : posix.join(file.startsWith('/') ? '' : posix.dirname(path), decodeURI(file))
  const isFolder = [...files.keys()].some((known) =>
    known.startsWith(`${resolved.replace(/\/$/, '')}/`),
  )
  if (!files.has(resolved) && !isFolder) return target
  const text = files.get(resolved)
  if (anchor === undefined || text === undefined) return undefined
  return anchorsOf(text).has(anchor) ? undefined : target
}

/**
 * The anchors that a forge makes of the headings: lower case, no punctuation, hyphens for spaces.
 *
 * @param {string} text
 */
function anchorsOf(text) {
  /** @type {Set<string>} */
  const anchors = new Set()
  for (const line of withoutCode(text)) {
    const heading = /^#{1,6} (.*)$/.exec(line)?.[1]
    if (heading === undefined) continue
    const slug = heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-')
    let unique = slug
    for (let n = 1; anchors.has(unique); n += 1) unique = `${slug}-${n}`
    anchors.add(unique)
  }
  return anchors
}

/**
 * The lines, with those of code blocks emptied and code spans removed.
 *
 * @param {string} text
 */
function withoutCode(text) {
  let fenced = false
  return text.split('\n').map((line) => {
    const fence = /^\s*(```|~~~)/.test(line)
    if (fence) fenced = !fenced
    // A heading keeps the text of its code, which is part of its anchor.
    return fence || fenced ? '' : /^#/.test(line) ? line : line.replace(/`[^`]*`/g, '')
  })
}
