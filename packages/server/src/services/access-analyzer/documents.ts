import { invalidParameter } from '../../errors/index.ts'
import type { AccessCheckPolicyType } from '../../generated/accessanalyzer/index.ts'
import { parsePolicy, type NamedPolicy, type PolicyKind } from '../../security/policy/index.ts'

/** The kinds of documents that the checks tell apart. */
export type CheckedKind = 'identity' | 'resource' | 'trust'

/** A trust policy is a resource policy without resources. */
export function kindOf(type: AccessCheckPolicyType, documents: readonly string[]): CheckedKind {
  if (type === 'IDENTITY_POLICY') return 'identity'
  const trust = documents.every((document) => parsePolicy(document, 'trust').ok)
  return trust ? 'trust' : 'resource'
}

/** Throws an `InvalidParameterException` for what is no policy of the kind. */
export function readDocument(kind: PolicyKind, member: string, document: string): NamedPolicy {
  const parsed = parsePolicy(document, kind)
  if (parsed.ok) return { id: member, policy: parsed.policy }
  const where = parsed.path === '' ? '' : ` at ${parsed.path}`
  throw invalidParameter(`${member} is not valid${where}: ${parsed.message}`)
}
