import { entityAlreadyExists } from '../../errors/index.ts'
import type { CreateAccountAliasRequest } from '../../generated/iam/index.ts'
import { rows } from '../../security/iam/index.ts'
import { iamOperation, nothing } from './iam-operation.ts'

/** An account has one alias; a new one takes the place of the old. */
export const CreateAccountAlias = iamOperation<CreateAccountAliasRequest, object>({
  name: 'CreateAccountAlias',
  access: () => ({}),
  run: ({ state }, { AccountAlias }, { caller: { accountId } }) =>
    state.change(async (change) => {
      const taken = await change.get(rows.alias(AccountAlias))
      if (taken !== undefined && taken.account !== accountId) {
        throw entityAlreadyExists(`The account alias ${AccountAlias} already exists.`)
      }
      const own = await change.get(rows.aliasOf(accountId))
      if (own !== undefined) change.delete(rows.alias(own.alias))
      change.put(rows.alias(AccountAlias), { account: accountId })
      change.put(rows.aliasOf(accountId), { alias: AccountAlias })
      return nothing
    }),
})
