import type { ListKeysRequest } from '../../generated/kms/index.ts'
import type { Operation } from '../operation.ts'
import { keyArn } from './arns.ts'
import type { KmsDeps } from './key-operation.ts'
import { page, readMarker } from './wire.ts'

interface Prepared {
  readonly after: string | undefined
  readonly limit: number
}

export const ListKeys: Operation<KmsDeps, ListKeysRequest, Prepared, object> = {
  name: 'ListKeys',
  inputShape: 'ListKeysRequest',

  prepare: ({ Marker, Limit = 100 }) => ({
    after: readMarker(Marker, /^[0-9a-f-]{36}$/),
    limit: Limit,
  }),

  accesses: () => [{ action: 'kms:ListKeys', resource: '*' }],

  async run({ kms }, { after, limit }, { caller, region }) {
    const found = await kms.keys.list(caller.accountId, after, limit + 1)
    const { entries, rest } = page(found, limit, (key) => key.keyId)
    const Keys = entries.map((key) => ({ KeyId: key.keyId, KeyArn: keyArn(region, key) }))
    return { Keys, ...rest }
  },
}
