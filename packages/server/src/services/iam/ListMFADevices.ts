import type { ListMFADevicesRequest, ListMFADevicesResponse } from '../../generated/iam/index.ts'
import { rows } from '../../security/iam/index.ts'
import { iamOperation } from './iam-operation.ts'
import { pageOf, sortedBy } from './pages.ts'
import { seconds } from './shown.ts'
import { findSubject, subjectAccess, userNameOr } from './subjects.ts'

export const ListMFADevices = iamOperation<ListMFADevicesRequest, ListMFADevicesResponse>({
  name: 'ListMFADevices',
  access: (iam, { UserName }, context) =>
    subjectAccess(iam, 'user', userNameOr(UserName, context), context),
  async run({ state }, input, context) {
    const { accountId } = context.caller
    const name = userNameOr(input.UserName, context)
    const user = await findSubject(state, 'user', accountId, name)
    const same = (serial: string): string => serial
    const { items, page } = pageOf(sortedBy(user.mfa, same), same, input)
    const devices = await Promise.all(
      items.map((serial) => state.read(rows.mfa(accountId, serial))),
    )
    return {
      MFADevices: devices.flatMap((device) =>
        device?.enabledAt === undefined
          ? []
          : [
              {
                UserName: user.name,
                SerialNumber: device.serial,
                EnableDate: seconds(device.enabledAt),
              },
            ],
      ),
      ...page,
    }
  },
})
