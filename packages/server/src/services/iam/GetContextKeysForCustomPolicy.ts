import type {
  GetContextKeysForCustomPolicyRequest,
  GetContextKeysForPolicyResponse,
} from '../../generated/iam/index.ts'
import { iamOperation } from './iam-operation.ts'
import { keysOfDocuments, refuseTooLong } from './simulation.ts'

export const GetContextKeysForCustomPolicy = iamOperation<
  GetContextKeysForCustomPolicyRequest,
  GetContextKeysForPolicyResponse
>({
  name: 'GetContextKeysForCustomPolicy',
  access: () => ({}),
  check: ({ PolicyInputList }) => {
    refuseTooLong(PolicyInputList)
  },
  run: (_iam, { PolicyInputList }) =>
    Promise.resolve({ ContextKeyNames: keysOfDocuments(PolicyInputList) }),
})
