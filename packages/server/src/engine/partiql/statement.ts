import { ApiError } from '../../errors/index.ts'
import type { Path } from '../expression/index.ts'
import { malformed, refused } from './faults.ts'
import { pathOf } from './path.ts'
import { StatementCache } from './statement-cache.ts'
import { parseText } from './statement-parser.ts'
import type {
  Change,
  DeleteSyntax,
  Expression,
  InsertSyntax,
  Returning,
  ReturningImage,
  SelectSyntax,
  Source,
  UpdateSyntax,
} from './tree.ts'

/** One column of a SELECT: what the answer calls it, and where the item has it. */
export interface Column {
  readonly name: string
  readonly path: Path
}

export interface OrderKey {
  readonly name: string
  readonly descending: boolean
}

export interface Select {
  readonly kind: 'select'
  readonly table: string
  readonly index: string | undefined
  /** Undefined for `*`. */
  readonly columns: readonly Column[] | undefined
  readonly where: Expression | undefined
  readonly orderBy: readonly OrderKey[] | undefined
}

export interface Insert {
  readonly kind: 'insert'
  readonly table: string
  readonly value: Extract<Expression, { kind: 'struct' }>
}

export interface Update {
  readonly kind: 'update'
  readonly table: string
  readonly changes: readonly Change[]
  readonly where: Expression | undefined
  readonly returning: ReturningImage | undefined
}

export interface Delete {
  readonly kind: 'delete'
  readonly table: string
  readonly where: Expression | undefined
  readonly returning: ReturningImage | undefined
}

/** `EXISTS(SELECT …)`: in a transaction, an item that must meet a condition. */
export interface Exists {
  readonly kind: 'exists'
  readonly table: string
  readonly select: Select
}

export type Statement = Select | Insert | Update | Delete | Exists

/** A statement as its text alone says it: everything is checked that needs no parameter and no table. */
export interface ParsedStatement {
  readonly statement: Statement
  /** Number of placeholders. */
  readonly parameters: number
}

const cache = new StatementCache<ParsedStatement>()

/** Parses a statement, or finds it among those parsed last. Throws a ValidationException. */
export function parseStatement(text: string): ParsedStatement {
  return cache.get(text, () => {
    const { expression, parameters } = parseText(text)
    return { statement: check(expression), parameters }
  })
}

/** What a text asks for, also where that is refused; undefined where it cannot be read. */
export function kindOfStatement(text: string): Statement['kind'] | undefined {
  try {
    const { expression } = parseText(text)
    return expression.kind === 'statement' ? expression.statement.kind : undefined
  } catch (error) {
    if (error instanceof ApiError) return undefined
    throw error
  }
}

function check(expression: Expression): Statement {
  if (expression.kind === 'call' && expression.name === 'exists') {
    const [operand] = expression.operands
    if (operand?.kind === 'statement' && operand.statement.kind === 'select') {
      const select = checkSelect(operand.statement)
      return { kind: 'exists', table: select.table, select }
    }
  }
  if (expression.kind !== 'statement')
    throw refused(`Unsupported operation: ${nodeName(expression)}`)
  const { statement } = expression
  switch (statement.kind) {
    case 'select':
      return checkSelect(statement)
    case 'insert':
      return checkInsert(statement)
    case 'update':
      return checkUpdate(statement)
    case 'delete':
      return checkDelete(statement)
  }
}

function checkSelect(syntax: SelectSyntax): Select {
  const { projection, distinct, value, sources, where, orderBy, extra } = syntax
  if (distinct !== undefined) throw refused('Unsupported token in expression: DISTINCT')
  if (value) throw refused("Select projection doesn't support value or pivot keywords")
  if (sources.length !== 1) {
    throw refused('Only select from a single table or index is supported.')
  }
  const { table, index } = checkSource(sources[0] as Source)
  if (extra !== undefined) throw refused(`Unsupported clause: ${extra.name}`, extra.place)
  if (projection?.some((item) => item.alias) === true) throw refused('Aliasing is not supported')
  return {
    kind: 'select',
    table,
    index,
    columns: projection && checkColumns(projection.map((item) => item.expression)),
    where,
    orderBy: orderBy && checkOrder(orderBy, where),
  }
}

function checkColumns(expressions: readonly Expression[]): Column[] {
  const seen = new Set<string>()
  return expressions.map((expression) => {
    if (expression.kind === 'path' && expression.steps.at(-1)?.kind === 'unpivot') {
      throw refused("Changing item's hierarchy while reading isn't supported")
    }
    const path = pathOf(expression)
    const name = columnName(path)
    if (seen.has(name)) throw refused(`Duplicate identifiers in select clause: ${name}`)
    seen.add(name)
    return { name, path }
  })
}

