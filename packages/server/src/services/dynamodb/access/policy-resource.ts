import type { StreamName, TableName } from '../../../engine/index.ts'
import { invalidParameters, validation } from '../../../errors/index.ts'
import type { RequestContext } from '../../operation.ts'

/** What a resource policy belongs to. */
export type PolicyResource =
  | { readonly kind: 'table'; readonly table: TableName }
  | { readonly kind: 'stream'; readonly arn: string; readonly stream: StreamName }

/**
 * The table or stream whose policy a `ResourceArn` parameter means; never a bare name. Throws the
 * refusals of the three policy operations.
 */
export function policyResource(arn: string, context: RequestContext): PolicyResource {
  if (!arn.startsWith('arn:')) throw invalidParameters(`ARNs must start with 'arn:': ${arn}`)
  const [, partition, service, region, accountId, ...parts] = arn.split(':')
  const [type, name, kind, label, ...below] = parts.join(':').split('/')
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
  if (kind === 'stream' && label !== undefined && streamLabel.test(label) && below.length === 0) {
    return { kind: 'stream', arn, stream: { accountId, table: name, label } }
  }
  if (kind !== undefined) {
    throw invalidParameters(
      `Invalid resource arn provided, only table or stream is accepted. Provided resource arn: ${arn}`,
    )
  }
  return { kind: 'table', table: { accountId, name } }
}

const streamLabel = /^[0-9T:.-]+$/
