import type { Catalog, TableName } from '../../engine/index.ts'
import type { ListTagsOfResourceInput } from '../../generated/dynamodb/index.ts'
import type { Operation } from '../operation.ts'
import { tableAccess } from './access/index.ts'
import { taggedNotFound, taggedTable } from './resource-arn.ts'

interface Prepared {
  readonly arn: string
  readonly table: TableName
}

/**
 * The tags of a table. All that a table may have fit into one page, so there is never a NextToken,
 * and one that is sent means nothing: as in the service.
 */
export const ListTagsOfResource: Operation<
  { readonly catalog: Catalog },
  ListTagsOfResourceInput,
  Prepared,
  object
> = {
  name: 'ListTagsOfResource',
  inputShape: 'ListTagsOfResourceInput',

  prepare: ({ ResourceArn: arn }, context) => ({ arn, table: taggedTable(arn, context) }),

  async accesses({ table }, context, { catalog }) {
    return [await tableAccess(catalog, context, { action: 'ListTagsOfResource', table })]
  },

  async run({ catalog }, { arn, table: name }) {
    const table = await catalog.find(name)
    if (table === undefined) throw taggedNotFound(arn)
    const tags = table.descriptor.tags ?? []
    return { Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) }
  },
}
