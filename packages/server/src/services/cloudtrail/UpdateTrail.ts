import type { Trail } from '../../audit/trails/index.ts'
import type { UpdateTrailRequest } from '../../generated/cloudtrail/index.ts'
import { checkBucketName, checkPrefix, checkRegions, refuseUnsupported } from './settings.ts'
import { trailSettings } from './shown.ts'
import { changeTrail, findTrail, trailOperation } from './trail-operation.ts'

type Settings = Pick<
  Trail,
  'bucket' | 'prefix' | 'globalEvents' | 'multiRegion' | 'validation' | 'recursive'
>

/** What a request leaves out stays as it is; an empty prefix takes it away. */
function applied(trail: Trail, input: UpdateTrailRequest, now: number): Trail {
  const settings: Settings = {
    bucket: input.S3BucketName ?? trail.bucket,
    prefix: input.S3KeyPrefix === undefined ? trail.prefix : checkPrefix(input.S3KeyPrefix),
    globalEvents: input.IncludeGlobalServiceEvents ?? trail.globalEvents,
    multiRegion: input.IsMultiRegionTrail ?? trail.multiRegion,
    validation: input.EnableLogFileValidation ?? trail.validation,
    recursive: input.RecursiveLogging ?? trail.recursive,
  }
  checkRegions(settings.multiRegion, settings.globalEvents)
  const validationSince = settings.validation ? (trail.validationSince ?? now) : undefined
  return { ...trail, ...settings, validationSince }
}

export const UpdateTrail = trailOperation<UpdateTrailRequest, UpdateTrailRequest>({
  name: 'UpdateTrail',
  inputShape: 'UpdateTrailRequest',
  nameOf: ({ Name }) => Name,

  prepare(input) {
    refuseUnsupported(input)
    if (input.S3BucketName !== undefined) checkBucketName(input.S3BucketName)
    checkPrefix(input.S3KeyPrefix)
    return input
  },

  async run(deps, named, input, context) {
    const now = deps.clock.now()
    const wanted = applied(await findTrail(deps, named, context), input, now)
    await deps.targets.check(wanted.bucket, wanted.prefix)
    return trailSettings(
      await changeTrail(deps, { named, context }, (trail) => applied(trail, input, now)),
    )
  },
})
