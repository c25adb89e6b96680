import { noSuchEntity } from '../../errors/index.ts'
import type { DeleteAccountAliasRequest } from '../../generated/iam/index.ts'
import { rows } from '../../security/iam/index.ts'
import { iamOperation, nothing } from './iam-operation.ts'

export const DeleteAccountAlias = iamOperation<DeleteAccountAliasRequest, object>({
  name: 'DeleteAccountAlias',
  access: () => ({}),
  run: ({ state }, { AccountAlias }, { caller: { accountId } }) =>
    state.change(async (change) => {
      const own = await change.get(rows.aliasOf(accountId))
      if (own?.alias !== AccountAlias) {
        throw noSuchEntity(`The account alias ${AccountAlias} cannot be found.`)
      }
      change.delete(rows.alias(AccountAlias))
      change.delete(rows.aliasOf(accountId))
      return nothing
    }),
})
