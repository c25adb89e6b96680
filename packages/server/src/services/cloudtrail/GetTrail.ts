import type { GetTrailRequest } from '../../generated/cloudtrail/index.ts'
import { shownTrail } from './shown.ts'
import { findTrail, trailOperation } from './trail-operation.ts'

export const GetTrail = trailOperation<GetTrailRequest, undefined>({
  name: 'GetTrail',
  inputShape: 'GetTrailRequest',
  nameOf: ({ Name }) => Name,
  prepare: () => undefined,
  run: async (deps, named, _rest, context) => ({
    Trail: shownTrail(await findTrail(deps, named, context)),
  }),
})
