import type { ListSAMLProvidersResponse } from '../../generated/iam/index.ts'
import { rows, samlArn } from '../../security/iam/index.ts'
import { iamOperation } from './iam-operation.ts'
import { seconds } from './shown.ts'

export const ListSAMLProviders = iamOperation<object, ListSAMLProvidersResponse>({
  name: 'ListSAMLProviders',
  access: () => ({}),
  async run({ state }, _input, { caller: { accountId } }) {
    const all = await state.all(rows.samls(accountId))
    return {
      SAMLProviderList: all.map(({ name, validUntil, createdAt }) => ({
        Arn: samlArn(accountId, name),
        ValidUntil: seconds(validUntil),
        CreateDate: seconds(createdAt),
      })),
    }
  },
})
