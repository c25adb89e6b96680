import type { ListOpenIDConnectProvidersResponse } from '../../generated/iam/index.ts'
import { oidcArn, rows } from '../../security/iam/index.ts'
import { iamOperation } from './iam-operation.ts'

export const ListOpenIDConnectProviders = iamOperation<object, ListOpenIDConnectProvidersResponse>({
  name: 'ListOpenIDConnectProviders',
  access: () => ({}),
  async run({ state }, _input, { caller: { accountId } }) {
    const all = await state.all(rows.oidcs(accountId))
    return { OpenIDConnectProviderList: all.map(({ url }) => ({ Arn: oidcArn(accountId, url) })) }
  },
})
