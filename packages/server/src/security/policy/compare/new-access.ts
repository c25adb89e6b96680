import type { NamedPolicy } from '../compile.ts'
import { parsePolicy } from '../parse.ts'
import type { PolicyKind } from '../policy.ts'
import { compareAccess, type CompareOptions, type Comparison } from './compare-access.ts'
import type { Side } from './sides.ts'
import type { ComparableKind } from './verify.ts'

/** A policy as it is stored, with the name that it is to be called by. */
export interface PolicyText {
  readonly id: string
  readonly document: string
}

/** The policies of one principal, or the one policy of a resource, a role or a key; none is none. */
export interface PolicyTexts {
  readonly policies: readonly PolicyText[]
  /** Of a principal: absent if it has no boundary. */
  readonly boundary?: readonly PolicyText[] | undefined
}

/**
 * {@link compareAccess} for documents: what a change of policies permits that was not permitted before. Of
 * a document that cannot be read nothing is known, so that more may be permitted.
 */
export function newAccess(
  kind: ComparableKind,
  before: PolicyTexts,
  after: PolicyTexts,
  options: CompareOptions = {},
): Comparison {
  const [old, now] = [readSide(kind, before), readSide(kind, after)]
  if (old === undefined || now === undefined) {
    const reason = 'a policy cannot be read'
    return { outcome: 'may-permit-more', reason, statements: [], lifted: [] }
  }
  return compareAccess(kind, old, now, options)
}

function readSide(kind: ComparableKind, texts: PolicyTexts): Side | undefined {
  const policies = read(kind, texts.policies)
  if (policies === undefined) return undefined
  if (texts.boundary === undefined) return { policies }
  const boundary = read('boundary', texts.boundary)
  return boundary && { policies, boundary }
}

/** Undefined if one of them cannot be read. */
function read(kind: PolicyKind, texts: readonly PolicyText[]): readonly NamedPolicy[] | undefined {
  const policies: NamedPolicy[] = []
  for (const { id, document } of texts) {
    const parsed = parsePolicy(document, kind)
    if (!parsed.ok) return undefined
    policies.push({ id, policy: parsed.policy })
  }
  return policies
}
