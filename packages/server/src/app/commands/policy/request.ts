import { systemClock } from '../../../base/index.ts'
import {
  requestContext,
  type AuthorizationRequest,
  type Principal,
} from '../../../security/policy/index.ts'
import { configurationError } from '../../exit.ts'

/** A request as `policy explain` is asked about it. */
export interface Asked {
  readonly principal: string
  readonly action: string
  readonly resource: string
  /** `key=value`; a key that comes several times has several values. */
  readonly context: readonly string[]
}

/** Keys that hold lists even where one value was given. */
const lists = /^(?:dynamodb:(?:LeadingKeys|Attributes|\w+PartitionKeyValues)|aws:TagKeys)$/i

/** Throws a StartError where a part cannot be read. */
export function requestOf({ principal, action, resource, context }: Asked): AuthorizationRequest {
  const caller = principalOf(principal)
  const account = 'account' in caller ? caller.account : ''
  const owner = resource.split(':')[4]
  return {
    principal: caller,
    action,
    resource,
    resourceAccount: owner === undefined || owner === '' ? account : owner,
    context: requestContext(Object.entries({ ...factsOf(caller), ...givenContext(context) })),
  }
}

function principalOf(arn: string): Principal {
  const [, account = '', type = '', name = ''] =
    /^arn:aws:(?:iam|sts)::([0-9]{12}):(root|user|assumed-role|federated-user)(?:\/(.+))?$/.exec(
      arn,
    ) ?? []
  switch (type) {
    case 'root':
      return { kind: 'root', account, arn }
    case 'user':
      return { kind: 'user', account, arn, id: '' }
    case 'assumed-role': {
      const roleArn = `arn:aws:iam::${account}:role/${name.split('/')[0] ?? ''}`
      return { kind: 'role-session', account, arn, roleArn, roleId: '' }
    }
    case 'federated-user': {
      const userArn = `arn:aws:iam::${account}:user/${name}`
      return { kind: 'federated-user', account, arn, userArn, userId: '' }
    }
    default:
      throw configurationError(
        `--principal ${arn}: name a root, user, assumed-role or federated-user by its ARN`,
      )
  }
}

/** What a request of this caller would have, over TLS and now. */
function factsOf(caller: Principal): Record<string, string> {
  const now = new Date(systemClock.now()).toISOString().slice(0, 19)
  const facts: Record<string, string> = {
    'aws:CurrentTime': `${now}Z`,
    'aws:EpochTime': String(Math.floor(systemClock.now() / 1000)),
    'aws:SecureTransport': 'true',
  }
  if ('account' in caller) facts['aws:PrincipalAccount'] = caller.account
  if (caller.kind === 'user') facts['aws:username'] = caller.arn.split('/').at(-1) ?? ''
  if ('arn' in caller) {
    facts['aws:PrincipalArn'] = caller.kind === 'role-session' ? caller.roleArn : caller.arn
  }
  return facts
}

/** Whether a condition key holds a list even where one value was given. */
export function isListKey(key: string): boolean {
  return lists.test(key)
}

/** Condition keys by name. Throws a StartError where a pair cannot be read. */
export function givenContext(pairs: readonly string[]): Record<string, string | string[]> {
  const context: Record<string, string | string[]> = {}
  for (const pair of pairs) {
    const equals = pair.indexOf('=')
    if (equals < 1) throw configurationError(`--context ${pair}: write it as key=value`)
    const key = pair.slice(0, equals)
    const value = pair.slice(equals + 1)
    const before = context[key]
    if (before !== undefined) context[key] = [before, value].flat()
    else context[key] = lists.test(key) ? [value] : value
  }
  return context
}
