import { entityAlreadyExists } from '../../errors/index.ts'
import type {
  CreateOpenIDConnectProviderRequest,
  CreateOpenIDConnectProviderResponse,
} from '../../generated/iam/index.ts'
import { oidcArn, rows } from '../../security/iam/index.ts'
import { count } from './counters.ts'
import { iamOperation } from './iam-operation.ts'
import { checkThumbprints, oidcUrl } from './oidc-providers.ts'
import { keepQuota } from './quotas.ts'
import { showTags } from './shown.ts'
import { checkTags, requestTags } from './tags.ts'

export const CreateOpenIDConnectProvider = iamOperation<
  CreateOpenIDConnectProviderRequest,
  CreateOpenIDConnectProviderResponse
>({
  name: 'CreateOpenIDConnectProvider',
  check({ Tags, Url, ThumbprintList }) {
    checkTags(Tags)
    oidcUrl(Url)
    checkThumbprints(ThumbprintList ?? [])
  },
  access: (_iam, { Url, Tags }, { caller }) => ({
    resource: oidcArn(caller.accountId, oidcUrl(Url)),
    conditions: requestTags(Tags),
  }),
  async run({ state, clock }, input, { caller: { accountId } }) {
    const url = oidcUrl(input.Url)
    const arn = oidcArn(accountId, url)
    const tags = checkTags(input.Tags)
    await state.change(async (change) => {
      const ref = rows.oidc(accountId, url)
      if ((await change.get(ref)) !== undefined) {
        throw entityAlreadyExists(`Provider with url ${input.Url} already exists.`)
      }
      keepQuota('ProvidersPerAccount', await count(change, accountId, 'providers', 1))
      change.put(ref, {
        url,
        clientIds: input.ClientIDList ?? [],
        thumbprints: input.ThumbprintList ?? [],
        createdAt: clock.now(),
        tags,
      })
    })
    return { OpenIDConnectProviderArn: arn, Tags: showTags(tags) }
  },
})
