import { limits } from '../../base/index.ts'
import { cloudTrailError } from '../../errors/index.ts'
import type { ListTagsRequest } from '../../generated/cloudtrail/index.ts'
import type { Operation } from '../operation.ts'
import type { CloudTrailDeps } from './deps.ts'
import { notTagged, taggedTrail } from './tag-operation.ts'
import type { NamedTrail } from './trail-name.ts'

type Prepared = readonly NamedTrail[]

export const ListTags: Operation<CloudTrailDeps, ListTagsRequest, Prepared, object> = {
  name: 'ListTags',
  inputShape: 'ListTagsRequest',

  prepare({ ResourceIdList, NextToken }, context) {
    if (NextToken !== undefined) {
      throw cloudTrailError('InvalidTokenException', 'The token is not valid.')
    }
    if (ResourceIdList.length === 0 || ResourceIdList.length > limits.trailsTagged) {
      throw cloudTrailError(
        'CloudTrailARNInvalidException',
        `ResourceIdList must have between 1 and ${String(limits.trailsTagged)} ARNs.`,
      )
    }
    return ResourceIdList.map((given) => taggedTrail(given, context))
  },

  accesses: (named) => named.map(({ arn }) => ({ action: 'cloudtrail:ListTags', resource: arn })),

  async run({ trails }, named, { caller: { accountId } }) {
    const all = await trails.list(accountId)
    return {
      ResourceTagList: named.map(({ name, given }) => {
        const trail = all.find((one) => one.name === name)
        if (trail === undefined) throw notTagged(given, accountId)
        return { ResourceId: given, TagsList: trail.tags }
      }),
    }
  },
}
