import type { GetCallerIdentityResponse } from '../../generated/sts/index.ts'
import type { Operation } from '../operation.ts'

/** Needs no permission, and no policy can take it away. */
export const GetCallerIdentity: Operation<object, object, object, GetCallerIdentityResponse> = {
  name: 'GetCallerIdentity',
  inputShape: 'GetCallerIdentityRequest',
  prepare: (input) => input,
  accesses: () => [],
  run: (_deps, _input, { caller }) =>
    Promise.resolve({ UserId: caller.userId, Account: caller.accountId, Arn: caller.arn }),
}
