import { invalidInput, noSuchEntity, validationError } from '../../errors/index.ts'
import {
  readIamArn,
  rows,
  type AttachmentUse,
  type Change,
  type Entity,
  type EntityKind,
} from '../../security/iam/index.ts'
import { isOfAws } from './subjects.ts'

/** Notes that a policy is attached to a subject, or is its boundary, and counts it. */
export async function noteAttachment(
  change: Change,
  account: string,
  arn: string,
  use: AttachmentUse,
  kind: EntityKind,
  subject: Entity,
): Promise<void> {
  await countUse(change, account, arn, use, 1)
  change.put(rows.attachment(account, arn, use, kind, subject.name), {
    kind,
    use,
    name: subject.name,
    id: subject.id,
  })
}

export async function forgetAttachment(
  change: Change,
  account: string,
  arn: string,
  use: AttachmentUse,
  kind: EntityKind,
  subject: Entity,
): Promise<void> {
  await countUse(change, account, arn, use, -1)
  change.delete(rows.attachment(account, arn, use, kind, subject.name))
}

/** The count stands in the policy's own row, so that a policy cannot be deleted while it is being attached. */
async function countUse(
  change: Change,
  account: string,
  arn: string,
  use: AttachmentUse,
  by: number,
): Promise<void> {
  if (isOfAws(arn)) return
  const read = readIamArn(arn)
  if (read === undefined) throw validationError('Invalid ARN:  Could not be parsed!')
  const ref = rows.policy(account, read.name)
  const policy = await change.get(ref)
  const known =
    read.kind === 'policy' &&
    read.account === account &&
    policy?.path === read.path &&
    policy.name === read.name
  if (!known) throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`)
  const counted =
    use === 'policy'
      ? { attachments: policy.attachments + by }
      : { boundaries: policy.boundaries + by }
  change.put(ref, { ...policy, ...counted })
}

/** Sets, replaces or with undefined removes the permissions boundary of a subject, in its row too. */
export async function changeBoundary<S extends Entity & { readonly boundary?: string }>(
  change: Change,
  account: string,
  kind: 'user' | 'role',
  subject: S,
  arn: string | undefined,
): Promise<S> {
  if (arn === subject.boundary) return subject
  const { boundary: old, ...rest } = subject
  if (old !== undefined) await forgetAttachment(change, account, old, 'boundary', kind, subject)
  if (arn === undefined) return rest as unknown as S
  if (readIamArn(arn)?.kind !== 'policy') {
    throw invalidInput(`Scope ARN: ${arn} does not exist or is not attachable.`)
  }
  await noteAttachment(change, account, arn, 'boundary', kind, subject)
  return { ...subject, boundary: arn }
}
