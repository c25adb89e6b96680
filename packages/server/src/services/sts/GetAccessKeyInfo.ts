import { validationError } from '../../errors/index.ts'
import type {
  GetAccessKeyInfoRequest,
  GetAccessKeyInfoResponse,
} from '../../generated/sts/index.ts'
import { accountOfAccessKeyId } from '../../security/credentials/index.ts'
import type { Operation } from '../operation.ts'
import { refuseSession } from './sts-operation.ts'

export const GetAccessKeyInfo: Operation<
  object,
  GetAccessKeyInfoRequest,
  GetAccessKeyInfoRequest,
  GetAccessKeyInfoResponse
> = {
  name: 'GetAccessKeyInfo',
  inputShape: 'GetAccessKeyInfoRequest',
  prepare(input, context) {
    refuseSession('GetAccessKeyInfo', context)
    return input
  },
  accesses: () => [{ action: 'sts:GetAccessKeyInfo', resource: '*' }],
  run(_deps, { AccessKeyId }) {
    const account = accountOfAccessKeyId(AccessKeyId)
    if (account === undefined) throw validationError(`${AccessKeyId} is not a valid access key id.`)
    return Promise.resolve({ Account: account })
  },
}
