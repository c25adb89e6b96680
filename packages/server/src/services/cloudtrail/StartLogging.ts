import type { StartLoggingRequest } from '../../generated/cloudtrail/index.ts'
import { changeTrail, trailOperation } from './trail-operation.ts'

/** To a trail that logs already, nothing happens. */
export const StartLogging = trailOperation<StartLoggingRequest, undefined>({
  name: 'StartLogging',
  inputShape: 'StartLoggingRequest',
  nameOf: ({ Name }) => Name,
  prepare: () => undefined,
  async run(deps, named, _rest, context) {
    const startedAt = deps.clock.now()
    await changeTrail(deps, { named, context }, (trail) =>
      trail.logging ? trail : { ...trail, logging: true, startedAt },
    )
    return {}
  },
})
