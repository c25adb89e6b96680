import {
  ambiguous,
  authorize,
  compilePolicies,
  parsePolicy,
  type AuthorizationRequest,
  type CompiledPolicies,
  type ContextValue,
  type Policy,
  type PolicySet,
  type Principal,
} from '../../src/security/policy/index.ts'
import type { Dice } from '../properties/dice.ts'
import { actions, keys, resources } from './vocabulary.ts'

/** A request and all that decides it besides the policy in question. */
export interface Situation {
  readonly request: AuthorizationRequest
  readonly rest: Omit<PolicySet, 'resource'>
}

const [home, abroad] = ['111111111111', '222222222222']
const role = { roleArn: `arn:aws:iam::${home}:role/app`, roleId: 'AROAAAAAAAAAAAAA' }

const callers: readonly Principal[] = [
  { kind: 'root', account: home, arn: `arn:aws:iam::${home}:root` },
  { kind: 'user', account: home, arn: `arn:aws:iam::${home}:user/ann`, id: 'AIDABBBBBBBBBBBB' },
  { kind: 'user', account: home, arn: `arn:aws:iam::${home}:user/bob`, id: 'AIDAAAAAAAAAAAAA' },
  { kind: 'user', account: abroad, arn: `arn:aws:iam::${abroad}:user/ann`, id: 'AIDACCCCCCCCCCCC' },
  {
    kind: 'role-session',
    account: home,
    arn: `arn:aws:sts::${home}:assumed-role/app/one`,
    ...role,
  },
  {
    kind: 'role-session',
    account: home,
    arn: `arn:aws:sts::${home}:assumed-role/app/two`,
    ...role,
  },
  {
    kind: 'federated-user',
    account: home,
    arn: `arn:aws:sts::${home}:federated-user/fay`,
    userArn: `arn:aws:iam::${home}:user/ann`,
    userId: 'AIDABBBBBBBBBBBB',
  },
  { kind: 'service', service: 'events.amazonaws.com' },
  { kind: 'anonymous' },
]

/** A small world of requests, to be searched in full. */
export function* situations(
  dice: Dice,
  kind: 'identity' | 'resource' | 'trust',
  mentioned: readonly string[],
): Generator<Situation> {
  const someActions = draw(
    dice,
    kind === 'trust' ? ['sts:AssumeRole', 'sts:TagSession'] : actions,
    3,
  )
  const someResources = draw(dice, kind === 'trust' ? [role.roleArn] : resources, 3)
  const contexts = Array.from({ length: mentioned.length === 0 ? 1 : 5 }, () =>
    randomContext(dice, mentioned),
  )
  const worlds = kind === 'identity' ? 1 : 3
  for (let world = 0; world < worlds; world += 1) {
    const principal = dice.any(callers) ?? { kind: 'anonymous' }
    const asked = kind === 'identity' ? callers[1] : principal
    const { rest, resourceAccount } = randomRest(dice, kind)
    for (const action of someActions) {
      for (const resource of someResources) {
        for (const context of contexts) {
          if (asked === undefined) continue
          yield {
            request: { principal: asked, action, resource, resourceAccount, context },
            rest,
          }
        }
      }
    }
  }
}

function draw(dice: Dice, from: readonly string[], count: number): readonly string[] {
  return [...new Set(Array.from({ length: count }, () => dice.any(from) ?? ''))]
}

function randomContext(dice: Dice, mentioned: readonly string[]): Map<string, ContextValue> {
  const context = new Map<string, ContextValue>()
  for (const { key, many, tag, held } of keys) {
    const name = key.toLowerCase()
    if (!mentioned.includes(name) || dice.chance(0.15)) continue
    const one = (): string => dice.any(held) ?? ''
    if (tag === true && dice.chance(0.05)) context.set(name, ambiguous)
    else if (many && dice.chance(0.6)) {
      context.set(name, Array.from({ length: 1 + dice.below(3) }, one))
    } else context.set(name, one())
  }
  return context
}

function randomRest(
  dice: Dice,
  kind: 'identity' | 'resource' | 'trust',
): { rest: Omit<PolicySet, 'resource'>; resourceAccount: string } {
  if (kind === 'identity') return { rest: {}, resourceAccount: home }
  return {
    rest: {
      identity: dice.any([undefined, everything]),
      session: dice.any([undefined, nothing, everything]),
      boundary: dice.any([undefined, undefined, nothing, everything]),
    },
    resourceAccount: dice.pick([home, abroad, '333333333333']),
  }
}

/** The evaluator's word on a situation under a policy. */
export function allows(kind: string, policies: CompiledPolicies, situation: Situation): boolean {
  const { request, rest } = situation
  const set =
    kind === 'identity' ? { ...rest, identity: policies } : { ...rest, resource: policies }
  return authorize(request, set).effect === 'allow'
}

function readPolicy(statement: object): Policy {
  const document = { Version: '2012-10-17', Statement: [statement] }
  const parsed = parsePolicy(JSON.stringify(document), 'session')
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.policy
}

const everything = compilePolicies('session', [
  { id: 'all', policy: readPolicy({ Effect: 'Allow', Action: '*', Resource: '*' }) },
])
const nothing = compilePolicies('session', [])
