import { noSuchEntity } from '../../errors/index.ts'
import type { ResyncMFADeviceRequest } from '../../generated/iam/index.ts'
import { rows } from '../../security/iam/index.ts'
import { iamOperation, nothing } from './iam-operation.ts'
import { findDevice, matchTwoCodes } from './mfa-devices.ts'
import { subjectAccess } from './subjects.ts'

export const ResyncMFADevice = iamOperation<ResyncMFADeviceRequest, object>({
  name: 'ResyncMFADevice',
  access: (iam, { UserName }, context) => subjectAccess(iam, 'user', UserName, context),
  run: ({ state, clock }, input, { caller: { accountId } }) =>
    state.change(async (change) => {
      const { SerialNumber, AuthenticationCode1, AuthenticationCode2 } = input
      const device = await findDevice(change, accountId, SerialNumber)
      if (device.user?.toLowerCase() !== input.UserName.toLowerCase()) {
        throw noSuchEntity(`MFA device ${SerialNumber} is not in use by ${input.UserName}.`)
      }
      const step = matchTwoCodes(device, AuthenticationCode1, AuthenticationCode2, clock.now())
      change.put(rows.mfa(accountId, SerialNumber), { ...device, lastStep: step })
      return nothing
    }),
})
