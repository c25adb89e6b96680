#!/usr/bin/env node
import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { drivers, environmentFile, packages, table, tableRoot } from './layers-table.mjs'
import { cyclesOf } from './lib/cycles.mjs'
import { readText, repositoryFiles } from './lib/files.mjs'
import { report } from './lib/findings.mjs'
import { everyNode, importsOf, lineOf, parse, resolveRelative } from './lib/modules.mjs'

/**
 * Checks that the folders of the server import each other only as the table allows, that no cycle
 * exists (type-only imports included), and that one file alone reads the environment.
 *
 * @import { Finding } from './lib/findings.mjs'
 * @import { Import } from './lib/modules.mjs'
 * @import { Row } from './layers-table.mjs'
 */

/** The longest first, so that the first match is the closest. */
const rowNames = Object.keys(table).sort((a, b) => b.length - a.length)

/**
 * @param {ReadonlyMap<string, string>} files path, relative to the root, to text
 * @returns {Finding[]}
 */
export function checkLayers(files) {
  /** @type {Finding[]} */
  const findings = []
  /** @type {Map<string, Map<string, number>>} file to the files that it imports, with the line */
  const edges = new Map()

  for (const [path, text] of files) {
    if (!/^packages\/.*\.ts$/.test(path)) continue
    const source = parse(path, text)
    const imports = importsOf(source)
    findings.push(...packageFindings(path, imports))
    if (!path.startsWith(tableRoot)) continue
    findings.push(...folderFindings(path, imports), ...environmentFindings(path, source))

    if (isTest(path)) continue
    /** @type {Map<string, number>} */
    const targets = new Map()
    for (const { specifier, line } of imports) {
      const target = resolveRelative(path, specifier)
      if (target !== undefined && files.has(target)) targets.set(target, line)
    }
    edges.set(path, targets)
  }
  return [...findings, ...cycleFindings(edges)]
}

/**
 * Tests, and what only tests use.
 *
 * @param {string} path
 */
function isTest(path) {
  return /\.test(-support)?\.ts$/.test(path)
}

/**
 * The row that a file belongs to.
 *
 * @param {string} path
 * @returns {string | undefined}
 */
function rowOf(path) {
  const inside = path.slice(tableRoot.length)
  return rowNames.find((row) => inside === row || inside.startsWith(`${row}/`))
}

/**
 * What a file counts as among the folders: its part of a folder, or itself when it lies at the top.
 *
 * @param {string} path
 * @returns {string}
 */
function partOf(path) {
  const row = rowOf(path)
  if (row === undefined) return path
  const [part, ...rest] = path.slice(tableRoot.length + row.length + 1).split('/')
  return rest.length === 0 ? path : `${tableRoot}${row}/${part}`
}

/**
 * @param {string} path
 * @param {readonly Import[]} imports
 * @returns {Finding[]}
 */
function folderFindings(path, imports) {
  const row = rowOf(path)
  const rules = row === undefined ? undefined : table[row]
  if (row === undefined || rules === undefined) {
    return [
      {
        path,
        line: 1,
        rule: `${posix.dirname(path.slice(tableRoot.length))}/ is missing from the import table`,
        remedy: 'Move the file to a folder of the table, or add a row to tools/layers-table.mjs.',
      },
    ]
  }
  const inside = path.slice(tableRoot.length + row.length + 1).split('/')
  const part = inside.length > 1 ? inside[0] : undefined
  /** @type {Finding[]} */
  const findings = []
  if (part !== undefined && rules.parts?.includes(part) !== true) {
    findings.push({
      path,
      line: 1,
      rule: `${row}/${part}/ is missing from the import table`,
      remedy: `Add '${part}' to the parts of '${row}' in tools/layers-table.mjs, or give it a row.`,
    })
  }
  for (const imported of imports) {
    const broken = imported.specifier.startsWith('.')
      ? folderRule(path, row, rules, imported)
      : libraryRule(path, row, rules, imported)
    if (broken !== undefined) findings.push({ path, line: imported.line, ...broken })
  }
  return findings
}

/**
 * @typedef {{ rule: string, remedy: string }} Broken
 *
 * @param {string} path
 * @param {string} row
 * @param {Row} rules
 * @param {Import} imported
 * @returns {Broken | undefined}
 */
function folderRule(path, row, rules, { specifier, typeOnly }) {
  const target = resolveRelative(path, specifier)
  if (target === undefined) return undefined
  if (!target.startsWith(tableRoot)) {
    return {
      rule: `${specifier} lies outside the sources of the server`,
      remedy: 'Pass the data in from app/, or generate a file into generated/.',
    }
  }
  const targetRow = rowOf(target)
  if (targetRow === row) return undefined
  if (targetRow === undefined) {
    return {
      rule: `${specifier} is in a folder that is missing from the import table`,
      remedy: 'Add a row to tools/layers-table.mjs.',
    }
  }
  const isDriver = drivers.includes(targetRow)
  if (isDriver && row !== 'app' && !isTest(path)) {
    return {
      rule: `${row} names the driver ${targetRow}`,
      remedy: 'Take a KvStore; app/ chooses the driver. Only app/ and tests may name one.',
    }
  }
  // A unit test may set up what it tests with the help of any other folder, but by its face.
  const allowed = isTest(path) || rules.imports.includes(targetRow)
  const allowedType = rules.types?.includes(targetRow) === true
  if (!allowed && !(allowedType && typeOnly)) {
    return {
      rule: `${row} may not import ${targetRow}${allowedType ? ' except for types' : ''}`,
      remedy: allowedType
        ? 'Write `import type`.'
        : `It may import: ${rules.imports.join(', ') || 'nothing'}. Declare what is needed as a port (a type) in ${row} and let app/ pass it in.`,
    }
  }
  // A folder inside another (a driver) shares what the outer one keeps for its own.
  if (row.startsWith(`${targetRow}/`)) return undefined
  const rest = target.slice(tableRoot.length + targetRow.length + 1)
  const faces = ['', 'index.ts', ...(table[targetRow]?.faces ?? [])]
  if (!faces.includes(rest)) {
    return {
      rule: `${targetRow}/${rest} is behind the face of ${targetRow}`,
      remedy: `Export what is needed from ${targetRow}/index.ts and import that.`,
    }
  }
  return undefined
}

