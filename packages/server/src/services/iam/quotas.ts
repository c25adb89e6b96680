import { iamLimitExceeded } from '../../errors/index.ts'

/** AWS's quotas of an account, by the names that its refusals and GetAccountSummary use. */
export const quotas = {
  UsersPerAccount: 5000,
  GroupsPerAccount: 300,
  RolesPerAccount: 1000,
  PoliciesPerAccount: 1500,
  GroupsPerUser: 10,
  PoliciesPerUser: 10,
  PoliciesPerGroup: 10,
  PoliciesPerRole: 10,
  AccessKeysPerUser: 2,
  MfaDevicesPerUser: 8,
  VersionsPerPolicy: 5,
  PolicySize: 6144,
  UserPolicySize: 2048,
  GroupPolicySize: 5120,
  RolePolicySize: 10_240,
  ACLSizePerRole: 2048,
  TagsPerResource: 50,
  ProvidersPerAccount: 100,
} as const

export type Quota = keyof typeof quotas

/** Refuses when `count` is beyond the quota. */
export function keepQuota(quota: Quota, count: number): void {
  if (count > quotas[quota]) {
    throw iamLimitExceeded(`Cannot exceed quota for ${quota}: ${String(quotas[quota])}`)
  }
}
