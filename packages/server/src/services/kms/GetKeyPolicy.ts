import type { GetKeyPolicyRequest } from '../../generated/kms/index.ts'
import { keyOperation } from './key-operation.ts'
import { checkPolicyName } from './policy-name.ts'

export const GetKeyPolicy = keyOperation<GetKeyPolicyRequest>({
  name: 'GetKeyPolicy',
  inputShape: 'GetKeyPolicyRequest',
  naming: 'key',
  states: 'any',
  prepare({ PolicyName }) {
    checkPolicyName(PolicyName)
  },
  run: (_, { policy }) => Promise.resolve({ Policy: policy, PolicyName: 'default' }),
})