/** The last name of the path, with the indexes after it: `a.b[0]` is called `b[0]`. */
function columnName(path: Path): string {
  let name = ''
  for (const step of path) name = typeof step === 'number' ? `${name}[${step}]` : step
  return name
}

function checkOrder(
  keys: NonNullable<SelectSyntax['orderBy']>,
  where: Expression | undefined,
): OrderKey[] {
  if (where === undefined) {
    throw refused('Must have WHERE clause in the statement when using ORDER BY clause.')
  }
  return keys.map(({ key, descending }) => {
    if (key.kind === 'name') return { name: key.name, descending }
    const type = key.kind === 'string' ? JSON.stringify(key.text) : key.kind.toUpperCase()
    throw refused(`Argument to ORDER BY must be of type VariableReference. Type: ${type}`)
  })
}

function checkInsert({ target, value, position, onConflict, returning }: InsertSyntax): Insert {
  if (value === undefined) {
    throw refused(
      'Unsupported operation: Inserting multiple items in a single statement is not supported, ' +
        'use "INSERT INTO tableName VALUE item" instead',
    )
  }
  const { table, index } = sourceOf(target)
  if (index !== undefined) {
    throw refused(
      'FROM clause may only contain a single table name in data manipulation statements',
    )
  }
  if (position) throw refused('AT is not supported in insert statements.')
  if (onConflict) throw refused('Unsupported clause: ON CONFLICT')
  if (returning !== undefined) throw refused('RETURNING is not supported in INSERT')
  if (value.kind !== 'struct') {
    throw refused(
      'Unsupported format in item expression. Please use struct format {...} to express item values for insert statement.',
      value.place,
    )
  }
  return { kind: 'insert', table, value }
}

function checkUpdate({ source, changes, where, returning }: UpdateSyntax): Update {
  return { kind: 'update', table: tableOf(source), changes, where, returning: imageOf(returning) }
}

function checkDelete({ source, where, returning }: DeleteSyntax): Delete {
  const image = imageOf(returning)
  if (image !== undefined && image !== 'ALL OLD') {
    throw refused(
      `Invalid returning clause: RETURNING ${image} *. Only RETURNING ALL OLD * is allowed in DELETE statements.`,
    )
  }
  return { kind: 'delete', table: tableOf(source), where, returning: image }
}

function imageOf(elements: readonly Returning[] | undefined): ReturningImage | undefined {
  const [first, second] = elements ?? []
  if (second !== undefined) {
    throw refused('Invalid syntax with multiple returning elements in RETURNING clause')
  }
  if (first?.star === false) {
    throw refused("Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause")
  }
  return first?.image
}

function tableOf(source: Source): string {
  const { table, index } = checkSource(source)
  if (index !== undefined) throw refused('This operation is not supported on an index')
  return table
}

function checkSource(source: Source): { table: string; index: string | undefined } {
  if (source.alias) throw refused('Aliasing is not supported')
  return sourceOf(source.expression)
}

const tableName = /^[a-zA-Z0-9_.-]{3,255}$/

function sourceOf(expression: Expression): { table: string; index: string | undefined } {
  const root = expression.kind === 'path' ? expression.root : expression
  if (root.kind !== 'name') throw refused('Unexpected from source')
  const steps = expression.kind === 'path' ? expression.steps : []
  const names = steps.map((step) => {
    if (step.kind === 'key') return step.name
    if (step.kind === 'element') throw refused('Invalid list expression in source.')
    throw malformed('Invalid path dot component')
  })
  if (root.name === '' || names.includes('')) {
    throw refused('Path component cannot be an empty string')
  }
  if (names.length > 1) throw refused('A path may contain at most 2 components in the FROM clause')
  if (!tableName.test(root.name) && !root.name.startsWith('arn:')) {
    throw refused(
      "Table name should be within the length [3, 255] and only contain 'a-z', 'A-Z', '0-9', '-', '_', '.'.",
    )
  }
  return { table: root.name, index: names[0] }
}

const nodeNames: Readonly<Partial<Record<Expression['kind'], string>>> = {
  is: 'IsType',
  name: 'Id',
  string: 'Lit',
  number: 'Lit',
  boolean: 'Lit',
  null: 'Lit',
}

function nodeName({ kind }: Expression): string {
  return nodeNames[kind] ?? `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`
}
