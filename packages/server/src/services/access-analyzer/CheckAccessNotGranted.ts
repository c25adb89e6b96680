import { invalidParameter } from '../../errors/index.ts'
import type {
  CheckAccessNotGrantedRequest,
  CheckAccessNotGrantedResponse,
} from '../../generated/accessanalyzer/index.ts'
import {
  accessGranted,
  type Comparison,
  type NamedPolicy,
  type SoughtAccess,
} from '../../security/policy/index.ts'
import type { Operation } from '../operation.ts'
import { kindOf, readDocument, type CheckedKind } from './documents.ts'
import { reasonsOf, undecided } from './reasons.ts'

interface Prepared {
  readonly kind: CheckedKind
  readonly policy: NamedPolicy
  readonly sought: SoughtAccess
}

export const CheckAccessNotGranted: Operation<
  object,
  CheckAccessNotGrantedRequest,
  Prepared,
  CheckAccessNotGrantedResponse
> = {
  name: 'CheckAccessNotGranted',
  inputShape: 'CheckAccessNotGrantedRequest',
  prepare({ policyDocument, access, policyType }) {
    const kind = kindOf(policyType, [policyDocument])
    const policy = readDocument(kind, 'policyDocument', policyDocument)
    const actions = given(access[0]?.actions)
    const resources = given(access[0]?.resources)
    if (actions === undefined && resources === undefined) {
      throw invalidParameter('access must name actions or resources.')
    }
    if (kind === 'trust' && resources !== undefined) {
      throw invalidParameter(
        'A trust policy names no resources, so access to them cannot be checked.',
      )
    }
    return { kind, policy, sought: { actions, resources } }
  },
  accesses: () => [{ action: 'access-analyzer:CheckAccessNotGranted', resource: '*' }],
  run(_deps, { kind, policy, sought }) {
    const granted = accessGranted(kind, [policy], sought, { everyStatement: true })
    if (!granted.ok) throw invalidParameter(`access is not valid: ${granted.message}`)
    return Promise.resolve(answerOf(granted.comparison))
  },
}

/** An empty list is none. */
function given(list: readonly string[] | undefined): readonly string[] | undefined {
  return list?.length === 0 ? undefined : list
}

function answerOf(comparison: Comparison): CheckAccessNotGrantedResponse {
  switch (comparison.outcome) {
    case 'no-new-access':
      return {
        result: 'PASS',
        message:
          'The policy document does not grant access to perform one or more of the listed actions.',
      }
    case 'new-access':
      return {
        result: 'FAIL',
        message: 'The policy document grants access to perform one or more of the listed actions.',
        reasons: reasonsOf(
          comparison.statements,
          'One or more of the listed actions in the statement',
        ),
      }
    case 'may-permit-more':
      return {
        result: 'FAIL',
        message: undecided(comparison, 'Access to perform one or more of the listed actions'),
        reasons: reasonsOf(comparison.statements, 'Access cannot be ruled out in the statement'),
      }
  }
}
