import { setAttribute, type AttributeMap } from '../../values/index.ts'
import { parseProjection, type Projection } from '../expression/index.ts'
import { ExpressionText, withoutMember } from './expression-text.ts'
import { valueAt } from './path.ts'
import type { Column } from './statement.ts'

/** The top-level attributes that the columns are taken from, whole. */
export function attributesOf(columns: readonly Column[]): Projection {
  const text = new ExpressionText()
  const names = new Set(columns.map(({ path }) => path[0]))
  const written = [...names].map((name) => text.path([name])).join(', ')
  return withoutMember(() => parseProjection(written, text.substitutions()))
}

/** A row as SELECT answers it: flat, each column under its own name, absent ones left out. */
export function selectColumns(columns: readonly Column[], item: AttributeMap): AttributeMap {
  const row: AttributeMap = {}
  for (const { name, path } of columns) {
    const value = valueAt(item, path)
    if (value !== undefined) setAttribute(row, name, value)
  }
  return row
}
