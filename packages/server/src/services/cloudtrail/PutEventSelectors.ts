import { checkSelectors, trailArn, type EventSelectors } from '../../audit/trails/index.ts'
import type { PutEventSelectorsRequest } from '../../generated/cloudtrail/index.ts'
import { shownSelectors } from './shown.ts'
import { changeTrail, trailOperation } from './trail-operation.ts'

/** Replaces the selectors of a trail, of either kind. */
export const PutEventSelectors = trailOperation<PutEventSelectorsRequest, EventSelectors>({
  name: 'PutEventSelectors',
  inputShape: 'PutEventSelectorsRequest',
  nameOf: ({ TrailName }) => TrailName,
  prepare: checkSelectors,
  async run(deps, named, selectors, context) {
    const trail = await changeTrail(deps, { named, context }, (one) => ({ ...one, selectors }))
    return { TrailARN: trailArn(trail), ...shownSelectors(selectors) }
  },
})
