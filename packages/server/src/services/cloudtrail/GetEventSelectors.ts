import { trailArn } from '../../audit/trails/index.ts'
import type { GetEventSelectorsRequest } from '../../generated/cloudtrail/index.ts'
import { shownSelectors } from './shown.ts'
import { findTrail, trailOperation } from './trail-operation.ts'

export const GetEventSelectors = trailOperation<GetEventSelectorsRequest, undefined>({
  name: 'GetEventSelectors',
  inputShape: 'GetEventSelectorsRequest',
  nameOf: ({ TrailName }) => TrailName,
  prepare: () => undefined,
  async run(deps, named, _rest, context) {
    const trail = await findTrail(deps, named, context)
    return { TrailARN: trailArn(trail), ...shownSelectors(trail.selectors) }
  },
})
