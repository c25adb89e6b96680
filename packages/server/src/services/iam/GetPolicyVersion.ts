import type {
  GetPolicyVersionRequest,
  GetPolicyVersionResponse,
} from '../../generated/iam/index.ts'
import { encodeDocument } from './documents.ts'
import { iamOperation } from './iam-operation.ts'
import { versionOf } from './own-policies.ts'
import { seconds } from './shown.ts'
import { findPolicy, policyAccess } from './subjects.ts'

export const GetPolicyVersion = iamOperation<GetPolicyVersionRequest, GetPolicyVersionResponse>({
  name: 'GetPolicyVersion',
  access: (iam, { PolicyArn }) => policyAccess(iam, PolicyArn),
  async run({ state }, { PolicyArn, VersionId }, { caller: { accountId } }) {
    const policy = await findPolicy(state, PolicyArn, accountId)
    const version = versionOf(policy, PolicyArn, VersionId)
    return {
      PolicyVersion: {
        Document: encodeDocument(version.document),
        VersionId: version.id,
        IsDefaultVersion: version.id === policy.defaultVersion,
        CreateDate: seconds(version.createdAt),
      },
    }
  },
})
