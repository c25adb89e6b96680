import { assert } from '../../base/index.ts'
import { accessDenied } from '../../errors/index.ts'
import {
  grantPermits,
  grantPermitsChild,
  type GrantConstraints,
  type KeyRecord,
  type Kms,
} from '../../security/kms/index.ts'
import {
  compilePolicies,
  parsePolicy,
  withPrincipalIds,
  type CompiledPolicies,
  type Policy,
  type Principal,
} from '../../security/policy/index.ts'
import type { Access, Conditions, RequestContext, ResourceAuthorizer } from '../operation.ts'
import { keyArn } from './arns.ts'

export interface KeyRequest {
  readonly key: KeyRecord
  /** `Decrypt`: the IAM action, without `kms:`. */
  readonly action: string
  readonly conditions: Conditions
  /** `dynamodb`: the service that asks with the caller's rights. */
  readonly via?: string
  /** What grants are held against; absent where grants do not speak of the operation. */
  readonly grant?: {
    readonly context: Readonly<Record<string, string>> | undefined
    /** Of CreateGrant: the grant that is to be made. */
    readonly child?: GrantTerms
  }
}

/** What a grant permits, and in which encryption context. */
export interface GrantTerms {
  readonly operations: readonly string[]
  readonly constraints: GrantConstraints | undefined
}

/** The parsed and compiled policy of each version of a key, for as long as its text is in use. */
const compiled = new Map<string, CompiledPolicies>()
const compiledMost = 1000

/**
 * Decides about keys: the key's policy first, which must allow even the account itself; policies of
 * IAM count where it lets them; a grant allows what nothing denies.
 */
export class KeyAuthority {
  readonly #kms: Pick<Kms, 'grants'>
  readonly #authorizer: ResourceAuthorizer

  constructor(kms: Pick<Kms, 'grants'>, authorizer: ResourceAuthorizer) {
    this.#kms = kms
    this.#authorizer = authorizer
  }

  /**
   * Rejects with AccessDeniedException. `granted`: whether a grant gives the right, which is asked only
   * where the policies of key and caller do not.
   */
  async authorize(
    context: RequestContext,
    request: KeyRequest,
    granted: () => Promise<boolean> = () => this.#isGranted(context, request),
  ): Promise<void> {
    const access = accessOf(context, request)
    refuseFromAbroad(context, access.resource, request)
    // What another service does with a key has a record of its own.
    if (request.via === undefined) context.notes?.noteResource(access.resource)
    const decision = await this.#authorizer.decide(context, access)
    if (decision.effect === 'allow') return
    const mayBeGranted =
      decision.effect === 'implicit-deny' &&
      (decision.deniedBy === 'key' || decision.deniedBy === 'identity')
    if (mayBeGranted && (await granted())) {
      await this.#authorizer.authorize(asGranted(context), { ...access, resourcePolicy: anyKeyUse })
      return
    }
    await this.#authorizer.authorize(context, access)
  }

  async #isGranted({ caller }: RequestContext, request: KeyRequest): Promise<boolean> {
    if (request.grant === undefined) return false
    const { accountId, keyId } = request.key
    const { principal } = caller
    const named = await this.#kms.grants.of(accountId, keyId, namesOf(principal))
    const grants = named.filter(({ granteeId }) => isMeant(principal, granteeId))
    const { context, child } = request.grant
    return grants.some((grant) =>
      child === undefined
        ? grantPermits(grant, request.action, context)
        : grantPermitsChild(grant, child),
    )
  }

  /** Whether the caller could change the policy once more after this one took its place. */
  async keepsControl(
    context: RequestContext,
    key: Pick<KeyRecord, 'accountId' | 'keyId'>,
    policy: Policy,
  ): Promise<boolean> {
    const decision = await this.#authorizer.decide(context, {
      action: 'kms:PutKeyPolicy',
      resource: keyArn(context.region, key),
      conditions: { 'kms:CallerAccount': context.caller.accountId },
      resourcePolicy: compilePolicies('key', [{ id: 'default', policy }]),
    })
    return decision.effect === 'allow'
  }
}

/** All that other accounts may do with a key, whatever its policy says. */
const acrossAccounts: ReadonlySet<string> = new Set([
  ...['Encrypt', 'Decrypt', 'ReEncryptFrom', 'ReEncryptTo', 'GenerateDataKey'],
  ...['GenerateDataKeyWithoutPlaintext', 'GenerateDataKeyPair'],
  ...['GenerateDataKeyPairWithoutPlaintext', 'Sign', 'Verify', 'GenerateMac', 'VerifyMac'],
  ...['CreateGrant', 'ListGrants', 'RetireGrant', 'RevokeGrant'],
  ...['DescribeKey', 'GetKeyRotationStatus', 'GetPublicKey'],
])

