import type { ListKeyPoliciesRequest } from '../../generated/kms/index.ts'
import { keyOperation } from './key-operation.ts'

export const ListKeyPolicies = keyOperation<ListKeyPoliciesRequest>({
  name: 'ListKeyPolicies',
  inputShape: 'ListKeyPoliciesRequest',
  naming: 'key',
  states: 'any',
  run: () => Promise.resolve({ PolicyNames: ['default'], Truncated: false }),
})
