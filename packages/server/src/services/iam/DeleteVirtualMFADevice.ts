import { deleteConflict } from '../../errors/index.ts'
import type { DeleteVirtualMFADeviceRequest } from '../../generated/iam/index.ts'
import { rows } from '../../security/iam/index.ts'
import { count } from './counters.ts'
import { iamOperation, nothing } from './iam-operation.ts'
import { findDevice } from './mfa-devices.ts'

export const DeleteVirtualMFADevice = iamOperation<DeleteVirtualMFADeviceRequest, object>({
  name: 'DeleteVirtualMFADevice',
  access: (_iam, { SerialNumber }) => ({ resource: SerialNumber }),
  run: ({ state }, { SerialNumber }, { caller: { accountId } }) =>
    state.change(async (change) => {
      const device = await findDevice(change, accountId, SerialNumber)
      if (device.user !== undefined)
        throw deleteConflict('MFA VirtualDevice in use. Must deactivate first.')
      await count(change, accountId, 'mfaDevices', -1)
      change.delete(rows.mfa(accountId, SerialNumber))
      return nothing
    }),
})
