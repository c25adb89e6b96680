import { accessDenied } from '../../errors/index.ts'
import type { GetSessionTokenRequest, GetSessionTokenResponse } from '../../generated/sts/index.ts'
import { issueSession } from '../../security/iam/index.ts'
import type { Operation } from '../operation.ts'
import { showCredentials } from './credentials.ts'
import { checkMfaInput, useMfa } from './mfa.ts'
import type { Sts } from './sts-operation.ts'

const standardSeconds = 43_200
const rootSeconds = 3600

export const GetSessionToken: Operation<
  Sts,
  GetSessionTokenRequest,
  GetSessionTokenRequest,
  GetSessionTokenResponse
> = {
  name: 'GetSessionToken',
  inputShape: 'GetSessionTokenRequest',

  prepare(input, { caller }) {
    if (caller.session !== undefined) {
      throw accessDenied('Cannot call GetSessionToken with session credentials')
    }
    checkMfaInput(input)
    return input
  },

  // Needs no permission; that nothing denies it is asked below.
  accesses: () => [],

  async run(sts, input, context) {
    const { state, clock, random, authorizer } = sts
    const { caller } = context
    const access = { action: 'sts:GetSessionToken', resource: '*' }
    const { effect } = await authorizer.decide(context, access)
    if (effect === 'explicit-deny') await authorizer.authorize(context, access)
    await useMfa(sts, input, context)
    const now = clock.now()
    const { principal } = caller
    const asked = input.DurationSeconds ?? standardSeconds
    const seconds = principal.kind === 'root' ? Math.min(asked, rootSeconds) : asked
    const issued = await issueSession(
      state,
      random,
      {
        account: caller.accountId,
        origin: 'session-token',
        issuedAt: now,
        expiresAt: now + seconds * 1000,
        tags: [],
        transitive: [],
        madeBy: caller.accessKeyId,
        ...(principal.kind === 'user'
          ? { user: { name: caller.userName ?? '', id: principal.id } }
          : {}),
        ...(input.TokenCode === undefined ? {} : { mfaAt: now }),
      },
      input.MinimumSessionTokenSize,
    )
    return { Credentials: showCredentials(issued) }
  },
}
