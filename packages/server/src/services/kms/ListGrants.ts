import type { ListGrantsRequest } from '../../generated/kms/index.ts'
import { keyOperation } from './key-operation.ts'
import { grantEntry, page, readMarker } from './wire.ts'

const grantId = /^[0-9a-f]{64}$/

export const ListGrants = keyOperation<ListGrantsRequest>({
  name: 'ListGrants',
  inputShape: 'ListGrantsRequest',
  naming: 'key',
  states: 'any',
  prepare({ Marker }) {
    readMarker(Marker, grantId)
  },
  conditions: () => ({ 'kms:GrantIsForAWSResource': 'false' }),
  async run({ kms }, { accountId, keyId }, input, { region }) {
    const { Limit: limit = 50, GrantId } = input
    const grantee = input.GranteePrincipal ?? input.GranteeServicePrincipal
    const after = readMarker(input.Marker, grantId)
    if (GrantId !== undefined) {
      const grant = await kms.grants.find({ accountId, keyId, grantId: GrantId })
      const fits = grant !== undefined && (grantee === undefined || grant.grantee === grantee)
      return { Grants: fits ? [grantEntry(region, grant)] : [], Truncated: false }
    }
    const found =
      grantee === undefined
        ? await kms.grants.list(accountId, keyId, after, limit + 1)
        : (await kms.grants.of(accountId, keyId, [grantee])).filter(
            (grant) => after === undefined || grant.grantId > after,
          )
    const { entries, rest } = page(found, limit, (grant) => grant.grantId)
    return { Grants: entries.map((grant) => grantEntry(region, grant)), ...rest }
  },
})
