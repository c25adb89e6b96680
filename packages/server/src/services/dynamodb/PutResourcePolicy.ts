import {
  changeTable,
  type Engine,
  type ResourcePolicyDescriptor,
  type TableName,
} from '../../engine/index.ts'
import { accessDenied } from '../../errors/index.ts'
import type { PutResourcePolicyInput } from '../../generated/dynamodb/index.ts'
import type { Policy } from '../../security/policy/index.ts'
import type { Access, Operation, RequestContext, ResourceAuthorizer } from '../operation.ts'
import { canonicalPolicy } from './access/canonical-policy.ts'
import { checkExpectedRevision, policyTable } from './access/policy-resource.ts'
import { compileResourcePolicy, readResourcePolicy } from './access/resource-policy.ts'
import { tableAccess } from './access/table-access.ts'

interface Prepared {
  readonly input: PutResourcePolicyInput
  readonly table: TableName
  readonly policy: Policy
}

type Deps = Pick<Engine, 'store' | 'catalog' | 'clock' | 'random'> & {
  readonly authorizer: ResourceAuthorizer
}

const action = 'PutResourcePolicy'

/** Sets the policy of a table. A document that means the same as the one before changes nothing. */
export const PutResourcePolicy: Operation<Deps, PutResourcePolicyInput, Prepared, object> = {
  name: 'PutResourcePolicy',
  inputShape: 'PutResourcePolicyInput',

  prepare(input, context) {
    const table = policyTable(input.ResourceArn, context)
    return { input, table, policy: readResourcePolicy(input.Policy, 'table') }
  },

  async accesses({ table }, context, { catalog }) {
    return [await tableAccess(catalog, context, { action, table })]
  },

  async run(deps, { input, table, policy }, context) {
    const document = canonicalPolicy(policy)
    if (input.ConfirmRemoveSelfResourceAccess !== true) {
      const access = await tableAccess(deps.catalog, context, { action, table })
      await refuseLockout(deps.authorizer, context, access, policy)
    }
    const { after } = await changeTable(deps, table, (descriptor) => {
      const current = descriptor.resourcePolicy
      checkExpectedRevision(table.name, input.ExpectedRevisionId, current?.revisionId)
      if (current?.document === document) return descriptor
      const revisionId = nextRevision(deps.clock.now(), current)
      return { ...descriptor, resourcePolicy: { document, revisionId } }
    })
    return { RevisionId: after.resourcePolicy?.revisionId }
  },
}

/** The time of the change in milliseconds, and always later than that of the change before. */
export function nextRevision(now: number, current: ResourcePolicyDescriptor | undefined): string {
  return String(Math.max(now, Number(current?.revisionId ?? 0) + 1))
}

async function refuseLockout(
  authorizer: ResourceAuthorizer,
  context: RequestContext,
  access: Access,
  policy: Policy,
): Promise<void> {
  const resourcePolicy = compileResourcePolicy(policy)
  const { effect } = await authorizer.decide(context, { ...access, resourcePolicy })
  if (effect === 'allow') return
  throw accessDenied(
    'The new resource policy will not allow you to update the resource policy in the future.',
  )
}
