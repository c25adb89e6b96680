import type { ContextValue } from '../../security/policy/index.ts'
import { ambiguous } from '../../security/policy/index.ts'
import type { Access, Conditions, RequestContext } from '../../services/operation.ts'

/** What conditions are evaluated against, by key in lower case. */
export type ConditionKeys = Map<string, ContextValue>

/**
 * The global condition keys of a request: of the caller, the session, the network and the time. Each
 * comes from authentication, from the listener or from the clock; the two that clients choose
 * (aws:UserAgent, aws:referer) are known to be no control. A key without a value is left out.
 */
export function requestKeys(context: RequestContext, now: number): ConditionKeys {
  const { caller, endpoint, sourceIp } = context
  const keys: ConditionKeys = new Map<string, ContextValue>()
  keys.set('aws:currenttime', isoSecond(now))
  keys.set('aws:epochtime', String(Math.floor(now / 1000)))
  keys.set('aws:securetransport', context.secureTransport ? 'true' : 'false')
  keys.set('aws:requestedregion', context.region)
  keys.set('aws:viaawsservice', 'false')
  if (context.userAgent !== undefined) keys.set('aws:useragent', context.userAgent)
  if (context.referer !== undefined) keys.set('aws:referer', context.referer)
  if (endpoint === undefined) keys.set('aws:sourceip', sourceIp)
  else {
    keys.set('aws:sourcevpce', endpoint.id)
    keys.set('aws:sourcevpc', endpoint.vpcId)
    keys.set('aws:vpcsourceip', sourceIp)
  }
  const isService = caller.principal.kind === 'service'
  // A service that acts for itself has neither ARN nor account.
  if (!isService) {
    keys.set('aws:principalarn', caller.principalArn)
    keys.set('aws:principalaccount', caller.accountId)
  }
  keys.set('aws:principalisawsservice', String(isService))
  keys.set('aws:principaltype', principalType(context))
  keys.set('aws:userid', caller.userId)
  if (caller.userName !== undefined) keys.set('aws:username', caller.userName)
  for (const [key, value] of caller.tags) add(keys, `aws:principaltag/${key}`, value)
  addSession(keys, context, now)
  return keys
}

function addSession(keys: ConditionKeys, { caller }: RequestContext, now: number): void {
  const { session } = caller
  if (session === undefined) return
  keys.set('aws:tokenissuetime', isoTime(session.issuedAt))
  // Absent, not false, with long-term keys: BoolIfExists depends on it.
  keys.set('aws:multifactorauthpresent', session.mfaAt === undefined ? 'false' : 'true')
  if (session.mfaAt !== undefined) {
    const age = Math.max(0, Math.floor((now - session.mfaAt) / 1000))
    keys.set('aws:multifactorauthage', String(age))
  }
  if (session.sourceIdentity !== undefined) keys.set('aws:sourceidentity', session.sourceIdentity)
  if (session.federatedProvider !== undefined) {
    keys.set('aws:federatedprovider', session.federatedProvider)
  }
  for (const [key, value] of Object.entries(session.providerKeys ?? {})) add(keys, key, value)
}

function principalType({ caller }: RequestContext): string {
  switch (caller.principal.kind) {
    case 'root':
      return 'Account'
    case 'user':
      return 'User'
    case 'role-session':
      return 'AssumedRole'
    case 'federated-user':
      return 'FederatedUser'
    case 'web-identity':
    case 'service':
    case 'anonymous':
      return 'Anonymous'
  }
}

let shownSecond = -1
let shownText = ''

/** The time to the second, made once in each: nearly every request asks for it. */
function isoSecond(now: number): string {
  const second = Math.floor(now / 1000)
  if (second !== shownSecond) {
    shownText = isoTime(now)
    shownSecond = second
  }
  return shownText
}

function isoTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}

/** Keys that describe the network of the caller, which a service that calls on their behalf hides. */
const networkKeys = ['aws:sourceip', 'aws:sourcevpce', 'aws:sourcevpc', 'aws:vpcsourceip']

/** Adds the keys of one access: the resource's account, and what the operation knows. */
export function addAccess(keys: ConditionKeys, access: Access, resourceAccount: string): void {
  keys.set('aws:resourceaccount', resourceAccount)
  addAll(keys, access.conditions)
  addAll(keys, access.lateConditions?.())
  if (access.calledVia !== undefined) {
    for (const key of networkKeys) keys.delete(key)
    keys.set('aws:viaawsservice', 'true')
    keys.set('aws:calledvia', [access.calledVia])
    keys.set('aws:calledviafirst', access.calledVia)
    keys.set('aws:calledvialast', access.calledVia)
  }
}

function addAll(keys: ConditionKeys, conditions: Conditions | undefined): void {
  for (const key in conditions) add(keys, key, conditions[key] ?? [])
}

/** Two different values for what is one key, such as tags that differ in case only, can be judged by no condition. */
function add(keys: ConditionKeys, name: string, value: string | readonly string[]): void {
  if (typeof value !== 'string' && value.length === 0) return
  const key = lowerCase(name)
  const known = keys.get(key)
  keys.set(key, known === undefined || known === value ? value : ambiguous)
}

/** The names that operations use are few; those of tags are not, so that only so many are remembered. */
const mostNames = 256
const lowerCased = new Map<string, string>()

function lowerCase(name: string): string {
  const known = lowerCased.get(name)
  if (known !== undefined) return known
  const lower = name.toLowerCase()
  if (lowerCased.size < mostNames) lowerCased.set(name, lower)
  return lower
}
