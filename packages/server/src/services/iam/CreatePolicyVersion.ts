import { iamLimitExceeded } from '../../errors/index.ts'
import type {
  CreatePolicyVersionRequest,
  CreatePolicyVersionResponse,
} from '../../generated/iam/index.ts'
import { count } from './counters.ts'
import { checkManaged } from './CreatePolicy.ts'
import { iamOperation } from './iam-operation.ts'
import { ownPolicy } from './own-policies.ts'
import { quotas } from './quotas.ts'
import { seconds } from './shown.ts'
import { policyAccess } from './subjects.ts'

export const CreatePolicyVersion = iamOperation<
  CreatePolicyVersionRequest,
  CreatePolicyVersionResponse
>({
  name: 'CreatePolicyVersion',
  check: ({ PolicyDocument }) => {
    checkManaged(PolicyDocument)
  },
  access: (iam, { PolicyArn }) => policyAccess(iam, PolicyArn),
  async run({ state, clock }, { PolicyArn, PolicyDocument, SetAsDefault }, context) {
    const isDefault = SetAsDefault === true
    const made = await state.change(async (change) => {
      const { ref, policy } = await ownPolicy(change, PolicyArn, context)
      if (policy.versions.length >= quotas.VersionsPerPolicy) {
        throw iamLimitExceeded(
          'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
        )
      }
      const lastVersion = policy.lastVersion + 1
      const version = {
        id: `v${String(lastVersion)}`,
        document: PolicyDocument,
        createdAt: clock.now(),
      }
      await count(change, context.caller.accountId, 'policyVersions', 1)
      change.put(ref, {
        ...policy,
        lastVersion,
        versions: [...policy.versions, version],
        updatedAt: version.createdAt,
        defaultVersion: isDefault ? version.id : policy.defaultVersion,
      })
      return version
    })
    return {
      PolicyVersion: {
        VersionId: made.id,
        IsDefaultVersion: isDefault,
        CreateDate: seconds(made.createdAt),
      },
    }
  },
})
