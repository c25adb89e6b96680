import { accessDenied, validation } from '../../errors/index.ts'
import type { TableName } from '../../engine/index.ts'
import type { RequestContext } from '../operation.ts'

const namePattern = /^[a-zA-Z0-9_.-]+$/

export function tableArn(region: string, table: TableName): string {
  return `arn:aws:dynamodb:${region}:${table.accountId}:table/${table.name}`
}

export function indexArn(region: string, table: TableName, index: string): string {
  return `${tableArn(region, table)}/index/${index}`
}

/**
 * The table that a `TableName` parameter names: by its name, or by the ARN of a table of this
 * account and region. Throws the service's refusals of any other ARN.
 */
export function resolveTableName(nameOrArn: string, context: RequestContext): TableName {
  const { accountId } = context.caller
  if (!nameOrArn.startsWith('arn:')) return { accountId, name: nameOrArn }

  const [, partition, service, region, account, resource, ...rest] = nameOrArn.split(':')
  const [type, name, ...below] = (resource ?? '').split('/')
  if (service === undefined || account === undefined || name === undefined || rest.length > 0) {
    throw badArn(`Valid ARN format is arn:aws:dynamodb:<region>:<account-id>:table/<table-name>`)
  }
  if (partition !== 'aws') throw badArn(`Invalid AWS partition in '${nameOrArn}'`)
  if (region !== context.region) throw badArn(`Invalid AWS region in '${nameOrArn}'`)
  if (service !== 'dynamodb' || type !== 'table' || below.length > 0) {
    throw badArn(`Invalid resource type in '${nameOrArn}'`)
  }
  if (account !== accountId) throw accessDenied('Access is denied')
  if (name.length < 3 || name.length > 255 || !namePattern.test(name)) {
    throw badArn(`Valid ARN format is arn:aws:dynamodb:<region>:<account-id>:table/<table-name>`)
  }
  return { accountId, name }
}

function badArn(message: string): Error {
  return validation(`1 validation error detected: ${message}`)
}
