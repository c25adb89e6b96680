import { limits } from '../../base/index.ts'
import { PolicyFault, type FaultCode } from './fault.ts'
import { readJson, type JsonObject } from './json-tree.ts'
import { kinds } from './kinds.ts'
import { missing, StatementParser } from './parse-statement.ts'
import type { Policy, PolicyKind, PolicyVersion, Position, Statement } from './policy.ts'
import { Reader } from './reader.ts'

export type ParseOutcome =
  | { readonly ok: true; readonly policy: Policy }
  | {
      readonly ok: false
      readonly code: FaultCode
      /** In IAM's words where they are known. */
      readonly message: string
      /** Such as `Statement[0].Action[1]`; empty for the document as a whole. */
      readonly path: string
      readonly at?: Position
    }

/** Tab, line ends and Latin-1; what else a value needs can be written as `\u`. */
const characters = /^[\t\n\r\x20-\xff]*$/

const elements = new Set(['Version', 'Id', 'Statement'])

/**
 * Reads a policy document of the kind. Strict, because a typing error that is silently ignored opens
 * a door: unknown elements, names given twice, values that an operator cannot read are all refused.
 * Never throws for what the document contains.
 */
export function parsePolicy(document: string, kind: PolicyKind): ParseOutcome {
  try {
    return { ok: true, policy: parse(document, kind) }
  } catch (error) {
    if (!(error instanceof PolicyFault)) throw error
    const { code, message, path, at } = error
    return { ok: false, code, message, path, ...(at === undefined ? {} : { at }) }
  }
}

function parse(document: string, kind: PolicyKind): Policy {
  if (document.length > limits.policyCharacters) {
    throw new PolicyFault('too-large', 'Policy document is too large.')
  }
  if (!characters.test(document)) throw new PolicyFault('json', 'Syntax errors in policy.')
  const root = readJson(document)
  if (root.type !== 'object') throw new PolicyFault('json', 'Syntax errors in policy.')
  const reader = new Reader(document)
  reader.onlyKnown(root, elements)
  const version = readVersion(reader, root)
  const id = readId(reader, root, kind)
  const statements = readStatements(reader, root, new StatementParser(reader, kind, version))
  checkSids(statements, kind)
  if (kind === 'rcp') checkRcp(statements)
  return { kind, version, ...(id === undefined ? {} : { id }), statements }
}

function readVersion(reader: Reader, root: JsonObject): PolicyVersion {
  const node = root.members.get('Version')
  if (node === undefined) return '2008-10-17'
  return reader.at('Version', node, () => {
    if (node.type === 'text' && (node.value === '2012-10-17' || node.value === '2008-10-17')) {
      return node.value
    }
    throw new PolicyFault('version', 'The policy must contain a valid version string')
  })
}

function readId(reader: Reader, root: JsonObject, kind: PolicyKind): string | undefined {
  const node = root.members.get('Id')
  if (node === undefined) return undefined
  if (kinds[kind].id) return reader.text(node, 'Id')
  return reader.at('Id', node, () => {
    throw new PolicyFault('prohibited-element', 'Has prohibited field Id')
  })
}

function readStatements(
  reader: Reader,
  root: JsonObject,
  parser: StatementParser,
): readonly Statement[] {
  const node = root.members.get('Statement')
  if (node === undefined) throw missing('Statement')
  const list = node.type === 'list' ? node.items : [node]
  if (list.length === 0) {
    throw new PolicyFault('empty-statement', 'Could not parse the policy: Statement is empty!')
  }
  return list.map((one, index) =>
    reader.at(`Statement[${index}]`, one, () => parser.parse(reader.object(one, ''))),
  )
}

function checkSids(statements: readonly Statement[], kind: PolicyKind): void {
  const seen = new Set<string>()
  for (const [index, { sid, start }] of statements.entries()) {
    if (sid === undefined) continue
    if (seen.has(sid)) {
      const message =
        kinds[kind].principal === 'required'
          ? 'The Statement Ids in the policy are not unique'
          : 'Statement IDs (SID) in a single policy must be unique.'
      throw new PolicyFault('duplicate-sid', message, `Statement[${index}].Sid`, start)
    }
    seen.add(sid)
  }
}

/** Resource control policies deny; the one Allow is the RCPFullAWSAccess that every account has. */
function checkRcp(statements: readonly Statement[]): void {
  for (const [index, statement] of statements.entries()) {
    const path = `Statement[${index}]`
    const everyone = statement.principals?.entries.every((entry) => entry.type === 'everyone')
    if (everyone !== true) {
      const message = 'Principal must be "*" in a resource control policy.'
      throw new PolicyFault('principal', message, `${path}.Principal`, statement.start)
    }
    if (statement.effect === 'Allow' && !allowsAll(statement)) {
      const message = 'A resource control policy can only deny.'
      throw new PolicyFault('effect', message, `${path}.Effect`, statement.start)
    }
  }
}

function allowsAll({ actions, resources, conditions }: Statement): boolean {
  const lists = [actions, resources]
  return (
    conditions.length === 0 && lists.every((list) => !list?.negated && list?.entries[0] === '*')
  )
}
