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
import type { Draft, Focus } from './generate.ts'
import { actions, keys, resources } from './vocabulary.ts'

type Kind = Draft['kind']

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

/** A small world of requests, to be searched in full: many of what the policies are about. */
export function* situations(
  dice: Dice,
  { kind, focus }: { readonly kind: Kind; readonly focus: Focus },
  mentioned: readonly string[],
): Generator<Situation> {
  const many = (part: Focus, count: number): number =>
    focus === 'all' ? count : focus === part ? 12 : 1
  const trust = kind === 'trust'
  const someActions = draw(dice, trust ? trusted : actions, many('Action', 3))
  const someResources = draw(dice, trust ? [role.roleArn] : resources, many('Resource', 3))
  const count = mentioned.length === 0 ? 1 : typeof focus === 'object' ? 20 : 5
  const contexts = Array.from({ length: count }, () => randomContext(dice, mentioned))
  for (let world = kind === 'identity' ? 1 : many('Principal', 3); world > 0; world -= 1) {
    const principal = dice.any(kind === 'identity' ? callers.slice(1, 2) : callers)
    const { rest, resourceAccount } = randomRest(dice, kind)
    for (const action of someActions) {
      for (const resource of someResources) {
        for (const context of contexts) {
          if (principal === undefined) continue
          yield { request: { principal, action, resource, resourceAccount, context }, rest }
        }
      }
    }
  }
}

const trusted = ['sts:AssumeRole', 'sts:TagSession']

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
  kind: Kind,
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
