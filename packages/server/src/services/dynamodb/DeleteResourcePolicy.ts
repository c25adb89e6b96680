import { changeTable, type Engine, type TableName } from '../../engine/index.ts'
import type { DeleteResourcePolicyInput } from '../../generated/dynamodb/index.ts'
import type { Operation } from '../operation.ts'
import { checkExpectedRevision, policyTable } from './access/policy-resource.ts'
import { tableAccess } from './access/table-access.ts'
import { nextRevision } from './PutResourcePolicy.ts'

interface Prepared {
  readonly input: DeleteResourcePolicyInput
  readonly table: TableName
}

type Deps = Pick<Engine, 'store' | 'catalog' | 'clock' | 'random'>

/** Removes the policy of a table. Where there is none, that is no error. */
export const DeleteResourcePolicy: Operation<Deps, DeleteResourcePolicyInput, Prepared, object> = {
  name: 'DeleteResourcePolicy',
  inputShape: 'DeleteResourcePolicyInput',

  prepare(input, context) {
    return { input, table: policyTable(input.ResourceArn, context) }
  },

  async accesses({ table }, context, { catalog }) {
    return [await tableAccess(catalog, context, { action: 'DeleteResourcePolicy', table })]
  },

  async run(deps, { input, table }) {
    const { before } = await changeTable(deps, table, (descriptor) => {
      const { resourcePolicy, ...rest } = descriptor
      checkExpectedRevision(table.name, input.ExpectedRevisionId, resourcePolicy?.revisionId)
      return resourcePolicy === undefined ? descriptor : rest
    })
    const removed = before.resourcePolicy
    return removed === undefined ? {} : { RevisionId: nextRevision(deps.clock.now(), removed) }
  },
}