/** Keys are managed from their own account alone. */
function refuseFromAbroad({ caller }: RequestContext, arn: string, request: KeyRequest): void {
  const { key, action } = request
  if (!('account' in caller.principal) || caller.accountId === key.accountId) return
  if (acrossAccounts.has(action)) return
  throw accessDenied(
    `User: ${caller.arn} is not authorized to perform: kms:${action} on resource: ${arn} because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
  )
}

/** What a grant stands in for. Their denials were asked for before. */
const anyKeyUse = everyKeyUse('key', { Principal: '*' })
const anyIdentity = everyKeyUse('identity', {})

/**
 * The caller as a grant sees them. It stands in for the policies of key and caller, and for nothing that
 * limits them: boundary, session and the organization's policies are to allow what it permits.
 */
function asGranted(context: RequestContext): RequestContext {
  const { caller } = context
  return {
    ...context,
    caller: { ...caller, policies: { ...caller.policies, identity: anyIdentity } },
  }
}

function everyKeyUse(kind: 'key' | 'identity', principal: object): CompiledPolicies {
  const statement = { Effect: 'Allow', Action: 'kms:*', Resource: '*', ...principal }
  const parsed = parsePolicy(JSON.stringify({ Statement: [statement] }), kind)
  assert(parsed.ok, 'a policy of our own can be read')
  return compilePolicies(kind, [{ id: 'grant', policy: parsed.policy }])
}

function accessOf(context: RequestContext, request: KeyRequest): Access {
  const { key, action, conditions, via } = request
  return {
    action: `kms:${action}`,
    resource: keyArn(context.region, key),
    conditions: {
      ...keyConditions(key),
      'kms:CallerAccount': context.caller.accountId,
      ...(via === undefined ? {} : { 'kms:ViaService': `${via}.${context.region}.amazonaws.com` }),
      ...conditions,
    },
    resourcePolicy: compileKeyPolicy(key),
    ...(via === undefined ? {} : { calledVia: `${via}.amazonaws.com` }),
  }
}

/** The names by which grants know a principal. */
export function namesOf(principal: Principal): readonly string[] {
  switch (principal.kind) {
    case 'service':
      return [principal.service]
    case 'role-session':
      return [principal.arn, principal.roleArn]
    case 'anonymous':
      return []
    default:
      return [principal.arn]
  }
}

/** Whether a principal is who a grant names; where it knows the unique id, nobody later of the same name. */
export function isNamed(
  principal: Principal,
  name: string | undefined,
  id: string | undefined,
): boolean {
  return name !== undefined && namesOf(principal).includes(name) && isMeant(principal, id)
}

function isMeant(principal: Principal, id: string | undefined): boolean {
  if (id === undefined) return true
  if (principal.kind === 'user') return principal.id === id
  return principal.kind === 'role-session' && principal.roleId === id
}

/** Facts of the key itself that policies may ask for. */
function keyConditions(key: KeyRecord): Conditions {
  const conditions: Record<string, string> = {
    'kms:KeyOrigin': key.origin,
    'kms:KeySpec': key.spec,
    'kms:KeyUsage': key.usage,
    'kms:CustomerMasterKeySpec': key.spec,
    'kms:CustomerMasterKeyUsage': key.usage,
    'kms:MultiRegion': 'false',
  }
  for (const { TagKey, TagValue } of key.tags) conditions[`aws:ResourceTag/${TagKey}`] = TagValue
  return conditions
}

function compileKeyPolicy({ policy, principals }: KeyRecord): CompiledPolicies {
  const id = principals === undefined ? policy : policy + JSON.stringify(principals)
  const known = compiled.get(id)
  if (known !== undefined) return known
  const parsed = parsePolicy(policy, 'key')
  // A policy that was accepted once and is not understood now allows nothing.
  const policies = parsed.ok
    ? [{ id: 'default', policy: withPrincipalIds(parsed.policy, principals) }]
    : []
  const fresh = compilePolicies('key', policies)
  compiled.set(id, fresh)
  if (compiled.size > compiledMost) {
    for (const oldest of compiled.keys()) {
      compiled.delete(oldest)
      break
    }
  }
  return fresh
}
