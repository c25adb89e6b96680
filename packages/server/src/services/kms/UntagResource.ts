import type { UntagResourceRequest } from '../../generated/kms/index.ts'
import { keyOperation } from './key-operation.ts'

export const UntagResource = keyOperation<UntagResourceRequest>({
  name: 'UntagResource',
  inputShape: 'UntagResourceRequest',
  naming: 'key',
  states: 'kept',
  conditions: ({ TagKeys }) => ({ 'aws:TagKeys': TagKeys }),
  async run({ kms }, { accountId, keyId }, { TagKeys }) {
    await kms.keys.change(accountId, keyId, (key) => ({
      ...key,
      tags: key.tags.filter(({ TagKey }) => !TagKeys.includes(TagKey)),
    }))
    return {}
  },
})
