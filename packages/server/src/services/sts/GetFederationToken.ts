import { accessDenied } from '../../errors/index.ts'
import type {
  GetFederationTokenRequest,
  GetFederationTokenResponse,
} from '../../generated/sts/index.ts'
import { issueSession } from '../../security/iam/index.ts'
import type { Operation } from '../operation.ts'
import { showCredentials } from './credentials.ts'
import {
  checkPolicyArns,
  packedSize,
  readSessionPolicies,
  type SessionPolicies,
} from './session-policies.ts'
import { checkSessionTags, tagConditions } from './session-tags.ts'
import type { Sts } from './sts-operation.ts'

interface Prepared {
  readonly input: GetFederationTokenRequest
  readonly policies: SessionPolicies
  readonly arn: string
  readonly user: { readonly name: string; readonly id: string }
}

const standardSeconds = 43_200

export const GetFederationToken: Operation<
  Sts,
  GetFederationTokenRequest,
  Prepared,
  GetFederationTokenResponse
> = {
  name: 'GetFederationToken',
  inputShape: 'GetFederationTokenRequest',

  prepare(input, { caller }) {
    const { principal, userName } = caller
    if (caller.session !== undefined) {
      throw accessDenied('Cannot call GetFederationToken with session credentials')
    }
    if (principal.kind !== 'user' || userName === undefined) {
      throw accessDenied('Only an IAM user can call GetFederationToken')
    }
    checkSessionTags(input.Tags, undefined)
    return {
      input,
      policies: readSessionPolicies(input),
      arn: `arn:aws:sts::${caller.accountId}:federated-user/${input.Name}`,
      user: { name: userName, id: principal.id },
    }
  },

  accesses({ input, arn }) {
    const access = { resource: arn, conditions: tagConditions(input.Tags, undefined) }
    const tagging = (input.Tags ?? []).length > 0
    return [
      { action: 'sts:GetFederationToken', ...access },
      ...(tagging ? [{ action: 'sts:TagSession', ...access }] : []),
    ]
  },

  async run({ state, clock, random }, { input, policies, arn, user }, { caller }) {
    await checkPolicyArns(state, caller.accountId, policies.policyArns)
    const tags = input.Tags ?? []
    const packed = packedSize(policies, tags)
    const now = clock.now()
    const issued = await issueSession(
      state,
      random,
      {
        account: caller.accountId,
        origin: 'federation-token',
        issuedAt: now,
        expiresAt: now + (input.DurationSeconds ?? standardSeconds) * 1000,
        user,
        federated: input.Name,
        madeBy: caller.accessKeyId,
        tags,
        transitive: [],
        ...policies,
      },
      input.MinimumSessionTokenSize,
    )
    return {
      Credentials: showCredentials(issued),
      FederatedUser: { FederatedUserId: `${caller.accountId}:${input.Name}`, Arn: arn },
      PackedPolicySize: packed,
    }
  },
}
