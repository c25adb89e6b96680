import { defaultSelectors, trailArn, type Trail } from '../../audit/trails/index.ts'
import { limits } from '../../base/index.ts'
import { cloudTrailError } from '../../errors/index.ts'
import type { CreateTrailRequest } from '../../generated/cloudtrail/index.ts'
import type { Operation } from '../operation.ts'
import type { CloudTrailDeps } from './deps.ts'
import { checkBucketName, checkPrefix, checkRegions, refuseUnsupported } from './settings.ts'
import { trailSettings } from './shown.ts'
import { checkTags, tagConditions } from './tags.ts'
import { checkTrailName } from './trail-name.ts'

type Prepared = Pick<
  Trail,
  | 'name'
  | 'bucket'
  | 'prefix'
  | 'globalEvents'
  | 'multiRegion'
  | 'validation'
  | 'recursive'
  | 'tags'
>

export const CreateTrail: Operation<CloudTrailDeps, CreateTrailRequest, Prepared, object> = {
  name: 'CreateTrail',
  inputShape: 'CreateTrailRequest',

  prepare(input) {
    checkTrailName(input.Name)
    refuseUnsupported(input)
    checkBucketName(input.S3BucketName)
    const prepared = {
      name: input.Name,
      bucket: input.S3BucketName,
      prefix: checkPrefix(input.S3KeyPrefix),
      globalEvents: input.IncludeGlobalServiceEvents ?? true,
      multiRegion: input.IsMultiRegionTrail ?? false,
      validation: input.EnableLogFileValidation ?? false,
      recursive: input.RecursiveLogging ?? true,
      tags: input.TagsList ?? [],
    }
    checkRegions(prepared.multiRegion, prepared.globalEvents)
    checkTags(prepared.tags)
    return prepared
  },

  accesses({ name, tags }, { region, caller }) {
    const resource = trailArn({ homeRegion: region, accountId: caller.accountId, name })
    const conditions = tagConditions(tags)
    const create = { action: 'cloudtrail:CreateTrail', resource, conditions }
    // Who may not tag a trail cannot do so while creating it.
    const tag = { action: 'cloudtrail:AddTags', resource, conditions }
    return tags.length === 0 ? [create] : [create, tag]
  },

  async run({ trails, targets, clock, random }, prepared, { region, caller: { accountId } }) {
    const createdAt = clock.now()
    const trail: Trail = {
      ...prepared,
      id: random.uuid(),
      accountId,
      homeRegion: region,
      validationSince: prepared.validation ? createdAt : undefined,
      selectors: defaultSelectors,
      createdAt,
      logging: false,
      startedAt: undefined,
      stoppedAt: undefined,
    }
    const checkRoom = (all: readonly Trail[]): void => {
      if (all.some(({ name }) => name === trail.name)) {
        throw cloudTrailError(
          'TrailAlreadyExistsException',
          `Trail ${trail.name} already exists for customer: ${accountId}`,
        )
      }
      if (all.length >= limits.trails) {
        throw cloudTrailError(
          'MaximumNumberOfTrailsExceededException',
          `User: ${accountId} already has ${String(limits.trails)} trails in ${region}.`,
        )
      }
    }
    checkRoom(await trails.list(accountId))
    await targets.check(trail.bucket, trail.prefix)
    await trails.change(accountId, (all) => {
      checkRoom(all)
      return [...all, trail]
    })
    return trailSettings(trail)
  },
}