const builtins = new Set(builtinModules)

/**
 * @param {string} path
 * @param {string} row
 * @param {Row} rules
 * @param {Import} imported
 * @returns {Broken | undefined}
 */
function libraryRule(path, row, rules, { specifier }) {
  if (isTest(path)) return undefined
  if (specifier.startsWith('node:') || builtins.has(specifier)) {
    if (rules.builtins === undefined || rules.builtins.includes(specifier)) return undefined
    return {
      rule: `${row} is pure and may not import ${specifier}`,
      remedy: 'Take the value as an argument; who calls does the reading and the waiting.',
    }
  }
  const name = packageName(specifier)
  if (rules.packages?.includes(name) === true) return undefined
  return {
    rule: `${row} may not import the package ${name}`,
    remedy: `Use Node's own modules, or argue for the package in docs/decisions and add it to the row of ${row} in tools/layers-table.mjs.`,
  }
}

/**
 * @param {string} specifier
 * @returns {string} without the path inside the package
 */
function packageName(specifier) {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

/**
 * @param {string} path
 * @param {readonly Import[]} imports
 * @returns {Finding[]}
 */
function packageFindings(path, imports) {
  const own = path.split('/')[1] ?? ''
  const ours = packages[own]
  if (ours === undefined) {
    return [
      {
        path,
        line: 1,
        rule: `packages/${own} is missing from the table of packages`,
        remedy: 'Add it to `packages` in tools/layers-table.mjs with what it may import.',
      },
    ]
  }
  const allNames = new Set(['strongroom', ...Object.keys(packages)])
  return imports.flatMap(({ specifier, line }) => {
    const target = resolveRelative(path, specifier)
    const leaves = target !== undefined && !target.startsWith(`packages/${own}/`)
    const names = target === undefined && allNames.has(specifier) && !ours.includes(specifier)
    if (!leaves && !names) return []
    return [
      {
        path,
        line,
        rule: `${specifier} is not for packages/${own}`,
        remedy: 'Packages do not reach into each other: speak to the server over the wire.',
      },
    ]
  })
}

/**
 * @param {string} path
 * @param {ts.SourceFile} source
 * @returns {Finding[]}
 */
function environmentFindings(path, source) {
  if (path === environmentFile || isTest(path)) return []
  /** @type {Finding[]} */
  const findings = []
  everyNode(source, (node) => {
    const reads =
      (ts.isPropertyAccessExpression(node) &&
        node.name.text === 'env' &&
        node.expression.getText() === 'process') ||
      (ts.isImportSpecifier(node) &&
        (node.propertyName ?? node.name).text === 'env' &&
        /^['"](node:)?process['"]$/.test(node.parent.parent.parent.moduleSpecifier.getText()))
    if (!reads) return
    findings.push({
      path,
      line: lineOf(node),
      rule: 'the environment is read here',
      remedy: `Only ${environmentFile} reads it. Take the value as an argument or from the configuration.`,
    })
  })
  return findings
}

/**
 * Cycles among files, and cycles among the parts of folders that no single chain of files shows.
 *
 * @param {ReadonlyMap<string, ReadonlyMap<string, number>>} edges
 * @returns {Finding[]}
 */
function cycleFindings(edges) {
  /** @type {Map<string, Set<string>>} */
  const files = new Map()
  /** @type {Map<string, Set<string>>} */
  const parts = new Map()
  /** @type {Map<string, { path: string, line: number }>} */
  const example = new Map()
  for (const [path, targets] of edges) {
    files.set(path, new Set(targets.keys()))
    const part = partOf(path)
    const partTargets = parts.get(part) ?? new Set()
    parts.set(part, partTargets)
    for (const [target, line] of targets) {
      example.set(`${path} ${target}`, { path, line })
      const targetPart = partOf(target)
      if (targetPart === part) continue
      partTargets.add(targetPart)
      example.set(`${part} ${targetPart}`, { path, line })
    }
  }
  const fileCycles = cyclesOf(files)
  const partCycles = cyclesOf(parts).filter((cycle) => cycle.some((node) => !node.endsWith('.ts')))
  return [...fileCycles, ...partCycles].map((cycle) => {
    const [first = '', second = first] = cycle
    const at = example.get(`${first} ${second}`) ?? { path: first, line: 1 }
    const chain = [...cycle, first].map((node) => node.replace(tableRoot, '')).join(' -> ')
    return {
      ...at,
      rule: `import cycle: ${chain}`,
      remedy: 'Move what both need into a file (or folder) that imports neither.',
    }
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const paths = repositoryFiles().filter((path) => /^packages\/.*\.ts$/.test(path))
  report('layers', checkLayers(new Map(paths.map((path) => [path, readText(path)]))))
}
