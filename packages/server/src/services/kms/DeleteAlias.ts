import { kmsError } from '../../errors/index.ts'
import type { DeleteAliasRequest } from '../../generated/kms/index.ts'
import type { Operation } from '../operation.ts'
import { aliasArn } from './arns.ts'
import { useKey, type KmsDeps } from './key-operation.ts'
import { checkAliasName } from './resolve-key.ts'

export const DeleteAlias: Operation<KmsDeps, DeleteAliasRequest, DeleteAliasRequest, object> = {
  name: 'DeleteAlias',
  inputShape: 'DeleteAliasRequest',

  prepare(input) {
    checkAliasName(input.AliasName)
    return input
  },

  accesses({ AliasName }, { region, caller }) {
    const resource = aliasArn(region, caller.accountId, AliasName)
    return [{ action: 'kms:DeleteAlias', resource }]
  },

  async run(deps, { AliasName }, context) {
    const { kms } = deps
    const { accountId } = context.caller
    const alias = await kms.aliases.find(accountId, AliasName)
    if (alias === undefined) {
      const arn = aliasArn(context.region, accountId, AliasName)
      throw kmsError('NotFoundException', `Alias ${arn} is not found.`)
    }
    const key = await kms.keys.find(accountId, alias.keyId)
    if (key !== undefined) {
      await useKey(deps, context, { key, action: 'DeleteAlias', states: 'any', conditions: {} })
    }
    await kms.aliases.remove(accountId, AliasName)
    return {}
  },
}
