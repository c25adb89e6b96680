import type { Location, PathElement, Position } from '../../generated/accessanalyzer/index.ts'

/** Where a fault is: the path in the document, and the place at which it begins. */
export function locationOf(
  document: string,
  fault: { readonly path: string; readonly at?: Pick<Position, 'line' | 'column'> },
): Location {
  const { line, column } = fault.at ?? { line: 1, column: 1 }
  const before = document.split('\n').slice(0, line - 1)
  const offset = before.reduce((sum, text) => sum + text.length + 1, column - 1)
  const start = { line, column, offset }
  return { path: pathOf(fault.path), span: { start, end: start } }
}

/** `Statement[0].Action[1]` as its steps. */
function pathOf(path: string): PathElement[] {
  return path
    .split(/[.[\]]+/)
    .filter((step) => step !== '')
    .map((step) => (/^\d+$/.test(step) ? { index: Number(step) } : { value: step }))
}
