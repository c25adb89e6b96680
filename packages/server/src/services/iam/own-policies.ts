import { accessDenied, noSuchEntity } from '../../errors/index.ts'
import {
  rows,
  readIamArn,
  type Change,
  type ManagedPolicy,
  type PolicyVersion,
  type Ref,
} from '../../security/iam/index.ts'
import type { RequestContext } from '../operation.ts'
import { findPolicy, isOfAws, readerOf } from './subjects.ts'

/** A policy of the caller's account, to be changed. AWS's own cannot be. */
export async function ownPolicy(
  change: Change,
  arn: string,
  { caller }: RequestContext,
): Promise<{ readonly ref: Ref<ManagedPolicy>; readonly policy: ManagedPolicy }> {
  if (isOfAws(arn)) throw accessDenied(`Policy ${arn} belongs to AWS and cannot be changed.`)
  const policy = await findPolicy(readerOf(change), arn, caller.accountId)
  return { ref: rows.policy(caller.accountId, readIamArn(arn)?.name ?? ''), policy }
}

export function versionOf(policy: ManagedPolicy, arn: string, id: string): PolicyVersion {
  const version = policy.versions.find((one) => one.id === id)
  if (version === undefined) {
    throw noSuchEntity(`Policy ${arn} version ${id} does not exist or is not attachable.`)
  }
  return version
}
