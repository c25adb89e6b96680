import type { Catalog, TableName } from '../../engine/index.ts'
import { policyNotFound, tableNotFound } from '../../errors/index.ts'
import type { GetResourcePolicyInput } from '../../generated/dynamodb/index.ts'
import type { Operation } from '../operation.ts'
import { policyTable } from './access/policy-resource.ts'
import { tableAccess } from './access/table-access.ts'

interface Prepared {
  readonly arn: string
  readonly table: TableName
}

interface Deps {
  readonly catalog: Catalog
}

export const GetResourcePolicy: Operation<Deps, GetResourcePolicyInput, Prepared, object> = {
  name: 'GetResourcePolicy',
  inputShape: 'GetResourcePolicyInput',

  prepare({ ResourceArn: arn }, context) {
    return { arn, table: policyTable(arn, context) }
  },

  async accesses({ table }, context, { catalog }) {
    return [await tableAccess(catalog, context, { action: 'GetResourcePolicy', table })]
  },

  async run({ catalog }, { arn, table: name }) {
    const table = await catalog.find(name)
    if (table === undefined) throw tableNotFound(name.name)
    const policy = table.descriptor.resourcePolicy
    if (policy === undefined) throw policyNotFound(arn)
    return { Policy: policy.document, RevisionId: policy.revisionId }
  },
}
