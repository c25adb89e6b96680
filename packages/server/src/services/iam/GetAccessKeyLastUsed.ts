import { noSuchEntity } from '../../errors/index.ts'
import type {
  GetAccessKeyLastUsedRequest,
  GetAccessKeyLastUsedResponse,
} from '../../generated/iam/index.ts'
import { rows } from '../../security/iam/index.ts'
import { iamOperation } from './iam-operation.ts'
import { seconds } from './shown.ts'
import { subjectAccess } from './subjects.ts'

export const GetAccessKeyLastUsed = iamOperation<
  GetAccessKeyLastUsedRequest,
  GetAccessKeyLastUsedResponse
>({
  name: 'GetAccessKeyLastUsed',
  async access(iam, { AccessKeyId }, context) {
    const key = await iam.state.read(rows.accessKey(AccessKeyId))
    const mine = key?.account === context.caller.accountId ? key.user : undefined
    return mine === undefined ? {} : subjectAccess(iam, 'user', mine.name, context)
  },
  async run({ state }, { AccessKeyId }, { caller: { accountId } }) {
    const key = await state.read(rows.accessKey(AccessKeyId))
    if (key?.account !== accountId || key.user === undefined) {
      throw noSuchEntity(`The Access Key with id ${AccessKeyId} cannot be found.`)
    }
    const used = await state.read(rows.lastUse(AccessKeyId))
    return {
      UserName: key.user.name,
      AccessKeyLastUsed:
        used === undefined
          ? { ServiceName: 'N/A', Region: 'N/A' }
          : { LastUsedDate: seconds(used.at), ServiceName: used.service, Region: used.region },
    }
  },
})
