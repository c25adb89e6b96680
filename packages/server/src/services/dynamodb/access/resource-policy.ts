import { assert, limits } from '../../../base/index.ts'
import type { ResourcePolicyDescriptor } from '../../../engine/index.ts'
import { invalidParameters, validation } from '../../../errors/index.ts'
import {
  compilePolicies,
  grantsUnboundedAccess,
  parsePolicy,
  withPrincipalIds,
  type CompiledPolicies,
  type ParseOutcome,
  type Policy,
} from '../../../security/policy/index.ts'
import { checkPolicyNames, type PolicyHolder } from './resource-policy-names.ts'

/** What the policies of tables compile to lives as long as the descriptors that hold them. */
const compiledOnce = new WeakMap<ResourcePolicyDescriptor, CompiledPolicies>()

/** The stored policy of a table or stream, ready for decisions. */
export function compiledResourcePolicy(stored: ResourcePolicyDescriptor): CompiledPolicies {
  const known = compiledOnce.get(stored)
  if (known !== undefined) return known
  const parsed = parsePolicy(stored.document, 'resource')
  // A policy that a later version cannot read must not fall away: it may hold a Deny.
  assert(parsed.ok, 'a stored resource policy was accepted before')
  const compiled = compileResourcePolicy(withPrincipalIds(parsed.policy, stored.principals))
  compiledOnce.set(stored, compiled)
  return compiled
}

export function compileResourcePolicy(policy: Policy): CompiledPolicies {
  return compilePolicies('resource', [{ id: 'resource-policy', policy }])
}

/** Reads the document of a PutResourcePolicy or CreateTable. Throws the service's refusals of it. */
export function readResourcePolicy(document: string, holder: PolicyHolder): Policy {
  if (Buffer.byteLength(document) > limits.resourcePolicyBytes) {
    throw invalidParameters(
      `Maximum policy size of ${String(limits.resourcePolicyBytes)} bytes exceeded`,
    )
  }
  const outcome = parsePolicy(document, 'resource')
  if (!outcome.ok) throw refusalOf(document, outcome)
  checkPolicyNames(outcome.policy, holder)
  if (grantsUnboundedAccess(outcome.policy)) {
    throw validation(
      'Resource-based policy grants unbounded access in one or more elements. Please revise the policy to ensure least-privilege form of access',
    )
  }
  return outcome.policy
}

function refusalOf(document: string, outcome: Extract<ParseOutcome, { ok: false }>): Error {
  const { code, path, at } = outcome
  const invalid = (text: string): Error => invalidParameters(`Invalid policy document: ${text}`)
  if (code === 'principal' && outcome.message.startsWith('Invalid principal in policy:')) {
    return invalidParameters('Invalid principal in policy document.')
  }
  if (code === 'json') return invalid(notAPolicy(document))
  if (code === 'missing-element' && path === '') {
    const lines = document.split('\n')
    return invalid(
      `Syntax error at position (${String(lines.length)},${String((lines.at(-1)?.length ?? 0) + 1)})`,
    )
  }
  if (code === 'principal' && at !== undefined) {
    return invalid(`Syntax error at position (${String(at.line)},${String(at.column)})`)
  }
  return invalid(outcome.message)
}

function notAPolicy(document: string): string {
  return document.trim() === 'null'
    ? 'This text appears not to be a policy'
    : 'This policy contains invalid Json'
}
