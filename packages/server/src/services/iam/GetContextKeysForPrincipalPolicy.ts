import type {
  GetContextKeysForPolicyResponse,
  GetContextKeysForPrincipalPolicyRequest,
} from '../../generated/iam/index.ts'
import { iamOperation } from './iam-operation.ts'
import { keysOfDocuments, refuseTooLong } from './simulation.ts'
import { documentsOf } from './SimulatePrincipalPolicy.ts'

export const GetContextKeysForPrincipalPolicy = iamOperation<
  GetContextKeysForPrincipalPolicyRequest,
  GetContextKeysForPolicyResponse
>({
  name: 'GetContextKeysForPrincipalPolicy',
  check: ({ PolicyInputList = [] }) => {
    refuseTooLong(PolicyInputList)
  },
  access: (_iam, { PolicySourceArn }) => ({ resource: PolicySourceArn }),
  async run(iam, { PolicySourceArn, PolicyInputList = [] }, { caller: { accountId } }) {
    const documents = await documentsOf(iam, accountId, PolicySourceArn)
    return { ContextKeyNames: keysOfDocuments([...documents, ...PolicyInputList]) }
  },
})
