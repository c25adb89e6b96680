import { parsePolicy, type ParseOutcome } from '../parse.ts'
import { kinds } from '../kinds.ts'
import type { NamedPolicy } from '../compile.ts'
import { compareAccess, type CompareOptions, type Comparison } from './compare-access.ts'
import type { ComparableKind } from './verify.ts'

/** Actions on resources. Either may be left out, which means any; a trust policy has no resources. */
export interface SoughtAccess {
  readonly actions?: readonly string[] | undefined
  readonly resources?: readonly string[] | undefined
}

export type GrantedOutcome =
  | { readonly ok: true; readonly comparison: Comparison }
  /** The access is none that a policy could name. */
  | Extract<ParseOutcome, { ok: false }>

/**
 * Whether policies allow some of the access to somebody: whether they allow more than they would with a
 * Deny of just that.
 */
export function accessGranted(
  kind: ComparableKind,
  policies: readonly NamedPolicy[],
  { actions, resources = ['*'] }: SoughtAccess,
  options: CompareOptions = {},
): GrantedOutcome {
  const { service, resource, principal } = kinds[kind]
  const any = service === undefined ? '*' : `${service}:*`
  const Statement = {
    Effect: 'Deny',
    Action: actions ?? any,
    ...(resource === 'required' ? { Resource: resources } : {}),
    ...(principal === 'required' ? { Principal: '*' } : {}),
  }
  const document = JSON.stringify({ Version: '2012-10-17', Statement: [Statement] })
  const parsed = parsePolicy(document, kind)
  if (!parsed.ok) return parsed
  const without = [...policies, { id: 'the access that is asked for', policy: parsed.policy }]
  const all = { ...options, grantsOnly: true }
  return { ok: true, comparison: compareAccess(kind, { policies: without }, { policies }, all) }
}
