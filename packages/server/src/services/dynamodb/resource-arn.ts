import { transitionAt, type TableDescriptor, type TableName } from '../../engine/index.ts'
import {
  accessDenied,
  invalidParameters,
  resourceNotFound,
  validation,
} from '../../errors/index.ts'
import type { RequestContext } from '../operation.ts'
import { checkChangeable } from './table-states.ts'

/**
 * The table that a `ResourceArn` parameter of the tag operations names; unlike `TableName`, it is
 * never a bare name. Throws the service's refusals of everything else.
 */
export function taggedTable(arn: string, context: RequestContext): TableName {
  if (!arn.startsWith('arn:')) throw invalidParameters(`ARNs must start with 'arn:': ${arn}`)
  const [, partition, service, region, accountId, ...parts] = arn.split(':')
  const [type, name, ...below] = parts.join(':').split('/')
  if (
    partition !== 'aws' ||
    service !== 'dynamodb' ||
    type !== 'table' ||
    name === undefined ||
    below[0] === 'backup'
  ) {
    throw invalidParameters(`Provided Arn is not a DynamoDB resource arn: ${arn}`)
  }
  if (region !== context.region) {
    throw validation(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`)
  }
  if (accountId !== context.caller.accountId) throw accessDenied('Access is denied')
  if (below[0] === 'stream') throw taggedNotFound(arn)
  if (below.length > 0) {
    throw invalidParameters(
      `Invalid resource arn provided, only table or stream is accepted. Provided resource arn: ${arn}`,
    )
  }
  return { accountId, name }
}

export function taggedNotFound(arn: string): Error {
  return resourceNotFound(`Requested resource not found: ResourceArn: ${arn} not found`)
}

/** Whether the tag operations do not know the table yet. */
export function isBeingCreated(table: TableDescriptor, now: number): boolean {
  return transitionAt(table, now)?.kind === 'create'
}

/** Refuses to change tags of a table that is not there yet, or no more. */
export function checkTaggable(table: TableDescriptor, arn: string, now: number): void {
  if (isBeingCreated(table, now)) throw taggedNotFound(arn)
  checkChangeable(table, now)
}
