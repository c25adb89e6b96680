import type { Trail, TrailTag } from '../../audit/trails/index.ts'
import { cloudTrailError, type ApiError } from '../../errors/index.ts'
import type { Operation } from '../operation.ts'
import type { CloudTrailDeps } from './deps.ts'
import { checkTags, tagConditions } from './tags.ts'
import { ownTrailArn, type NamedTrail } from './trail-name.ts'

export interface TagRequest {
  readonly ResourceId: string
  readonly TagsList: readonly TrailTag[]
}

export interface TagChange {
  readonly named: NamedTrail
  readonly tags: readonly TrailTag[]
}

/** AddTags and RemoveTags: they differ in what becomes of the tags. */
export function tagOperation(
  name: 'AddTags' | 'RemoveTags',
  change: (before: readonly TrailTag[], given: readonly TrailTag[]) => readonly TrailTag[],
): Operation<CloudTrailDeps, TagRequest, TagChange, object> {
  return {
    name,
    inputShape: `${name}Request`,

    prepare({ ResourceId, TagsList }, context) {
      const named = taggedTrail(ResourceId, context)
      checkTags(TagsList)
      return { named, tags: TagsList }
    },

    accesses: ({ named, tags }) => [
      { action: `cloudtrail:${name}`, resource: named.arn, conditions: tagConditions(tags) },
    ],

    async run({ trails }, { named, tags }, { caller: { accountId } }) {
      await trails.change(accountId, (all) => {
        const trail = all.find((one) => one.name === named.name)
        if (trail === undefined) throw notTagged(named.given, accountId)
        const after: Trail = { ...trail, tags: change(trail.tags, tags) }
        return all.map((one) => (one === trail ? after : one))
      })
      return {}
    },
  }
}

/** Of what has tags, there are trails here. */
export function taggedTrail(given: string, context: Parameters<typeof ownTrailArn>[1]): NamedTrail {
  if (/^arn:aws:cloudtrail:[^:]*:\d{12}:(?:eventdatastore|channel|dashboard)\//.test(given)) {
    throw cloudTrailError(
      'ResourceTypeNotSupportedException',
      'This server has no event data stores, channels or dashboards.',
    )
  }
  return ownTrailArn(given, context)
}

export function notTagged(given: string, accountId: string): ApiError {
  return cloudTrailError(
    'ResourceNotFoundException',
    `Unknown trail: ${given} for the user: ${accountId}`,
  )
}
