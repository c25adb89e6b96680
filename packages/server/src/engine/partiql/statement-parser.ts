import { ExpressionParser } from './expression-parser.ts'
import { malformed } from './faults.ts'
import { TokenReader } from './token-reader.ts'
import type {
  Change,
  Expression,
  InsertSyntax,
  Returning,
  ReturningImage,
  SelectSyntax,
  Source,
  StatementSyntax,
} from './tree.ts'

/** What a text says, statement or not, with the number of its placeholders. */
export interface Parsed {
  readonly expression: Expression
  readonly parameters: number
}

/** Reads a whole text. Throws the service's ValidationException of a text that is not well formed. */
export function parseText(text: string): Parsed {
  const parser = new ExpressionParser(new TokenReader(text), statement)
  const expression = parser.expression()
  if (!parser.reader.done) throw malformed('Unexpected token after expression')
  return { expression, parameters: parser.parameters }
}

function statement(parser: ExpressionParser): Expression | undefined {
  const { text, place } = parser.reader.token
  const parse = parsers[text]
  if (parse === undefined) return undefined
  parser.reader.next()
  return { kind: 'statement', statement: parse(parser), place }
}

const parsers: Readonly<
  Record<string, ((parser: ExpressionParser) => StatementSyntax) | undefined>
> = {
  select,
  'insert into': insert,
  update(parser) {
    const source = legacySource(parser)
    return { kind: 'update', source, changes: changes(parser), ...ending(parser) }
  },
  delete(parser) {
    parser.reader.expect('from', 'Expected FROM after DELETE')
    return { kind: 'delete', source: legacySource(parser), ...ending(parser) }
  },
  // The form of UPDATE that names the item first: FROM "t" WHERE … SET …
  from(parser) {
    const source = fromSource(parser)
    const where = whereClause(parser)
    const changed = changes(parser)
    return { kind: 'update', source, where, changes: changed, returning: returning(parser) }
  },
}

function select(parser: ExpressionParser): SelectSyntax {
  const { reader } = parser
  const distinct = reader.sees('distinct') ? reader.next().place : undefined
  if (distinct === undefined) reader.accept('all')
  const value = reader.accept('value')
  const projection = value
    ? [{ expression: parser.expression(), alias: false }]
    : selectList(parser)
  reader.expect('from', 'Expected FROM after SELECT list')
  const sources = [fromSource(parser)]
  while (reader.accept(',')) sources.push(fromSource(parser))
  const where = whereClause(parser)
  const orderBy = reader.accept('order') ? orderKeys(parser) : undefined
  const extra = unknownClause(parser)
  return { kind: 'select', distinct, value, projection, sources, where, orderBy, extra }
}

function selectList(parser: ExpressionParser): SelectSyntax['projection'] {
  const items: { expression: Expression; alias: boolean }[] = []
  let star = false
  do {
    if (parser.reader.accept('*')) {
      star = true
    } else {
      const expression = parser.expression()
      items.push({ expression, alias: alias(parser) })
    }
  } while (parser.reader.accept(','))
  if (star && items.length > 0) {
    throw malformed(
      "Other expressions may not be present in the select list when '*' is used without dot notation.",
    )
  }
  return star ? undefined : items
}

function orderKeys(parser: ExpressionParser): SelectSyntax['orderBy'] {
  const { reader } = parser
  reader.expect('by', 'Expected BY')
  const keys: { key: Expression; descending: boolean }[] = []
  do {
    const key = parser.expression()
    const descending = reader.accept('desc')
    if (!descending) reader.accept('asc')
    keys.push({ key, descending })
  } while (reader.accept(','))
  return keys
}

function unknownClause(parser: ExpressionParser): SelectSyntax['extra'] {
  const { reader } = parser
  let extra: SelectSyntax['extra']
  if (reader.accept('group')) {
    reader.expect('by', 'Expected BY')
    do parser.expression()
    while (reader.accept(','))
    extra = { name: 'GROUP BY', place: undefined }
  }
  for (const clause of ['having', 'limit']) {
    if (!reader.accept(clause)) continue
    const { place } = parser.expression()
    extra ??= { name: clause.toUpperCase(), place }
  }
  return extra
}

function insert(parser: ExpressionParser): InsertSyntax {
  const { reader } = parser
  const target = parser.simplePath()
  const several = { position: false, onConflict: false, returning: undefined }
  if (!reader.accept('value')) {
    parser.expression()
    return { kind: 'insert', target, value: undefined, ...several }
  }
  const value = parser.expression()
  const position = reader.accept('at')
  if (position) parser.expression()
  const onConflict = reader.accept('on conflict')
  if (onConflict) {
    reader.expect('where', 'invalid ON CONFLICT syntax')
    parser.expression()
    reader.expect('do nothing', 'invalid ON CONFLICT syntax')
  }
  return { kind: 'insert', target, value, position, onConflict, returning: returning(parser) }
}

function changes(parser: ExpressionParser): Change[] {
  const { reader } = parser
  const found: Change[] = []
  for (;;) {
    if (reader.accept('set')) {
      do {
        const target = parser.simplePath()
        reader.expect('=', "Expected '='")
        found.push({ kind: 'set', target, value: parser.expression() })
      } while (reader.accept(','))
    } else if (reader.accept('remove')) {
      found.push({ kind: 'remove', target: parser.simplePath() })
    } else if (found.length === 0) {
      throw malformed('Expected data manipulation')
    } else {
      return found
    }
  }
}

function legacySource(parser: ExpressionParser): Source {
  const expression = parser.simplePath()
  return { expression, alias: alias(parser) }
}

function fromSource(parser: ExpressionParser): Source {
  // Tighter than any set operator, looser than any other.
  const expression = parser.expression(6)
  return { expression, alias: alias(parser) }
}

/** Reads past the aliases that SQL has and DynamoDB refuses. */
function alias(parser: ExpressionParser): boolean {
  const { reader } = parser
  let found = false
  for (const word of ['as', 'at', 'by']) {
    const named = reader.accept(word)
    const name = named || word === 'as' ? reader.acceptKind('word', 'quoted') : undefined
    if (named && name === undefined) {
      throw malformed(`Expected identifier for ${word.toUpperCase()}-alias`)
    }
    found ||= name !== undefined
  }
  return found
}

function ending(parser: ExpressionParser): {
  where: Expression | undefined
  returning: readonly Returning[] | undefined
} {
  const where = whereClause(parser)
  return { where, returning: returning(parser) }
}

function whereClause(parser: ExpressionParser): Expression | undefined {
  return parser.reader.accept('where') ? parser.expression(6) : undefined
}

const images = ['all old', 'all new', 'modified old', 'modified new']

function returning(parser: ExpressionParser): readonly Returning[] | undefined {
  const { reader } = parser
  if (!reader.accept('returning')) return undefined
  const elements: Returning[] = []
  do {
    const image = images.find((words) => reader.accept(words))
    if (image === undefined) {
      throw malformed('Expected ( MODIFIED | ALL ) ( NEW | OLD ) in each returning element.')
    }
    const star = reader.accept('*')
    if (!star) parser.expression()
    elements.push({ image: image.toUpperCase() as ReturningImage, star })
  } while (reader.accept(','))
  return elements
}
