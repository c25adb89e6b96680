import type { GetTrailStatusRequest } from '../../generated/cloudtrail/index.ts'
import { seconds, timeText } from './shown.ts'
import { findTrail, trailOperation } from './trail-operation.ts'

export const GetTrailStatus = trailOperation<GetTrailStatusRequest, undefined>({
  name: 'GetTrailStatus',
  inputShape: 'GetTrailStatusRequest',
  nameOf: ({ Name }) => Name,
  prepare: () => undefined,
  async run(deps, named, _rest, context) {
    const trail = await findTrail(deps, named, context)
    const status = await deps.deliveries.status(trail)
    return {
      IsLogging: trail.logging,
      LatestDeliveryError: status.error,
      LatestDeliveryTime: seconds(status.deliveredAt),
      StartLoggingTime: seconds(trail.startedAt),
      StopLoggingTime: seconds(trail.stoppedAt),
      LatestDigestDeliveryTime: seconds(status.digestAt),
      LatestDigestDeliveryError: status.digestError,
      LatestDeliveryAttemptTime: timeText(status.attemptedAt),
      LatestDeliveryAttemptSucceeded: timeText(status.deliveredAt),
      // There are no notifications.
      LatestNotificationAttemptTime: '',
      LatestNotificationAttemptSucceeded: '',
      TimeLoggingStarted: timeText(trail.startedAt),
      TimeLoggingStopped: timeText(trail.stoppedAt),
    }
  },
})
