import { limits } from '../../base/index.ts'
import { kmsError } from '../../errors/index.ts'
import type { CreateAliasRequest } from '../../generated/kms/index.ts'
import type { Operation } from '../operation.ts'
import { aliasArn } from './arns.ts'
import { useKey, type KmsDeps } from './key-operation.ts'
import { checkAliasName, resolveKey } from './resolve-key.ts'

export const CreateAlias: Operation<KmsDeps, CreateAliasRequest, CreateAliasRequest, object> = {
  name: 'CreateAlias',
  inputShape: 'CreateAliasRequest',

  prepare(input) {
    checkAliasName(input.AliasName)
    return input
  },

  accesses({ AliasName }, { region, caller }) {
    const resource = aliasArn(region, caller.accountId, AliasName)
    return [{ action: 'kms:CreateAlias', resource }]
  },

  async run(deps, { AliasName, TargetKeyId }, context) {
    const { kms } = deps
    const { key } = await resolveKey(kms, context, TargetKeyId, 'key')
    await useKey(deps, context, { key, action: 'CreateAlias', states: 'kept', conditions: {} })
    const { accountId, keyId } = key
    if ((await kms.aliases.of(accountId, keyId)).length >= limits.kmsAliases) {
      throw kmsError('LimitExceededException', 'The limit of aliases for the key was reached')
    }
    if (await kms.aliases.create(accountId, AliasName, keyId)) return {}
    const arn = aliasArn(context.region, accountId, AliasName)
    throw kmsError('AlreadyExistsException', `An alias with the name ${arn} already exists`)
  },
}
