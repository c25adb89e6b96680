import { bindOperation, type BoundOperation, type BoundService } from '../operation.ts'
import { AddUserToGroup } from './AddUserToGroup.ts'
import { AttachGroupPolicy } from './AttachGroupPolicy.ts'
import { AttachRolePolicy } from './AttachRolePolicy.ts'
import { AttachUserPolicy } from './AttachUserPolicy.ts'
import { CreateAccessKey } from './CreateAccessKey.ts'
import { CreateGroup } from './CreateGroup.ts'
import { CreatePolicy } from './CreatePolicy.ts'
import { CreatePolicyVersion } from './CreatePolicyVersion.ts'
import { CreateRole } from './CreateRole.ts'
import { CreateUser } from './CreateUser.ts'
import { DeleteAccessKey } from './DeleteAccessKey.ts'
import { DeleteGroup } from './DeleteGroup.ts'
import { DeleteGroupPolicy } from './DeleteGroupPolicy.ts'
import { DeletePolicy } from './DeletePolicy.ts'
import { DeletePolicyVersion } from './DeletePolicyVersion.ts'
import { DeleteRole } from './DeleteRole.ts'
import { DeleteRolePermissionsBoundary } from './DeleteRolePermissionsBoundary.ts'
import { DeleteRolePolicy } from './DeleteRolePolicy.ts'
import { DeleteUser } from './DeleteUser.ts'
import { DeleteUserPermissionsBoundary } from './DeleteUserPermissionsBoundary.ts'
import { DeleteUserPolicy } from './DeleteUserPolicy.ts'
import { DetachGroupPolicy } from './DetachGroupPolicy.ts'
import { DetachRolePolicy } from './DetachRolePolicy.ts'
import { DetachUserPolicy } from './DetachUserPolicy.ts'
import { GetAccessKeyLastUsed } from './GetAccessKeyLastUsed.ts'
import { GetGroup } from './GetGroup.ts'
import { GetGroupPolicy } from './GetGroupPolicy.ts'
import { GetPolicy } from './GetPolicy.ts'
import { GetPolicyVersion } from './GetPolicyVersion.ts'
import { GetRole } from './GetRole.ts'
import { GetRolePolicy } from './GetRolePolicy.ts'
import { GetUser } from './GetUser.ts'
import { GetUserPolicy } from './GetUserPolicy.ts'
import { ListAccessKeys } from './ListAccessKeys.ts'
import { ListAttachedGroupPolicies } from './ListAttachedGroupPolicies.ts'
import { ListAttachedRolePolicies } from './ListAttachedRolePolicies.ts'
import { ListAttachedUserPolicies } from './ListAttachedUserPolicies.ts'
import { ListEntitiesForPolicy } from './ListEntitiesForPolicy.ts'
import { ListGroupPolicies } from './ListGroupPolicies.ts'
import { ListGroups } from './ListGroups.ts'
import { ListGroupsForUser } from './ListGroupsForUser.ts'
import { ListPolicies } from './ListPolicies.ts'
import { ListPolicyTags } from './ListPolicyTags.ts'
import { ListPolicyVersions } from './ListPolicyVersions.ts'
import { ListRolePolicies } from './ListRolePolicies.ts'
import { ListRoleTags } from './ListRoleTags.ts'
import { ListRoles } from './ListRoles.ts'
import { ListUserPolicies } from './ListUserPolicies.ts'
import { ListUserTags } from './ListUserTags.ts'
import { ListUsers } from './ListUsers.ts'
import { PutGroupPolicy } from './PutGroupPolicy.ts'
import { PutRolePermissionsBoundary } from './PutRolePermissionsBoundary.ts'
import { PutRolePolicy } from './PutRolePolicy.ts'
import { PutUserPermissionsBoundary } from './PutUserPermissionsBoundary.ts'
import { PutUserPolicy } from './PutUserPolicy.ts'
import { RemoveUserFromGroup } from './RemoveUserFromGroup.ts'
import { SetDefaultPolicyVersion } from './SetDefaultPolicyVersion.ts'
import { TagPolicy } from './TagPolicy.ts'
import { TagRole } from './TagRole.ts'
import { TagUser } from './TagUser.ts'
import { UntagPolicy } from './UntagPolicy.ts'
import { UntagRole } from './UntagRole.ts'
import { UntagUser } from './UntagUser.ts'
import { UpdateAccessKey } from './UpdateAccessKey.ts'
import { UpdateAssumeRolePolicy } from './UpdateAssumeRolePolicy.ts'
import { UpdateGroup } from './UpdateGroup.ts'
import { UpdateRole } from './UpdateRole.ts'
import { UpdateRoleDescription } from './UpdateRoleDescription.ts'
import { UpdateUser } from './UpdateUser.ts'
import type { Iam } from './iam-operation.ts'

