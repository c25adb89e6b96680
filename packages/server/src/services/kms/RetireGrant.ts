import { kmsError, validation } from '../../errors/index.ts'
import type { RetireGrantRequest } from '../../generated/kms/index.ts'
import type { GrantRecord } from '../../security/kms/index.ts'
import type { Operation, RequestContext } from '../operation.ts'
import { keyArn } from './arns.ts'
import { isNamed } from './authority.ts'
import { checkDryRun, type KmsDeps } from './key-operation.ts'
import { resolveKey } from './resolve-key.ts'

export const RetireGrant: Operation<KmsDeps, RetireGrantRequest, RetireGrantRequest, object> = {
  name: 'RetireGrant',
  inputShape: 'RetireGrantRequest',

  prepare(input) {
    const { GrantToken, KeyId, GrantId } = input
    const byId = KeyId !== undefined && GrantId !== undefined
    if ((GrantToken === undefined) === !byId) {
      throw validation('Either GrantToken, or KeyId and GrantId, must be given.')
    }
    return input
  },

  // Who may retire is told by the grant itself.
  accesses: () => [],

  async run(deps, input, context) {
    const grant = await grantOf(deps, input, context)
    context.notes?.noteResource(keyArn(context.region, grant))
    await checkMayRetire(deps, grant, context)
    checkDryRun(input)
    await deps.kms.grants.remove(grant)
    return {}
  },
}

async function grantOf(
  { kms }: KmsDeps,
  input: RetireGrantRequest,
  context: RequestContext,
): Promise<GrantRecord> {
  if (input.GrantToken !== undefined) {
    const reference = kms.grants.readToken(input.GrantToken)
    const grant = reference && (await kms.grants.find(reference))
    if (grant === undefined) throw kmsError('InvalidGrantTokenException', 'Invalid grant token')
    return grant
  }
  const { key } = await resolveKey(kms, context, input.KeyId ?? '', 'key')
  const { accountId, keyId } = key
  const grant = await kms.grants.find({ accountId, keyId, grantId: input.GrantId ?? '' })
  if (grant !== undefined) return grant
  throw kmsError('NotFoundException', `Grant ID ${input.GrantId ?? ''} not found`)
}

/** The retiring principal; the grantee, if the grant says so; and whom the key's policy allows. */
async function checkMayRetire(
  deps: KmsDeps,
  grant: GrantRecord,
  context: RequestContext,
): Promise<void> {
  const { principal } = context.caller
  const byGrantee = grant.operations.includes('RetireGrant')
  const named =
    isNamed(principal, grant.retiring, grant.retiringId) ||
    (byGrantee && isNamed(principal, grant.grantee, grant.granteeId))
  const key = await deps.kms.keys.find(grant.accountId, grant.keyId)
  if (key === undefined) throw kmsError('NotFoundException', 'The key of the grant does not exist')
  const request = { key, action: 'RetireGrant', conditions: {} }
  await deps.authority.authorize(context, request, () => Promise.resolve(named))
}
