import type { StopLoggingRequest } from '../../generated/cloudtrail/index.ts'
import { changeTrail, trailOperation } from './trail-operation.ts'

export const StopLogging = trailOperation<StopLoggingRequest, undefined>({
  name: 'StopLogging',
  inputShape: 'StopLoggingRequest',
  nameOf: ({ Name }) => Name,
  prepare: () => undefined,
  async run(deps, named, _rest, context) {
    const stoppedAt = deps.clock.now()
    await changeTrail(deps, { named, context }, (trail) =>
      trail.logging ? { ...trail, logging: false, stoppedAt } : trail,
    )
    return {}
  },
})
