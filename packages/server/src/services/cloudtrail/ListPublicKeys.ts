import { cloudTrailError } from '../../errors/index.ts'
import type { ListPublicKeysRequest } from '../../generated/cloudtrail/index.ts'
import type { Operation } from '../operation.ts'
import type { CloudTrailDeps } from './deps.ts'
import { seconds } from './shown.ts'

/** Milliseconds; absent where the request leaves it to now. */
interface Prepared {
  readonly from: number | undefined
  readonly to: number | undefined
}

export const ListPublicKeys: Operation<CloudTrailDeps, ListPublicKeysRequest, Prepared, object> = {
  name: 'ListPublicKeys',
  inputShape: 'ListPublicKeysRequest',

  prepare({ StartTime, EndTime, NextToken }) {
    if (NextToken !== undefined) {
      throw cloudTrailError('InvalidTokenException', 'The token is not valid.')
    }
    if (StartTime !== undefined && EndTime !== undefined && StartTime > EndTime) {
      throw cloudTrailError(
        'InvalidTimeRangeException',
        'The start time must not be later than the end time.',
      )
    }
    return {
      from: StartTime === undefined ? undefined : StartTime * 1000,
      to: EndTime === undefined ? undefined : EndTime * 1000,
    }
  },

  accesses: () => [{ action: 'cloudtrail:ListPublicKeys', resource: '*' }],

  async run({ publicKeys, clock }, { from, to }, { caller, region }) {
    const now = clock.now()
    const end = to ?? Math.max(now, from ?? 0)
    const start = from ?? Math.min(now, end)
    const keys = await publicKeys(caller.accountId, region, start, end)
    return {
      PublicKeyList: keys.map((key) => ({
        Value: key.publicKey.toString('base64'),
        ValidityStartTime: seconds(key.validFrom),
        ValidityEndTime: seconds(key.validTo),
        Fingerprint: key.fingerprint,
      })),
    }
  },
}
