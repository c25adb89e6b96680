import type { ListResourceTagsRequest } from '../../generated/kms/index.ts'
import { keyOperation } from './key-operation.ts'
import { page, readMarker } from './wire.ts'

const anyText = /./s

export const ListResourceTags = keyOperation<ListResourceTagsRequest>({
  name: 'ListResourceTags',
  inputShape: 'ListResourceTagsRequest',
  naming: 'key',
  states: 'any',
  run(_, { tags }, { Marker, Limit: limit = 50 }) {
    const after = readMarker(Marker, anyText)
    const start = tags.findIndex(({ TagKey }) => TagKey === after) + 1
    const { entries, rest } = page(tags.slice(start), limit, ({ TagKey }) => TagKey)
    return Promise.resolve({ Tags: entries, ...rest })
  },
})
