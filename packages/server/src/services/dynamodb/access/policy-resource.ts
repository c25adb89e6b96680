import type { TableName } from '../../../engine/index.ts'
import { invalidParameters, policyNotFound, validation } from '../../../errors/index.ts'
import type { RequestContext } from '../../operation.ts'

/**
 * The table whose policy a `ResourceArn` parameter means; never a bare name. Throws the refusals of
 * the three policy operations.
 */
export function policyTable(arn: string, context: RequestContext): TableName {
  if (!arn.startsWith('arn:')) throw invalidParameters(`ARNs must start with 'arn:': ${arn}`)
  const [, partition, service, region, accountId, ...parts] = arn.split(':')
  const [type, name, kind] = parts.join(':').split('/')
  if (partition !== 'aws' || (service === 'dynamodb' && region !== context.region)) {
    throw invalidParameters(`Invalid resource Arn: ${arn}`)
  }
  if (service !== 'dynamodb' || type !== 'table' || name === undefined || kind === 'backup') {
    throw invalidParameters(`Provided Arn is not a DynamoDB resource arn: ${arn}`)
  }
  if (accountId !== context.caller.accountId) {
    throw validation(
      'This action is only supported by accounts that match the resource owner’s account.',
    )
  }
  if (kind !== undefined) {
    throw invalidParameters(
      `Invalid resource arn provided, only table or stream is accepted. Provided resource arn: ${arn}`,
    )
  }
  return { accountId, name }
}

/** What a caller expects of the policy that is there: its revision, or that there is none. */
export function checkExpectedRevision(
  table: string,
  expected: string | undefined,
  current: string | undefined,
): void {
  if (expected === undefined || expected === (current ?? 'NO_POLICY')) return
  if (expected === 'NO_POLICY') {
    throw policyNotFound(
      `Requested policy update expecting none to be present for table ${table}, but a policy exists with revision id ${current ?? ''}.`,
    )
  }
  throw policyNotFound(
    `Requested update for policy with revision id ${expected}, but the policy associated to target table ${table} has revision id ${current ?? ''}.`,
  )
}
