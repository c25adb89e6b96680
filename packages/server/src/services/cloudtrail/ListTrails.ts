import { trailArn } from '../../audit/trails/index.ts'
import { cloudTrailError } from '../../errors/index.ts'
import type { ListTrailsRequest } from '../../generated/cloudtrail/index.ts'
import type { Operation } from '../operation.ts'
import type { CloudTrailDeps } from './deps.ts'

/** An account has few trails: all are on the first page, and no token is ever given. */
export const ListTrails: Operation<CloudTrailDeps, ListTrailsRequest, undefined, object> = {
  name: 'ListTrails',
  inputShape: 'ListTrailsRequest',

  prepare({ NextToken }) {
    if (NextToken === undefined) return undefined
    throw cloudTrailError('InvalidTokenException', 'The token is not valid.')
  },

  accesses: () => [{ action: 'cloudtrail:ListTrails', resource: '*' }],

  async run({ trails }, _prepared, { caller }) {
    const all = await trails.list(caller.accountId)
    return {
      Trails: all.map((trail) => ({
        TrailARN: trailArn(trail),
        Name: trail.name,
        HomeRegion: trail.homeRegion,
      })),
    }
  },
}
