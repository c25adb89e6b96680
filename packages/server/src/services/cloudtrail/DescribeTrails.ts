import type { DescribeTrailsRequest } from '../../generated/cloudtrail/index.ts'
import type { Operation } from '../operation.ts'
import type { CloudTrailDeps } from './deps.ts'
import { shownTrail } from './shown.ts'
import { namedTrail, type NamedTrail } from './trail-name.ts'

type Prepared = readonly NamedTrail[] | undefined

/** Trails that do not exist are left out. There is one region, so that no trail has a shadow. */
export const DescribeTrails: Operation<CloudTrailDeps, DescribeTrailsRequest, Prepared, object> = {
  name: 'DescribeTrails',
  inputShape: 'DescribeTrailsRequest',

  prepare({ trailNameList = [] }, context) {
    if (trailNameList.length === 0) return undefined
    return trailNameList.map((given) => namedTrail(given, context))
  },

  accesses: () => [{ action: 'cloudtrail:DescribeTrails', resource: '*' }],

  async run({ trails }, named, { caller }) {
    const all = await trails.list(caller.accountId)
    const asked = named?.filter(({ foreign }) => !foreign).map(({ name }) => name)
    const found = all.filter(({ name }) => asked?.includes(name) ?? true)
    return { trailList: found.map(shownTrail) }
  },
}
