const redacted = '***(Redacted)'
const token =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|[A-Za-z_][A-Za-z0-9_]*|[0-9][A-Za-z0-9_.+-]*|\s+|<>|<=|>=|!=|<<|>>|[^]/y
const literalWords = /^(?:true|false|null|missing)$/i

interface Token {
  readonly text: string
  readonly kind: 'literal' | 'name' | 'space' | 'sign'
}

/**
 * A PartiQL statement with every literal replaced, but for those that a key attribute is compared with
 * after WHERE. Text that does not read as a statement is replaced as a whole: an open quote may hold
 * anything.
 */
export function redactStatement(
  statement: string,
  keyNamesOf: (table: string) => readonly string[],
): string {
  const tokens = scan(statement)
  if (tokens === undefined) return redacted
  const table = tableOf(tokens)
  const keyNames = table === undefined ? [] : keyNamesOf(table)
  let where = false
  return tokens
    .map((each, at) => {
      if (each.kind === 'name' && /^where$/i.test(each.text)) where = true
      if (each.kind !== 'literal') return each.text
      return where && comparesKey(tokens, at, keyNames) ? each.text : redacted
    })
    .join('')
}

/** What the first FROM, INTO or UPDATE is followed by. */
function tableOf(tokens: readonly Token[]): string | undefined {
  const words = tokens.filter(({ kind }) => kind !== 'space')
  const at = words.findIndex(({ text }) => /^(?:from|into|update)$/i.test(text))
  const table = at < 0 ? undefined : words[at + 1]
  return table?.kind === 'name' ? unquoted(table.text) : undefined
}

function scan(statement: string): Token[] | undefined {
  const tokens: Token[] = []
  token.lastIndex = 0
  for (let at = 0; at < statement.length; at = token.lastIndex) {
    const text = token.exec(statement)?.[0]
    if (text === undefined || text === "'" || text === '"' || text === '`') return undefined
    tokens.push({ text, kind: kindOf(text) })
  }
  return tokens
}

function kindOf(text: string): Token['kind'] {
  if (/^['0-9]/.test(text) || literalWords.test(text)) return 'literal'
  if (/^["A-Za-z_]/.test(text)) return 'name'
  return /^\s/.test(text) ? 'space' : 'sign'
}

/** Whether what stands before the literal is `name =`, and the name that of a key attribute, whole. */
function comparesKey(tokens: readonly Token[], at: number, keyNames: readonly string[]): boolean {
  const before = tokens.slice(0, at).filter(({ kind }) => kind !== 'space')
  const [path, name, sign] = before.slice(-3)
  if (name?.kind !== 'name' || !['=', '<', '>', '<=', '>='].includes(sign?.text ?? '')) return false
  return path?.text !== '.' && keyNames.includes(unquoted(name.text))
}

function unquoted(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name
}
