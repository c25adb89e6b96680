import type {
  ListVirtualMFADevicesRequest,
  ListVirtualMFADevicesResponse,
} from '../../generated/iam/index.ts'
import { rows } from '../../security/iam/index.ts'
import { iamOperation } from './iam-operation.ts'
import { pageOfRows } from './pages.ts'
import { seconds, showUser } from './shown.ts'

export const ListVirtualMFADevices = iamOperation<
  ListVirtualMFADevicesRequest,
  ListVirtualMFADevicesResponse
>({
  name: 'ListVirtualMFADevices',
  access: (_iam, _input, { caller }) => ({ resource: `arn:aws:iam::${caller.accountId}:mfa/` }),
  async run({ state }, input, { caller: { accountId } }) {
    const { AssignmentStatus = 'Any' } = input
    const { items, page } = await pageOfRows(
      (after, limit) => state.list(rows.mfas(accountId), after, limit),
      ({ user }) =>
        AssignmentStatus === 'Any' || (AssignmentStatus === 'Assigned') === (user !== undefined),
      input,
    )
    const users = await Promise.all(
      items.map(({ user }) =>
        user === undefined ? Promise.resolve(undefined) : state.read(rows.user(accountId, user)),
      ),
    )
    return {
      VirtualMFADevices: items.map(({ serial, enabledAt }, index) => {
        const user = users[index]
        return {
          SerialNumber: serial,
          EnableDate: enabledAt === undefined ? undefined : seconds(enabledAt),
          User: user === undefined ? undefined : showUser(accountId, user, false),
        }
      }),
      ...page,
    }
  },
})
