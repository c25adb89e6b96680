import type { EventSelectors } from './selectors.ts'

export interface TrailTag {
  readonly Key: string
  readonly Value?: string | undefined
}

/** A trail as it is stored. */
export interface Trail {
  /** Never used twice: a trail that is created again under the same name is another one. */
  readonly id: string
  readonly accountId: string
  readonly name: string
  readonly homeRegion: string
  readonly bucket: string
  readonly prefix: string | undefined
  /** Whether events of services without a region are wanted. */
  readonly globalEvents: boolean
  /** A server is one region, so a trail of all regions and one of its home region hold the same. */
  readonly multiRegion: boolean
  readonly validation: boolean
  /** Since when digests are made without a pause, in milliseconds; undefined while they are not. */
  readonly validationSince: number | undefined
  /** Whether the deliveries of the trail are events themselves. None is here, so both values hold. */
  readonly recursive: boolean
  readonly selectors: EventSelectors
  readonly tags: readonly TrailTag[]
  readonly createdAt: number
  readonly logging: boolean
  /** When logging was last started, and stopped, in milliseconds. A start begins a new chain of digests. */
  readonly startedAt: number | undefined
  readonly stoppedAt: number | undefined
}

export function trailArn({
  homeRegion,
  accountId,
  name,
}: Pick<Trail, 'homeRegion' | 'accountId' | 'name'>): string {
  return `arn:aws:cloudtrail:${homeRegion}:${accountId}:trail/${name}`
}
