import { kmsError } from '../../errors/index.ts'
import type { UpdateAliasRequest } from '../../generated/kms/index.ts'
import type { Operation } from '../operation.ts'
import { aliasArn } from './arns.ts'
import { useKey, type KmsDeps } from './key-operation.ts'
import { checkAliasName, resolveKey } from './resolve-key.ts'

export const UpdateAlias: Operation<KmsDeps, UpdateAliasRequest, UpdateAliasRequest, object> = {
  name: 'UpdateAlias',
  inputShape: 'UpdateAliasRequest',

  prepare(input) {
    checkAliasName(input.AliasName)
    return input
  },

  accesses({ AliasName }, { region, caller }) {
    const resource = aliasArn(region, caller.accountId, AliasName)
    return [{ action: 'kms:UpdateAlias', resource }]
  },

  async run(deps, { AliasName, TargetKeyId }, context) {
    const { kms } = deps
    const { accountId } = context.caller
    const { key } = await resolveKey(kms, context, TargetKeyId, 'key')
    const before = await resolveKey(kms, context, AliasName, 'any')
    for (const each of [before.key, key]) {
      const use = { key: each, action: 'UpdateAlias', states: 'kept', conditions: {} } as const
      await useKey(deps, context, use)
    }
    if (before.key.usage !== key.usage || before.key.spec !== key.spec) {
      throw kmsError(
        'KMSInvalidStateException',
        'The alias cannot be moved to a key of another type or usage.',
      )
    }
    if ((await kms.aliases.retarget(accountId, AliasName, key.keyId)) !== undefined) return {}
    const arn = aliasArn(context.region, accountId, AliasName)
    throw kmsError('NotFoundException', `Alias ${arn} is not found.`)
  },
}
