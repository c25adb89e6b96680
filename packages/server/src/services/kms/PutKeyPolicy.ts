import { limits } from '../../base/index.ts'
import { kmsError } from '../../errors/index.ts'
import type { PutKeyPolicyRequest } from '../../generated/kms/index.ts'
import { keyOperation } from './key-operation.ts'
import { checkPolicy } from './key-policy.ts'
import { checkPolicyName } from './policy-name.ts'

export const PutKeyPolicy = keyOperation<PutKeyPolicyRequest>({
  name: 'PutKeyPolicy',
  inputShape: 'PutKeyPolicyRequest',
  naming: 'key',
  states: 'any',
  prepare({ PolicyName, Policy }) {
    checkPolicyName(PolicyName)
    if (Policy.length > limits.kmsPolicyCharacters) {
      throw kmsError('LimitExceededException', 'The policy exceeds the limit of 32 KB')
    }
  },
  conditions: ({ BypassPolicyLockoutSafetyCheck: bypass = false }) => ({
    'kms:BypassPolicyLockoutSafetyCheck': String(bypass),
  }),
  async run(deps, key, input, context) {
    const bypass = input.BypassPolicyLockoutSafetyCheck === true
    const principals = await checkPolicy(deps, context, key, input.Policy, bypass)
    await deps.kms.keys.change(key.accountId, key.keyId, (before) => ({
      ...before,
      policy: input.Policy,
      principals,
    }))
    return {}
  },
})
