import { bindOperation, type BoundOperation, type BoundService } from '../operation.ts'
import { AddClientIDToOpenIDConnectProvider } from './AddClientIDToOpenIDConnectProvider.ts'
import { AddUserToGroup } from './AddUserToGroup.ts'
import { AttachGroupPolicy } from './AttachGroupPolicy.ts'
import { AttachRolePolicy } from './AttachRolePolicy.ts'
import { AttachUserPolicy } from './AttachUserPolicy.ts'
import { CreateAccessKey } from './CreateAccessKey.ts'
import { CreateAccountAlias } from './CreateAccountAlias.ts'
import { CreateGroup } from './CreateGroup.ts'
import { CreateLoginProfile } from './CreateLoginProfile.ts'
import { CreateOpenIDConnectProvider } from './CreateOpenIDConnectProvider.ts'
import { CreatePolicy } from './CreatePolicy.ts'
import { CreatePolicyVersion } from './CreatePolicyVersion.ts'
import { CreateRole } from './CreateRole.ts'
import { CreateSAMLProvider } from './CreateSAMLProvider.ts'
import { CreateUser } from './CreateUser.ts'
import { CreateVirtualMFADevice } from './CreateVirtualMFADevice.ts'
import { DeactivateMFADevice } from './DeactivateMFADevice.ts'
import { DeleteAccessKey } from './DeleteAccessKey.ts'
import { DeleteAccountAlias } from './DeleteAccountAlias.ts'
import { DeleteGroup } from './DeleteGroup.ts'
import { DeleteGroupPolicy } from './DeleteGroupPolicy.ts'
import { DeleteLoginProfile } from './DeleteLoginProfile.ts'
import { DeleteOpenIDConnectProvider } from './DeleteOpenIDConnectProvider.ts'
import { DeletePolicy } from './DeletePolicy.ts'
import { DeletePolicyVersion } from './DeletePolicyVersion.ts'
import { DeleteRole } from './DeleteRole.ts'
import { DeleteRolePermissionsBoundary } from './DeleteRolePermissionsBoundary.ts'
import { DeleteRolePolicy } from './DeleteRolePolicy.ts'
import { DeleteSAMLProvider } from './DeleteSAMLProvider.ts'
import { DeleteUser } from './DeleteUser.ts'
import { DeleteUserPermissionsBoundary } from './DeleteUserPermissionsBoundary.ts'
import { DeleteUserPolicy } from './DeleteUserPolicy.ts'
import { DeleteVirtualMFADevice } from './DeleteVirtualMFADevice.ts'
import { DetachGroupPolicy } from './DetachGroupPolicy.ts'
import { DetachRolePolicy } from './DetachRolePolicy.ts'
import { DetachUserPolicy } from './DetachUserPolicy.ts'
import { EnableMFADevice } from './EnableMFADevice.ts'
import { GenerateCredentialReport } from './GenerateCredentialReport.ts'
import { GenerateServiceLastAccessedDetails } from './GenerateServiceLastAccessedDetails.ts'
import { GetAccessKeyLastUsed } from './GetAccessKeyLastUsed.ts'
import { GetAccountAuthorizationDetails } from './GetAccountAuthorizationDetails.ts'
import { GetAccountSummary } from './GetAccountSummary.ts'
import { GetContextKeysForCustomPolicy } from './GetContextKeysForCustomPolicy.ts'
import { GetContextKeysForPrincipalPolicy } from './GetContextKeysForPrincipalPolicy.ts'
import { GetCredentialReport } from './GetCredentialReport.ts'
import { GetGroup } from './GetGroup.ts'
import { GetGroupPolicy } from './GetGroupPolicy.ts'
import { GetLoginProfile } from './GetLoginProfile.ts'
import { GetOpenIDConnectProvider } from './GetOpenIDConnectProvider.ts'
import { GetPolicy } from './GetPolicy.ts'
import { GetPolicyVersion } from './GetPolicyVersion.ts'
import { GetRole } from './GetRole.ts'
import { GetRolePolicy } from './GetRolePolicy.ts'
import { GetSAMLProvider } from './GetSAMLProvider.ts'
import { GetServiceLastAccessedDetails } from './GetServiceLastAccessedDetails.ts'
import { GetUser } from './GetUser.ts'
import { GetUserPolicy } from './GetUserPolicy.ts'
import { ListAccessKeys } from './ListAccessKeys.ts'
import { ListAccountAliases } from './ListAccountAliases.ts'
import { ListAttachedGroupPolicies } from './ListAttachedGroupPolicies.ts'
import { ListAttachedRolePolicies } from './ListAttachedRolePolicies.ts'
import { ListAttachedUserPolicies } from './ListAttachedUserPolicies.ts'
import { ListEntitiesForPolicy } from './ListEntitiesForPolicy.ts'
import { ListGroupPolicies } from './ListGroupPolicies.ts'
import { ListGroups } from './ListGroups.ts'
import { ListGroupsForUser } from './ListGroupsForUser.ts'
import { ListMFADevices } from './ListMFADevices.ts'
import { ListOpenIDConnectProviders } from './ListOpenIDConnectProviders.ts'
import { ListPolicies } from './ListPolicies.ts'
import { ListPolicyTags } from './ListPolicyTags.ts'
import { ListPolicyVersions } from './ListPolicyVersions.ts'
import { ListRolePolicies } from './ListRolePolicies.ts'
import { ListRoleTags } from './ListRoleTags.ts'
import { ListRoles } from './ListRoles.ts'
import { ListSAMLProviders } from './ListSAMLProviders.ts'
import { ListUserPolicies } from './ListUserPolicies.ts'
import { ListUserTags } from './ListUserTags.ts'
import { ListUsers } from './ListUsers.ts'
import { ListVirtualMFADevices } from './ListVirtualMFADevices.ts'
import { PutGroupPolicy } from './PutGroupPolicy.ts'
import { PutRolePermissionsBoundary } from './PutRolePermissionsBoundary.ts'
import { PutRolePolicy } from './PutRolePolicy.ts'
import { PutUserPermissionsBoundary } from './PutUserPermissionsBoundary.ts'
import { PutUserPolicy } from './PutUserPolicy.ts'
import { RemoveClientIDFromOpenIDConnectProvider } from './RemoveClientIDFromOpenIDConnectProvider.ts'
import { RemoveUserFromGroup } from './RemoveUserFromGroup.ts'
import { ResyncMFADevice } from './ResyncMFADevice.ts'
import { SetDefaultPolicyVersion } from './SetDefaultPolicyVersion.ts'
import { SimulateCustomPolicy } from './SimulateCustomPolicy.ts'
import { SimulatePrincipalPolicy } from './SimulatePrincipalPolicy.ts'
import { TagPolicy } from './TagPolicy.ts'
import { TagRole } from './TagRole.ts'
import { TagUser } from './TagUser.ts'
import { UntagPolicy } from './UntagPolicy.ts'
import { UntagRole } from './UntagRole.ts'
import { UntagUser } from './UntagUser.ts'
import { UpdateAccessKey } from './UpdateAccessKey.ts'
import { UpdateAssumeRolePolicy } from './UpdateAssumeRolePolicy.ts'
import { UpdateGroup } from './UpdateGroup.ts'
import { UpdateLoginProfile } from './UpdateLoginProfile.ts'
import { UpdateOpenIDConnectProviderThumbprint } from './UpdateOpenIDConnectProviderThumbprint.ts'
import { UpdateRole } from './UpdateRole.ts'
import { UpdateRoleDescription } from './UpdateRoleDescription.ts'
import { UpdateSAMLProvider } from './UpdateSAMLProvider.ts'
import { UpdateUser } from './UpdateUser.ts'
import type { Iam } from './iam-operation.ts'

