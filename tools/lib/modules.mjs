import { posix } from 'node:path'
import ts from 'typescript'

/**
 * One place where a module names another.
 *
 * @typedef {object} Import
 * @property {string} specifier as written
 * @property {number} line from 1
 * @property {boolean} typeOnly true when nothing of it is left at run time
 */

/**
 * @param {string} path
 * @param {string} text
 * @returns {ts.SourceFile}
 */
export function parse(path, text) {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true)
}

/**
 * @param {ts.Node} node
 * @returns {number} from 1
 */
export function lineOf(node) {
  const source = node.getSourceFile()
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
}

/**
 * Calls `visit` for the node and all below it.
 *
 * @param {ts.Node} node
 * @param {(node: ts.Node) => void} visit
 */
export function everyNode(node, visit) {
  visit(node)
  node.forEachChild((child) => everyNode(child, visit))
}

/**
 * Every module that a file names: import and export declarations, `import()`, import types, and
 * `new URL('./x.js', import.meta.url)`, which is how a worker thread names its file.
 *
 * @param {ts.SourceFile} source
 * @returns {Import[]}
 */
export function importsOf(source) {
  /** @type {Import[]} */
  const found = []
  everyNode(source, (node) => {
    const named = namedModule(node)
    if (named === undefined) return
    found.push({ specifier: named.text, line: lineOf(named), typeOnly: isTypeOnly(node) })
  })
  return found
}

/**
 * @param {ts.Node} node
 * @returns {ts.StringLiteralLike | undefined}
 */
function namedModule(node) {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    return literal(node.moduleSpecifier)
  }
  if (ts.isImportTypeNode(node)) {
    return ts.isLiteralTypeNode(node.argument) ? literal(node.argument.literal) : undefined
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return literal(node.arguments[0])
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'URL') {
    const [target, base] = node.arguments ?? []
    const named = base?.getText() === 'import.meta.url' ? literal(target) : undefined
    return named !== undefined && /\.[jt]s$/.test(named.text) ? named : undefined
  }
  return undefined
}

/**
 * @param {ts.Node | undefined} node
 * @returns {ts.StringLiteralLike | undefined}
 */
function literal(node) {
  return node !== undefined && ts.isStringLiteralLike(node) ? node : undefined
}

/**
 * @param {ts.Node} node
 * @returns {boolean}
 */
function isTypeOnly(node) {
  if (ts.isImportTypeNode(node)) return true
  if (ts.isExportDeclaration(node)) return node.isTypeOnly
  if (!ts.isImportDeclaration(node)) return false
  const clause = node.importClause
  if (clause === undefined) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const names = clause.namedBindings
  return (
    clause.name === undefined &&
    names !== undefined &&
    ts.isNamedImports(names) &&
    names.elements.length > 0 &&
    names.elements.every((element) => element.isTypeOnly)
  )
}

/**
 * The file that a relative specifier names, relative to the root; undefined for a package or a
 * built-in. A worker is named by what it is compiled to, so `.js` stands for `.ts`.
 *
 * @param {string} from path of the importing file
 * @param {string} specifier
 * @returns {string | undefined}
 */
export function resolveRelative(from, specifier) {
  if (!specifier.startsWith('.')) return undefined
  return posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts')
}
