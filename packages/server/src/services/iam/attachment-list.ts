import { rows, type IdentityState } from '../../security/iam/index.ts'

/** How often an account uses a policy of AWS, which has no row to be counted in. */
export async function countAttachments(
  state: IdentityState,
  account: string,
  arn: string,
): Promise<{ attachments: number; boundaries: number }> {
  const all = await state.all(rows.attachments(account, arn))
  const boundaries = all.filter(({ use }) => use === 'boundary').length
  return { attachments: all.length - boundaries, boundaries }
}
