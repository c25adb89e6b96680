import type {
  CheckNoNewAccessRequest,
  CheckNoNewAccessResponse,
} from '../../generated/accessanalyzer/index.ts'
import { compareAccess, type NamedPolicy } from '../../security/policy/index.ts'
import type { Operation } from '../operation.ts'
import { kindOf, readDocument, type CheckedKind } from './documents.ts'
import { reasonsOf, undecided } from './reasons.ts'

interface Prepared {
  readonly kind: CheckedKind
  readonly existing: NamedPolicy
  readonly updated: NamedPolicy
}

export const CheckNoNewAccess: Operation<
  object,
  CheckNoNewAccessRequest,
  Prepared,
  CheckNoNewAccessResponse
> = {
  name: 'CheckNoNewAccess',
  inputShape: 'CheckNoNewAccessRequest',
  prepare({ existingPolicyDocument, newPolicyDocument, policyType }) {
    const kind = kindOf(policyType, [existingPolicyDocument, newPolicyDocument])
    return {
      kind,
      existing: readDocument(kind, 'existingPolicyDocument', existingPolicyDocument),
      updated: readDocument(kind, 'newPolicyDocument', newPolicyDocument),
    }
  },
  accesses: () => [{ action: 'access-analyzer:CheckNoNewAccess', resource: '*' }],
  run(_deps, { kind, existing, updated }) {
    const comparison = compareAccess(
      kind,
      { policies: [existing] },
      { policies: [updated] },
      {
        everyStatement: true,
      },
    )
    return Promise.resolve(answerOf(comparison))
  },
}

function answerOf(comparison: ReturnType<typeof compareAccess>): CheckNoNewAccessResponse {
  switch (comparison.outcome) {
    case 'no-new-access':
      return {
        result: 'PASS',
        message:
          'The modified permissions do not grant new access compared to your existing policy.',
      }
    case 'new-access':
      return {
        result: 'FAIL',
        message: 'The modified permissions grant new access compared to your existing policy.',
        reasons: [
          ...reasonsOf(comparison.statements, 'New access in the statement'),
          ...lifted(comparison.statements.length, comparison.lifted.length),
        ],
      }
    case 'may-permit-more':
      return {
        result: 'FAIL',
        message: undecided(comparison, 'New access compared to your existing policy'),
        reasons: reasonsOf(
          comparison.statements,
          'New access cannot be ruled out in the statement',
        ),
      }
  }
}

/** A Deny that is gone is no statement of the new policy, so there is nothing to point at. */
function lifted(named: number, denies: number): readonly { description: string }[] {
  if (named > 0 || denies === 0) return []
  return [
    { description: 'New access because a statement of the existing policy no longer denies.' },
  ]
}
