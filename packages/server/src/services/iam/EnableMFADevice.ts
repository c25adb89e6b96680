import { entityAlreadyExists } from '../../errors/index.ts'
import type { EnableMFADeviceRequest } from '../../generated/iam/index.ts'
import { rows } from '../../security/iam/index.ts'
import { count } from './counters.ts'
import { iamOperation, nothing } from './iam-operation.ts'
import { findDevice, matchTwoCodes } from './mfa-devices.ts'
import { keepQuota } from './quotas.ts'
import { findSubject, readerOf, subjectAccess } from './subjects.ts'

export const EnableMFADevice = iamOperation<EnableMFADeviceRequest, object>({
  name: 'EnableMFADevice',
  access: (iam, { UserName }, context) => subjectAccess(iam, 'user', UserName, context),
  run: ({ state, clock }, input, { caller: { accountId } }) =>
    state.change(async (change) => {
      const { SerialNumber, AuthenticationCode1, AuthenticationCode2 } = input
      const user = await findSubject(readerOf(change), 'user', accountId, input.UserName)
      const device = await findDevice(change, accountId, SerialNumber)
      if (device.user !== undefined) {
        throw entityAlreadyExists(`MFA device ${SerialNumber} is already in use.`)
      }
      const now = clock.now()
      const lastStep = matchTwoCodes(device, AuthenticationCode1, AuthenticationCode2, now)
      const mfa = [...user.mfa, SerialNumber]
      keepQuota('MfaDevicesPerUser', mfa.length)
      await count(change, accountId, 'mfaInUse', 1)
      change.put(rows.user(accountId, user.name), { ...user, mfa })
      const enabled = { ...device, user: user.name, enabledAt: now, lastStep }
      change.put(rows.mfa(accountId, SerialNumber), enabled)
      return nothing
    }),
})
