import type {
  ListAccountAliasesRequest,
  ListAccountAliasesResponse,
} from '../../generated/iam/index.ts'
import { rows } from '../../security/iam/index.ts'
import { iamOperation } from './iam-operation.ts'

export const ListAccountAliases = iamOperation<
  ListAccountAliasesRequest,
  ListAccountAliasesResponse
>({
  name: 'ListAccountAliases',
  access: () => ({}),
  async run({ state }, _input, { caller: { accountId } }) {
    const own = await state.read(rows.aliasOf(accountId))
    return { AccountAliases: own === undefined ? [] : [own.alias], IsTruncated: false }
  },
})
