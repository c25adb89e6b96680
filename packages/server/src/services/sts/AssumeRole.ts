import { accessDenied, validationError } from '../../errors/index.ts'
import type { AssumeRoleRequest, AssumeRoleResponse } from '../../generated/sts/index.ts'
import { issueSession, readIamArn, rows, type Role } from '../../security/iam/index.ts'
import type { Access, Conditions, Operation, RequestContext } from '../operation.ts'
import { showCredentials } from './credentials.ts'
import { checkMfaInput, isMfaRight, useMfa } from './mfa.ts'
import {
  checkPolicyArns,
  packedSize,
  readSessionPolicies,
  type SessionPolicies,
} from './session-policies.ts'
import { chainTags, checkSessionTags, tagConditions, type SessionTags } from './session-tags.ts'
import { refuseSession, type Sts } from './sts-operation.ts'

interface Prepared {
  readonly input: AssumeRoleRequest
  readonly account: string
  readonly roleName: string
  readonly policies: SessionPolicies
  readonly tags: SessionTags
  readonly sourceIdentity: string | undefined
}

const standardSeconds = 3600
/** However long the role allows, a chain of roles gives an hour. */
const chainedSeconds = 3600

export const AssumeRole: Operation<Sts, AssumeRoleRequest, Prepared, AssumeRoleResponse> = {
  name: 'AssumeRole',
  inputShape: 'AssumeRoleRequest',

  prepare(input, context) {
    refuseSession('AssumeRole', context)
    const { caller } = context
    if (caller.principal.kind === 'root') {
      throw accessDenied('Roles may not be assumed by root accounts.')
    }
    if ((input.ProvidedContexts ?? []).length > 0) {
      throw validationError('ProvidedContexts is not supported.')
    }
    const role = readIamArn(input.RoleArn)
    if (role?.kind !== 'role') throw validationError(`${input.RoleArn} is invalid`)
    checkMfaInput(input)
    checkSessionTags(input.Tags, input.TransitiveTagKeys)
    const sourceIdentity = caller.session?.sourceIdentity
    if (
      sourceIdentity !== undefined &&
      (input.SourceIdentity ?? sourceIdentity) !== sourceIdentity
    ) {
      throw accessDenied('The source identity of a session cannot be changed.')
    }
    return {
      input,
      account: role.account,
      roleName: role.name,
      policies: readSessionPolicies(input),
      tags: chainTags(caller, input.Tags, input.TransitiveTagKeys),
      sourceIdentity: input.SourceIdentity ?? sourceIdentity,
    }
  },

  async accesses({ input, account, roleName, tags, sourceIdentity }, context, sts) {
    const role = await findRole(sts, account, roleName, input.RoleArn)
    // A role that does not exist trusts nobody, and so is refused like one that does not trust the caller.
    const trusting = role !== undefined && namesThisOne(role, context)
    const documents = trusting ? [{ id: input.RoleArn, document: role.trust }] : []
    const mfa = await isMfaRight(sts, input, context)
    const access = {
      resource: input.RoleArn,
      resourceAccount: account,
      resourcePolicy: sts.documents.compile('trust', documents),
      conditions: conditionsOf(input, mfa, context),
    }
    const actions = ['sts:AssumeRole']
    // What the calling session hands on is set as well: the role must be willing to take it.
    if (tags.tags.length > 0) actions.push('sts:TagSession')
    if (sourceIdentity !== undefined) actions.push('sts:SetSourceIdentity')
    return actions.map((action): Access => ({ action, ...access }))
  },

  async run(sts, { input, account, roleName, policies, tags, sourceIdentity }, context) {
    const { state, clock, random } = sts
    const role = await findRole(sts, account, roleName, input.RoleArn)
    if (role === undefined) throw accessDenied('The role does not exist any more.')
    const seconds = durationOf(input.DurationSeconds, role, context)
    await checkPolicyArns(state, account, policies.policyArns)
    const packed = packedSize(policies, tags.tags)
    await useMfa(sts, input, context)
    const now = clock.now()
    const issued = await issueSession(
      state,
      random,
      {
        account,
        origin: 'assume-role',
        issuedAt: now,
        expiresAt: now + seconds * 1000,
        role: { name: role.name, id: role.id, session: input.RoleSessionName },
        tags: tags.tags,
        transitive: tags.transitive,
        ...policies,
        ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
        // MFA of the request itself; that of a chained session does not carry over.
        ...(input.TokenCode === undefined ? {} : { mfaAt: now }),
      },
      input.MinimumSessionTokenSize,
    )
    return {
      Credentials: showCredentials(issued),
      AssumedRoleUser: {
        AssumedRoleId: `${role.id}:${input.RoleSessionName}`,
        Arn: `arn:aws:sts::${account}:assumed-role/${role.name}/${input.RoleSessionName}`,
      },
      PackedPolicySize: packed,
      SourceIdentity: sourceIdentity,
    }
  },
}

async function findRole(
  { state }: Sts,
  account: string,
  name: string,
  arn: string,
): Promise<Role | undefined> {
  const role = await state.read(rows.role(account, name))
  const read = readIamArn(arn)
  return role?.path === read?.path && role?.name === name ? role : undefined
}

/** Whether the caller is the one that the trust policy meant when it was stored, if it names the caller. */
function namesThisOne(role: Role, { caller: { principal } }: RequestContext): boolean {
  const { kind } = principal
  const [arn, id] =
    kind === 'user'
      ? [principal.arn, principal.id]
      : kind === 'role-session'
        ? [principal.roleArn, principal.roleId]
        : ['', '']
  return (role.trusted[arn] ?? id) === id
}

function conditionsOf(
  input: AssumeRoleRequest,
  mfa: boolean,
  { caller }: RequestContext,
): Conditions {
  const { ExternalId, RoleSessionName, SourceIdentity, DurationSeconds } = input
  return {
    'sts:RoleSessionName': RoleSessionName,
    ...(ExternalId === undefined ? {} : { 'sts:ExternalId': ExternalId }),
    ...(SourceIdentity === undefined ? {} : { 'sts:SourceIdentity': SourceIdentity }),
    ...(DurationSeconds === undefined ? {} : { 'sts:DurationSeconds': String(DurationSeconds) }),
    ...tagConditions(input.Tags, input.TransitiveTagKeys),
    // Sessions say for themselves whether MFA was used; a long-term key may prove it here.
    ...(mfa && caller.session === undefined
      ? { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' }
      : {}),
  }
}

function durationOf(asked: number | undefined, role: Role, { caller }: RequestContext): number {
  const seconds = asked ?? standardSeconds
  if (seconds > role.maxSessionSeconds) {
    throw validationError(
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    )
  }
  if (caller.session?.origin === 'assume-role' && seconds > chainedSeconds) {
    throw validationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    )
  }
  return seconds
}
