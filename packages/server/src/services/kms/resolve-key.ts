import { kmsError, validation, type ApiError } from '../../errors/index.ts'
import {
  dynamodbAlias,
  managedDynamodbKey,
  type KeyRecord,
  type Kms,
} from '../../security/kms/index.ts'
import type { RequestContext } from '../operation.ts'
import { aliasArn, keyArn } from './arns.ts'

/** How an operation lets a key be named: by its id or ARN alone, or by an alias too. */
export type Naming = 'key' | 'any'

export interface Named {
  readonly key: KeyRecord
  /** As the request named it, for kms:RequestAlias. */
  readonly alias: string | undefined
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const arnForm = /^arn:aws:kms:([^:]*):([^:]*):(.+)$/

/** Finds the key that a request names. Throws NotFoundException in KMS's words. */
export async function resolveKey(
  kms: Pick<Kms, 'keys' | 'aliases'>,
  context: RequestContext,
  named: string,
  naming: Naming,
): Promise<Named> {
  const parsed = arnForm.exec(named)
  if (named.startsWith('arn:') && parsed === null)
    throw kmsError('NotFoundException', `Invalid arn ${named}`)
  const [, region = context.region, accountId = context.caller.accountId, name = named] =
    parsed ?? []
  if (region !== context.region) throw kmsError('NotFoundException', `Invalid arn ${region}`)
  if (name.startsWith('alias/') && naming === 'any') {
    return { key: await byAlias(kms, context, accountId, name), alias: name }
  }
  const keyId = parsed === null ? name : name.replace(/^key\//, '')
  if (!uuid.test(keyId)) throw kmsError('NotFoundException', `Invalid keyId '${keyId}'`)
  const key = await kms.keys.find(accountId, keyId)
  if (key === undefined) throw noSuchKey(context.region, { accountId, keyId })
  return { key, alias: undefined }
}

async function byAlias(
  kms: Pick<Kms, 'keys' | 'aliases'>,
  context: RequestContext,
  accountId: string,
  name: string,
): Promise<KeyRecord> {
  if (name === dynamodbAlias && accountId === context.caller.accountId) {
    return managedDynamodbKey(kms, accountId, context.region)
  }
  const alias = await kms.aliases.find(accountId, name)
  const key = alias && (await kms.keys.find(accountId, alias.keyId))
  if (key !== undefined) return key
  const arn = aliasArn(context.region, accountId, name)
  throw kmsError('NotFoundException', `Alias ${arn} is not found.`)
}

export function noSuchKey(
  region: string,
  key: { readonly accountId: string; readonly keyId: string },
): ApiError {
  return kmsError('NotFoundException', `Key '${keyArn(region, key)}' does not exist`)
}

/** The name of an alias as CreateAlias and its like take it: no ARN, and not one of AWS's own. */
export function checkAliasName(name: string): void {
  if (!name.startsWith('alias/')) {
    throw validation(
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
    )
  }
  if (!/^alias\/[a-zA-Z0-9/_-]+$/.test(name)) {
    throw kmsError('InvalidAliasNameException', 'Alias contains invalid characters')
  }
  if (name.startsWith('alias/aws/')) {
    throw kmsError('InvalidAliasNameException', 'Alias name must not begin with alias/aws/')
  }
}
