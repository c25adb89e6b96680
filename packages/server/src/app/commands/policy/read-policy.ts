import { readFileSync } from 'node:fs'
import {
  parsePolicy,
  type NamedPolicy,
  type ParseOutcome,
  type PolicyKind,
} from '../../../security/policy/index.ts'
import { configurationError, StartError } from '../../exit.ts'

/** Reads and parses one document. Throws a StartError where the file cannot be read. */
export function parseFile(file: string, kind: PolicyKind): ParseOutcome {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new StartError('configuration', `Cannot read ${file}: check the path`, { cause })
  }
  return parsePolicy(text, kind)
}

/** `file:line:column: message (at Statement[0].Action)`, which editors can follow. */
export function faultLine(file: string, fault: Extract<ParseOutcome, { ok: false }>): string {
  const place = fault.at ? `:${String(fault.at.line)}:${String(fault.at.column)}` : ''
  const path = fault.path === '' ? '' : ` (at ${fault.path})`
  return `${file}${place}: ${fault.message}${path}`
}

/** The documents of one kind, named by their files. Throws a StartError for the first that is not valid. */
export function readPolicies(files: readonly string[], kind: PolicyKind): NamedPolicy[] {
  return files.map((file) => {
    const outcome = parseFile(file, kind)
    if (!outcome.ok) throw configurationError(faultLine(file, outcome))
    return { id: file, policy: outcome.policy }
  })
}
