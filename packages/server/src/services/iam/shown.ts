import type {
  AttachedPermissionsBoundary,
  Group as WireGroup,
  Policy as WirePolicy,
  Role as WireRole,
  User as WireUser,
} from '../../generated/iam/index.ts'
import {
  groupArn,
  policyArn,
  readIamArn,
  roleArn,
  userArn,
  type Group,
  type ManagedPolicy,
  type Role,
  type Tag,
  type User,
} from '../../security/iam/index.ts'
import { encodeDocument } from './documents.ts'

/** Stored things as IAM's answers show them. */
export function seconds(ms: number): number {
  return Math.floor(ms / 1000)
}

export function showBoundary(arn: string | undefined): AttachedPermissionsBoundary | undefined {
  if (arn === undefined) return undefined
  return { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: arn }
}

export function showTags(tags: readonly Tag[]): Tag[] | undefined {
  return tags.length === 0 ? undefined : [...tags]
}

/** `whole`: with tags and boundary, which lists leave out. */
export function showUser(account: string, user: User, whole: boolean): WireUser {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: userArn(account, user),
    CreateDate: seconds(user.createdAt),
    PermissionsBoundary: whole ? showBoundary(user.boundary) : undefined,
    Tags: whole ? showTags(user.tags) : undefined,
  }
}

export function showGroup(account: string, group: Group): WireGroup {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.id,
    Arn: groupArn(account, group),
    CreateDate: seconds(group.createdAt),
  }
}

export function showRole(account: string, role: Role, whole: boolean): WireRole {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: roleArn(account, role),
    CreateDate: seconds(role.createdAt),
    AssumeRolePolicyDocument: encodeDocument(role.trust),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
    PermissionsBoundary: whole ? showBoundary(role.boundary) : undefined,
    Tags: whole ? showTags(role.tags) : undefined,
  }
}

/** `arn`: of AWS's policies, which belong to no account. */
export function showPolicy(account: string, policy: ManagedPolicy, whole: boolean): WirePolicy {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policyArn(account, policy),
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: policy.attachments,
    PermissionsBoundaryUsageCount: policy.boundaries,
    IsAttachable: true,
    Description: whole ? policy.description : undefined,
    CreateDate: seconds(policy.createdAt),
    UpdateDate: seconds(policy.updatedAt),
    Tags: whole ? showTags(policy.tags) : undefined,
  }
}

export function showAttached(arns: readonly string[]): { PolicyName: string; PolicyArn: string }[] {
  return arns.map((arn) => ({ PolicyName: readIamArn(arn)?.name ?? '', PolicyArn: arn }))
}
