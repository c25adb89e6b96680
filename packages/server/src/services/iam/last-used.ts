import type { RoleLastUsed } from '../../generated/iam/index.ts'
import { roleArn, rows, type IdentityState, type Role } from '../../security/iam/index.ts'
import { seconds } from './shown.ts'

/** When a session of the role was last used, as far as that was noted. */
export async function roleLastUsed(
  state: IdentityState,
  account: string,
  role: Role,
): Promise<RoleLastUsed> {
  const uses = await state.all(rows.lastAccesses(account, roleArn(account, role)))
  const [latest] = uses.sort((left, right) => right.at - left.at)
  return latest === undefined ? {} : { LastUsedDate: seconds(latest.at), Region: latest.region }
}