/** IAM as the front routes to it. An operation that is not in this list answers InvalidAction. */
export function iamService(iam: Iam): BoundService {
  const operations = allOperations(iam)
  return {
    signingName: 'iam',
    global: true,
    operations: new Map(operations.map((operation) => [operation.name, operation])),
  }
}

function allOperations(iam: Iam): BoundOperation[] {
  return [
    bindOperation(AddClientIDToOpenIDConnectProvider, iam),
    bindOperation(AddUserToGroup, iam),
    bindOperation(AttachGroupPolicy, iam),
    bindOperation(AttachRolePolicy, iam),
    bindOperation(AttachUserPolicy, iam),
    bindOperation(CreateAccessKey, iam),
    bindOperation(CreateAccountAlias, iam),
    bindOperation(CreateGroup, iam),
    bindOperation(CreateLoginProfile, iam),
    bindOperation(CreateOpenIDConnectProvider, iam),
    bindOperation(CreatePolicy, iam),
    bindOperation(CreatePolicyVersion, iam),
    bindOperation(CreateRole, iam),
    bindOperation(CreateSAMLProvider, iam),
    bindOperation(CreateUser, iam),
    bindOperation(CreateVirtualMFADevice, iam),
    bindOperation(DeactivateMFADevice, iam),
    bindOperation(DeleteAccessKey, iam),
    bindOperation(DeleteAccountAlias, iam),
    bindOperation(DeleteGroup, iam),
    bindOperation(DeleteGroupPolicy, iam),
    bindOperation(DeleteLoginProfile, iam),
    bindOperation(DeleteOpenIDConnectProvider, iam),
    bindOperation(DeletePolicy, iam),
    bindOperation(DeletePolicyVersion, iam),
    bindOperation(DeleteRole, iam),
    bindOperation(DeleteRolePermissionsBoundary, iam),
    bindOperation(DeleteRolePolicy, iam),
    bindOperation(DeleteSAMLProvider, iam),
    bindOperation(DeleteUser, iam),
    bindOperation(DeleteUserPermissionsBoundary, iam),
    bindOperation(DeleteUserPolicy, iam),
    bindOperation(DeleteVirtualMFADevice, iam),
    bindOperation(DetachGroupPolicy, iam),
    bindOperation(DetachRolePolicy, iam),
    bindOperation(DetachUserPolicy, iam),
    bindOperation(EnableMFADevice, iam),
    bindOperation(GenerateCredentialReport, iam),
    bindOperation(GenerateServiceLastAccessedDetails, iam),
    bindOperation(GetAccessKeyLastUsed, iam),
    bindOperation(GetAccountAuthorizationDetails, iam),
    bindOperation(GetAccountSummary, iam),
    bindOperation(GetContextKeysForCustomPolicy, iam),
    bindOperation(GetContextKeysForPrincipalPolicy, iam),
    bindOperation(GetCredentialReport, iam),
    bindOperation(GetGroup, iam),
    bindOperation(GetGroupPolicy, iam),
    bindOperation(GetLoginProfile, iam),
    bindOperation(GetOpenIDConnectProvider, iam),
    bindOperation(GetPolicy, iam),
    bindOperation(GetPolicyVersion, iam),
    bindOperation(GetRole, iam),
    bindOperation(GetRolePolicy, iam),
    bindOperation(GetSAMLProvider, iam),
    bindOperation(GetServiceLastAccessedDetails, iam),
    bindOperation(GetUser, iam),
    bindOperation(GetUserPolicy, iam),
    bindOperation(ListAccessKeys, iam),
    bindOperation(ListAccountAliases, iam),
    bindOperation(ListAttachedGroupPolicies, iam),
    bindOperation(ListAttachedRolePolicies, iam),
    bindOperation(ListAttachedUserPolicies, iam),
    bindOperation(ListEntitiesForPolicy, iam),
    bindOperation(ListGroupPolicies, iam),
    bindOperation(ListGroups, iam),
    bindOperation(ListGroupsForUser, iam),
    bindOperation(ListMFADevices, iam),
    bindOperation(ListOpenIDConnectProviders, iam),
    bindOperation(ListPolicies, iam),
    bindOperation(ListPolicyTags, iam),
    bindOperation(ListPolicyVersions, iam),
    bindOperation(ListRolePolicies, iam),
    bindOperation(ListRoleTags, iam),
    bindOperation(ListRoles, iam),
    bindOperation(ListSAMLProviders, iam),
    bindOperation(ListUserPolicies, iam),
    bindOperation(ListUserTags, iam),
    bindOperation(ListUsers, iam),
    bindOperation(ListVirtualMFADevices, iam),
    bindOperation(PutGroupPolicy, iam),
    bindOperation(PutRolePermissionsBoundary, iam),
    bindOperation(PutRolePolicy, iam),
    bindOperation(PutUserPermissionsBoundary, iam),
    bindOperation(PutUserPolicy, iam),
    bindOperation(RemoveClientIDFromOpenIDConnectProvider, iam),
    bindOperation(RemoveUserFromGroup, iam),
    bindOperation(ResyncMFADevice, iam),
    bindOperation(SetDefaultPolicyVersion, iam),
    bindOperation(SimulateCustomPolicy, iam),
    bindOperation(SimulatePrincipalPolicy, iam),
    bindOperation(TagPolicy, iam),
    bindOperation(TagRole, iam),
    bindOperation(TagUser, iam),
    bindOperation(UntagPolicy, iam),
    bindOperation(UntagRole, iam),
    bindOperation(UntagUser, iam),
    bindOperation(UpdateAccessKey, iam),
    bindOperation(UpdateAssumeRolePolicy, iam),
    bindOperation(UpdateGroup, iam),
    bindOperation(UpdateLoginProfile, iam),
    bindOperation(UpdateOpenIDConnectProviderThumbprint, iam),
    bindOperation(UpdateRole, iam),
    bindOperation(UpdateRoleDescription, iam),
    bindOperation(UpdateSAMLProvider, iam),
    bindOperation(UpdateUser, iam),
  ]
}
