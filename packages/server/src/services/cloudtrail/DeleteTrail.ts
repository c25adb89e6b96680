import type { DeleteTrailRequest } from '../../generated/cloudtrail/index.ts'
import { trailNotFound } from './trail-name.ts'
import { findTrail, trailOperation } from './trail-operation.ts'

/** What was delivered stays where it is. */
export const DeleteTrail = trailOperation<DeleteTrailRequest, undefined>({
  name: 'DeleteTrail',
  inputShape: 'DeleteTrailRequest',
  nameOf: ({ Name }) => Name,
  prepare: () => undefined,
  async run(deps, named, _rest, context) {
    const { id } = await findTrail(deps, named, context)
    const { accountId } = context.caller
    await deps.trails.change(accountId, (all) => {
      if (!all.some((trail) => trail.id === id)) throw trailNotFound(named.given, accountId)
      return all.filter((trail) => trail.id !== id)
    })
    return {}
  },
})
