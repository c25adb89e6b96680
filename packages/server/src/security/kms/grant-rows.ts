import type { GrantRecord } from './key-record.ts'
import { kind, principalMark, rowKey } from './rows.ts'

/** Where a grant is stored: once by its id, and once for each way in which it is looked for. */
export function grantRows(grant: GrantRecord): [Buffer, ...Buffer[]] {
  const { accountId, keyId, grantId, grantee, retiring } = grant
  const rows: [Buffer, ...Buffer[]] = [
    rowKey(kind.grant, accountId, keyId, grantId),
    rowKey(kind.grantee, accountId, keyId, principalMark(grantee), grantId),
  ]
  if (retiring !== undefined) {
    rows.push(rowKey(kind.retiring, accountId, principalMark(retiring), keyId, grantId))
  }
  return rows
}
