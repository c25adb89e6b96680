import type { GetAccountSummaryResponse } from '../../generated/iam/index.ts'
import { rows } from '../../security/iam/index.ts'
import { noCounters } from './counters.ts'
import { iamOperation } from './iam-operation.ts'
import { quotas } from './quotas.ts'

export const GetAccountSummary = iamOperation<object, GetAccountSummaryResponse>({
  name: 'GetAccountSummary',
  access: () => ({}),
  async run({ state }, _input, { caller: { accountId } }) {
    const counted = (await state.read(rows.counters(accountId))) ?? noCounters
    return {
      SummaryMap: {
        Users: counted.users,
        UsersQuota: quotas.UsersPerAccount,
        Groups: counted.groups,
        GroupsQuota: quotas.GroupsPerAccount,
        Roles: counted.roles,
        RolesQuota: quotas.RolesPerAccount,
        Policies: counted.policies,
        PoliciesQuota: quotas.PoliciesPerAccount,
        PolicyVersionsInUse: counted.policyVersions,
        PolicyVersionsInUseQuota: quotas.PoliciesPerAccount * quotas.VersionsPerPolicy,
        PolicySizeQuota: quotas.PolicySize,
        VersionsPerPolicyQuota: quotas.VersionsPerPolicy,
        UserPolicySizeQuota: quotas.UserPolicySize,
        GroupPolicySizeQuota: quotas.GroupPolicySize,
        RolePolicySizeQuota: quotas.RolePolicySize,
        AssumeRolePolicySizeQuota: quotas.ACLSizePerRole,
        GroupsPerUserQuota: quotas.GroupsPerUser,
        AccessKeysPerUserQuota: quotas.AccessKeysPerUser,
        AttachedPoliciesPerUserQuota: quotas.PoliciesPerUser,
        AttachedPoliciesPerGroupQuota: quotas.PoliciesPerGroup,
        AttachedPoliciesPerRoleQuota: quotas.PoliciesPerRole,
        MFADevices: counted.mfaDevices,
        MFADevicesInUse: counted.mfaInUse,
        Providers: counted.providers,
        // The root credentials are a key, and neither a password nor a device guards them.
        AccountAccessKeysPresent: 1,
        AccountMFAEnabled: 0,
        AccountPasswordPresent: 0,
        GlobalEndpointTokenVersion: 2,
      },
    }
  },
})
