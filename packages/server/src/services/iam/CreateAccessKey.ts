import type { CreateAccessKeyRequest, CreateAccessKeyResponse } from '../../generated/iam/index.ts'
import { mintAccessKeyId, mintSecretAccessKey } from '../../security/credentials/index.ts'
import { rows } from '../../security/iam/index.ts'
import { iamOperation } from './iam-operation.ts'
import { keepQuota } from './quotas.ts'
import { seconds } from './shown.ts'
import { findSubject, readerOf, subjectAccess, userNameOr } from './subjects.ts'

export const CreateAccessKey = iamOperation<CreateAccessKeyRequest, CreateAccessKeyResponse>({
  name: 'CreateAccessKey',
  access: (iam, { UserName }, context) =>
    subjectAccess(iam, 'user', userNameOr(UserName, context), context),
  async run({ state, clock, random }, { UserName }, context) {
    const { accountId } = context.caller
    const id = mintAccessKeyId('AKIA', accountId, random)
    const secret = mintSecretAccessKey(random).reveal().toString('utf8')
    const createdAt = clock.now()
    const name = await state.change(async (change) => {
      const wanted = userNameOr(UserName, context)
      const user = await findSubject(readerOf(change), 'user', accountId, wanted)
      const accessKeys = [...user.accessKeys, { id, active: true, createdAt }]
      keepQuota('AccessKeysPerUser', accessKeys.length)
      // Read, so that the commit fails rather than replace another key of the same id.
      if ((await change.get(rows.accessKey(id))) !== undefined) throw new Error('the id is taken')
      change.put(rows.user(accountId, user.name), { ...user, accessKeys })
      change.put(rows.accessKey(id), {
        account: accountId,
        user: { name: user.name, id: user.id },
        secret,
        active: true,
      })
      return user.name
    })
    return {
      AccessKey: {
        UserName: name,
        AccessKeyId: id,
        Status: 'Active',
        SecretAccessKey: secret,
        CreateDate: seconds(createdAt),
      },
    }
  },
})
