import type { Catalog } from '../../engine/index.ts'
import type { ListTablesInput } from '../../generated/dynamodb/index.ts'
import type { Operation } from '../operation.ts'
import { tableArn } from './arns.ts'

/** Names a page holds at most, and by default. */
const pageLength = 100

export const ListTables: Operation<
  { readonly catalog: Catalog },
  ListTablesInput,
  ListTablesInput,
  object
> = {
  name: 'ListTables',
  inputShape: 'ListTablesInput',

  prepare: (input) => input,

  accesses: (_input, { region, caller }) => [
    {
      action: 'dynamodb:ListTables',
      resource: '*',
      shownResource: tableArn(region, { accountId: caller.accountId, name: '*' }),
    },
  ],

  async run({ catalog }, { ExclusiveStartTableName: after, Limit: limit = pageLength }, context) {
    // One more than asked for tells whether a page follows: the last page has no cursor.
    const names = await catalog.list(context.caller.accountId, after, limit + 1)
    const page = names.slice(0, limit)
    return {
      TableNames: page,
      LastEvaluatedTableName: names.length > limit ? page.at(-1) : undefined,
    }
  },
}
