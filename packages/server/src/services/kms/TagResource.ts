import { kmsError } from '../../errors/index.ts'
import { limits } from '../../base/index.ts'
import type { TagResourceRequest } from '../../generated/kms/index.ts'
import { keyOperation } from './key-operation.ts'
import { checkTags, tagConditions } from './tags.ts'

export const TagResource = keyOperation<TagResourceRequest>({
  name: 'TagResource',
  inputShape: 'TagResourceRequest',
  naming: 'key',
  states: 'kept',
  prepare({ Tags }) {
    checkTags(Tags)
  },
  conditions: ({ Tags }) => tagConditions(Tags),
  async run({ kms }, { accountId, keyId }, { Tags }) {
    const names = new Set(Tags.map(({ TagKey }) => TagKey))
    await kms.keys.change(accountId, keyId, (key) => {
      const tags = [...key.tags.filter(({ TagKey }) => !names.has(TagKey)), ...Tags]
      if (tags.length > limits.kmsTags) throw kmsError('TagException', 'Too many tags')
      return { ...key, tags }
    })
    return {}
  },
})
