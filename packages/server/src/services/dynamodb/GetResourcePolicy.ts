import type { Engine } from '../../engine/index.ts'
import { policyNotFound } from '../../errors/index.ts'
import type { GetResourcePolicyInput } from '../../generated/dynamodb/index.ts'
import type { Operation } from '../operation.ts'
import { policyAccess, policyOf } from './access/policy-access.ts'
import { policyResource, type PolicyResource } from './access/policy-resource.ts'

interface Prepared {
  readonly arn: string
  readonly resource: PolicyResource
}

type Deps = Pick<Engine, 'catalog' | 'streams' | 'streamPolicies'>

export const GetResourcePolicy: Operation<Deps, GetResourcePolicyInput, Prepared, object> = {
  name: 'GetResourcePolicy',
  inputShape: 'GetResourcePolicyInput',

  prepare({ ResourceArn: arn }, context) {
    return { arn, resource: policyResource(arn, context) }
  },

  async accesses({ resource }, context, deps) {
    return [await policyAccess(deps, context, resource, 'GetResourcePolicy')]
  },

  async run(deps, { arn, resource }) {
    const { policy } = await policyOf(deps, resource)
    if (policy === undefined) throw policyNotFound(arn)
    return { Policy: policy.document, RevisionId: policy.revisionId }
  },
}
