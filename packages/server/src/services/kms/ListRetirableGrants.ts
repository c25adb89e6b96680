import { validation } from '../../errors/index.ts'
import type { ListRetirableGrantsRequest } from '../../generated/kms/index.ts'
import type { Operation } from '../operation.ts'
import type { KmsDeps } from './key-operation.ts'
import { grantEntry, page, readMarker } from './wire.ts'

interface Prepared {
  readonly principal: string
  readonly after: string | undefined
  readonly limit: number
}

/** The grants on keys of the caller's account. */
export const ListRetirableGrants: Operation<KmsDeps, ListRetirableGrantsRequest, Prepared, object> =
  {
    name: 'ListRetirableGrants',
    inputShape: 'ListRetirableGrantsRequest',

    prepare({ RetiringPrincipal, RetiringServicePrincipal, Marker, Limit = 50 }) {
      const principal = RetiringPrincipal ?? RetiringServicePrincipal
      if (principal === undefined) throw validation('RetiringPrincipal is required.')
      return { principal, after: readMarker(Marker, /^[0-9a-f-]{36}[0-9a-f]{64}$/), limit: Limit }
    },

    accesses: () => [{ action: 'kms:ListRetirableGrants', resource: '*' }],

    async run({ kms }, { principal, after, limit }, { caller, region }) {
      const found = await kms.grants.retirable(caller.accountId, principal, after, limit + 1)
      const { entries, rest } = page(found, limit, (grant) => grant.keyId + grant.grantId)
      return { Grants: entries.map((grant) => grantEntry(region, grant)), ...rest }
    },
  }
