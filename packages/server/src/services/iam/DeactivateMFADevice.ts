import { noSuchEntity } from '../../errors/index.ts'
import type { DeactivateMFADeviceRequest } from '../../generated/iam/index.ts'
import { rows } from '../../security/iam/index.ts'
import { count } from './counters.ts'
import { iamOperation, nothing } from './iam-operation.ts'
import { findDevice } from './mfa-devices.ts'
import { findSubject, readerOf, subjectAccess, userNameOr } from './subjects.ts'

export const DeactivateMFADevice = iamOperation<DeactivateMFADeviceRequest, object>({
  name: 'DeactivateMFADevice',
  access: (iam, { UserName }, context) =>
    subjectAccess(iam, 'user', userNameOr(UserName, context), context),
  run: ({ state }, { UserName, SerialNumber }, context) =>
    state.change(async (change) => {
      const { accountId } = context.caller
      const name = userNameOr(UserName, context)
      const user = await findSubject(readerOf(change), 'user', accountId, name)
      const device = await findDevice(change, accountId, SerialNumber)
      if (!user.mfa.includes(SerialNumber)) {
        throw noSuchEntity(`MFA device ${SerialNumber} is not in use by ${user.name}.`)
      }
      await count(change, accountId, 'mfaInUse', -1)
      const mfa = user.mfa.filter((serial) => serial !== SerialNumber)
      change.put(rows.user(accountId, user.name), { ...user, mfa })
      const { user: _user, enabledAt: _enabledAt, ...unused } = device
      change.put(rows.mfa(accountId, SerialNumber), unused)
      return nothing
    }),
})
