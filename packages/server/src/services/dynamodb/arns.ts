import { validation } from '../../errors/index.ts'
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
 * The table that a `TableName` parameter names: by its name, or by the ARN of a table of this region.
 * That of another account is for its resource policy to grant. Throws the service's refusals of any
 * other ARN.
 */
export function resolveTableName(nameOrArn: string, context: RequestContext): TableName {
  if (!nameOrArn.startsWith('arn:')) {
    return { accountId: context.caller.accountId, name: nameOrArn }
  }

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
  // Anything but twelve digits could make one account's key look like another's.
  if (
    !/^[0-9]{12}$/.test(account) ||
    name.length < 3 ||
    name.length > 255 ||
    !namePattern.test(name)
  ) {
    throw badArn(`Valid ARN format is arn:aws:dynamodb:<region>:<account-id>:table/<table-name>`)
  }
  return { accountId: account, name }
}

function badArn(message: string): Error {
  return validation(`1 validation error detected: ${message}`)
}