/** IAM as the front routes to it. An operation that is not in this list answers InvalidAction. */
export function iamService(iam: Iam): BoundService {
  const operations: BoundOperation[] = [
    bindOperation(AddUserToGroup, iam),
    bindOperation(AttachGroupPolicy, iam),
    bindOperation(AttachRolePolicy, iam),
    bindOperation(AttachUserPolicy, iam),
    bindOperation(CreateAccessKey, iam),
    bindOperation(CreateGroup, iam),
    bindOperation(CreatePolicy, iam),
    bindOperation(CreatePolicyVersion, iam),
    bindOperation(CreateRole, iam),
    bindOperation(CreateUser, iam),
    bindOperation(DeleteAccessKey, iam),
    bindOperation(DeleteGroup, iam),
    bindOperation(DeleteGroupPolicy, iam),
    bindOperation(DeletePolicy, iam),
    bindOperation(DeletePolicyVersion, iam),
    bindOperation(DeleteRole, iam),
    bindOperation(DeleteRolePermissionsBoundary, iam),
    bindOperation(DeleteRolePolicy, iam),
    bindOperation(DeleteUser, iam),
    bindOperation(DeleteUserPermissionsBoundary, iam),
    bindOperation(DeleteUserPolicy, iam),
    bindOperation(DetachGroupPolicy, iam),
    bindOperation(DetachRolePolicy, iam),
    bindOperation(DetachUserPolicy, iam),
    bindOperation(GetAccessKeyLastUsed, iam),
    bindOperation(GetGroup, iam),
    bindOperation(GetGroupPolicy, iam),
    bindOperation(GetPolicy, iam),
    bindOperation(GetPolicyVersion, iam),
    bindOperation(GetRole, iam),
    bindOperation(GetRolePolicy, iam),
    bindOperation(GetUser, iam),
    bindOperation(GetUserPolicy, iam),
    bindOperation(ListAccessKeys, iam),
    bindOperation(ListAttachedGroupPolicies, iam),
    bindOperation(ListAttachedRolePolicies, iam),
    bindOperation(ListAttachedUserPolicies, iam),
    bindOperation(ListEntitiesForPolicy, iam),
    bindOperation(ListGroupPolicies, iam),
    bindOperation(ListGroups, iam),
    bindOperation(ListGroupsForUser, iam),
    bindOperation(ListPolicies, iam),
    bindOperation(ListPolicyTags, iam),
    bindOperation(ListPolicyVersions, iam),
    bindOperation(ListRolePolicies, iam),
    bindOperation(ListRoleTags, iam),
    bindOperation(ListRoles, iam),
    bindOperation(ListUserPolicies, iam),
    bindOperation(ListUserTags, iam),
    bindOperation(ListUsers, iam),
    bindOperation(PutGroupPolicy, iam),
    bindOperation(PutRolePermissionsBoundary, iam),
    bindOperation(PutRolePolicy, iam),
    bindOperation(PutUserPermissionsBoundary, iam),
    bindOperation(PutUserPolicy, iam),
    bindOperation(RemoveUserFromGroup, iam),
    bindOperation(SetDefaultPolicyVersion, iam),
    bindOperation(TagPolicy, iam),
    bindOperation(TagRole, iam),
    bindOperation(TagUser, iam),
    bindOperation(UntagPolicy, iam),
    bindOperation(UntagRole, iam),
    bindOperation(UntagUser, iam),
    bindOperation(UpdateAccessKey, iam),
    bindOperation(UpdateAssumeRolePolicy, iam),
    bindOperation(UpdateGroup, iam),
    bindOperation(UpdateRole, iam),
    bindOperation(UpdateRoleDescription, iam),
    bindOperation(UpdateUser, iam),
  ]
  return {
    signingName: 'iam',
    global: true,
    operations: new Map(operations.map((operation) => [operation.name, operation])),
  }
}
