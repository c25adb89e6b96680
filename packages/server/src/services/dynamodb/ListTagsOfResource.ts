import type { Engine, TableName } from '../../engine/index.ts'
import type { ListTagsOfResourceInput } from '../../generated/dynamodb/index.ts'
import type { Operation } from '../operation.ts'
import { tableAccess } from './access/index.ts'
import { isBeingCreated, taggedNotFound, taggedTable } from './resource-arn.ts'

type Deps = Pick<Engine, 'catalog' | 'clock'>

interface Prepared {
  readonly arn: string
  readonly table: TableName
}

/**
 * The tags of a table. All that a table may have fit into one page, so there is never a NextToken,
 * and one that is sent means nothing: as in the service.
 */
export const ListTagsOfResource: Operation<Deps, ListTagsOfResourceInput, Prepared, object> = {
  name: 'ListTagsOfResource',
  inputShape: 'ListTagsOfResourceInput',

  prepare: ({ ResourceArn: arn }, context) => ({ arn, table: taggedTable(arn, context) }),

  async accesses({ table }, context, { catalog }) {
    return [await tableAccess(catalog, context, { action: 'ListTagsOfResource', table })]
  },

  async run({ catalog, clock }, { arn, table: name }) {
    const table = await catalog.find(name)
    if (table === undefined || isBeingCreated(table.descriptor, clock.now())) {
      throw taggedNotFound(arn)
    }
    const tags = table.descriptor.tags ?? []
    return { Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) }
  },
}
