import { TokenStream } from './token-stream.ts'
import type { ActionSyntax, Clause, OperandSyntax } from './tree.ts'

const clauses: readonly Clause[] = ['SET', 'REMOVE', 'ADD', 'DELETE']

/** Parses an update into its actions, in text order. */
export function parseUpdateSyntax(text: string): readonly ActionSyntax[] {
  const stream = new TokenStream('UpdateExpression', text)
  const actions: ActionSyntax[] = []
  const seen = new Set<Clause>()
  let repeated: Clause | undefined
  do {
    const clause = clauses.find((word) => stream.accept(word)) ?? stream.fail()
    if (seen.has(clause)) repeated ??= clause
    seen.add(clause)
    do actions.push(readAction(stream, clause))
    while (stream.accept(','))
  } while (stream.token.kind !== 'end')
  stream.finish(
    'update',
    repeated && `The "${repeated}" section can only be used once in an update expression;`,
  )
  return actions
}

function readAction(stream: TokenStream, clause: Clause): ActionSyntax {
  const target = stream.path()
  if (clause === 'REMOVE') return { clause, target, operand: undefined }
  if (clause !== 'SET') return { clause, target, operand: stream.value() }
  stream.expect('=')
  return { clause, target, operand: readSetValue(stream) }
}

/** Reads an operand or one `+` or `-` of two, in parentheses or not. */
function readSetValue(stream: TokenStream): OperandSyntax {
  let open = 0
  while (stream.accept('(')) open++
  let value = stream.operand()
  let arithmetic = false
  let grouped = false
  for (;;) {
    if (!arithmetic && (stream.sees('+') || stream.sees('-'))) {
      const name = stream.next().text
      stream.operators++
      const operands = [value, stream.operand()]
      operands.forEach((operand) => {
        stream.nests(operand)
      })
      value = { kind: 'call', name, operands }
      arithmetic = true
      grouped = false
    } else if (open > 0) {
      stream.expect(')')
      if (grouped) stream.noteRedundantParentheses()
      grouped = true
      open--
    } else {
      return value
    }
  }
}
