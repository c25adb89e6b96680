import { isCustom, trailArn, type EventSelectors, type Trail } from '../../audit/trails/index.ts'

/** Times on the JSON wire are seconds since 1970, with a fraction. */
export function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000
}

/** A time as text, to the second; empty where there is none. */
export function timeText(milliseconds: number | undefined): string {
  return milliseconds === undefined ? '' : `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
}

/** What CreateTrail and UpdateTrail answer. */
export function trailSettings(trail: Trail): object {
  return {
    Name: trail.name,
    S3BucketName: trail.bucket,
    S3KeyPrefix: trail.prefix,
    IncludeGlobalServiceEvents: trail.globalEvents,
    IsMultiRegionTrail: trail.multiRegion,
    TrailARN: trailArn(trail),
    LogFileValidationEnabled: trail.validation,
    IsOrganizationTrail: false,
    RecursiveLogging: trail.recursive,
  }
}

/** `Trail`. */
export function shownTrail(trail: Trail): object {
  return {
    ...trailSettings(trail),
    HomeRegion: trail.homeRegion,
    HasCustomEventSelectors: isCustom(trail.selectors),
    HasInsightSelectors: false,
  }
}

export function shownSelectors({ kind, selectors }: EventSelectors): object {
  return kind === 'basic' ? { EventSelectors: selectors } : { AdvancedEventSelectors: selectors }
}
