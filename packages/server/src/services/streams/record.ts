import type { LoggedChange, StreamViewType } from '../../engine/index.ts'
import { RawJson } from '../operation.ts'
import { sequenceNumber } from './sequence-number.ts'

const showsNew: readonly StreamViewType[] = ['NEW_IMAGE', 'NEW_AND_OLD_IMAGES']
const showsOld: readonly StreamViewType[] = ['OLD_IMAGE', 'NEW_AND_OLD_IMAGES']

/** `SizeBytes`: of the keys and of the images that the view type shows. */
export function recordSize(view: StreamViewType, change: LoggedChange): number {
  const { keys, newImage, oldImage } = shown(view, change)
  return keys.size + (newImage?.size ?? 0) + (oldImage?.size ?? 0)
}

/** A record as GetRecords answers it. The images are the text that was stored, copied. */
export function streamRecord(region: string, view: StreamViewType, change: LoggedChange): object {
  const { keys, newImage, oldImage } = shown(view, change)
  return {
    eventID: change.id,
    eventName: eventName(change),
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(change.time / 1000),
      Keys: new RawJson(keys.json),
      NewImage: newImage && new RawJson(newImage.json),
      OldImage: oldImage && new RawJson(oldImage.json),
      SequenceNumber: sequenceNumber(change.position),
      SizeBytes: recordSize(view, change),
      StreamViewType: view,
    },
    userIdentity:
      change.actor === 'ttl'
        ? { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' }
        : undefined,
  }
}

function shown(view: StreamViewType, { keys, before, after }: LoggedChange) {
  return {
    keys,
    newImage: showsNew.includes(view) ? after : undefined,
    oldImage: showsOld.includes(view) ? before : undefined,
  }
}

function eventName({ before, after }: LoggedChange): string {
  if (before === undefined) return 'INSERT'
  return after === undefined ? 'REMOVE' : 'MODIFY'
}
