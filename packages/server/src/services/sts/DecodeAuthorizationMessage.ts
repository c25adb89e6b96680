import { invalidAuthorizationMessage } from '../../errors/index.ts'
import type {
  DecodeAuthorizationMessageRequest,
  DecodeAuthorizationMessageResponse,
} from '../../generated/sts/index.ts'
import type { Operation } from '../operation.ts'
import { refuseSession, type Sts } from './sts-operation.ts'

export const DecodeAuthorizationMessage: Operation<
  Pick<Sts, 'openMessage'>,
  DecodeAuthorizationMessageRequest,
  DecodeAuthorizationMessageRequest,
  DecodeAuthorizationMessageResponse
> = {
  name: 'DecodeAuthorizationMessage',
  inputShape: 'DecodeAuthorizationMessageRequest',
  prepare(input, context) {
    refuseSession('DecodeAuthorizationMessage', context)
    return input
  },
  accesses: () => [{ action: 'sts:DecodeAuthorizationMessage', resource: '*' }],
  run({ openMessage }, { EncodedMessage }, { caller }) {
    const text = openMessage(caller.accountId, EncodedMessage)
    if (text === undefined) throw invalidAuthorizationMessage()
    return Promise.resolve({ DecodedMessage: text })
  },
}
