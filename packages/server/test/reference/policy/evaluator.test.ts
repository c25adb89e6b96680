import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  authorize,
  compilePolicies,
  parsePolicy,
  requestContext,
  type CompiledPolicies,
  type PolicyKind,
  type PolicySet,
  type Principal,
} from '../../../src/security/policy/index.ts'
import { Dice, seedOfRun } from '../../properties/dice.ts'
import {
  twinDecision,
  type TwinCaller,
  type TwinDocument,
  type TwinPolicies,
  type TwinRequest,
} from './evaluator.ts'
import { anyPolicies, anyRequest } from './generate.ts'

const sets = 20_000
const requestsOfSet = 50

function compiled(kind: PolicyKind, documents: readonly TwinDocument[]): CompiledPolicies {
  const policies = documents.map((document, index) => {
    const parsed = parsePolicy(JSON.stringify(document), kind)
    assert(parsed.ok, `${JSON.stringify(document)}: ${parsed.ok ? '' : parsed.message}`)
    return { id: `${kind}-${String(index)}`, policy: parsed.policy }
  })
  return compilePolicies(kind, policies)
}

function compiledSet(policies: TwinPolicies): PolicySet {
  const { identity, boundary, session, scp, rcp, resource, resourceKind, endpoint } = policies
  return {
    identity: identity && compiled('identity', identity),
    boundary: boundary && compiled('boundary', boundary),
    session: session && compiled('session', session),
    scp: scp?.map((level) => compiled('scp', level)),
    rcp: rcp && compiled('rcp', rcp),
    resource: resource && compiled(resourceKind ?? 'resource', resource),
    endpoint: endpoint && compiled('endpoint', endpoint),
  }
}

function principalOf({ kind, account, arn, issuerArn = '' }: TwinCaller): Principal {
  switch (kind) {
    case 'root':
      return { kind, account, arn }
    case 'user':
      return { kind, account, arn, id: 'AIDAEXAMPLEEXAMPLE11' }
    case 'role-session':
      return { kind, account, arn, roleArn: issuerArn, roleId: 'AROAEXAMPLEEXAMPLE11' }
    case 'federated-user':
      return { kind, account, arn, userArn: issuerArn, userId: 'AIDAEXAMPLEEXAMPLE11' }
  }
}

function decisionOf(request: TwinRequest, set: PolicySet): string {
  const { caller, action, resource, resourceAccount } = request
  const context = requestContext(Object.entries(request.context))
  const principal = principalOf(caller)
  const decision = authorize({ principal, action, resource, resourceAccount, context }, set)
  return decision.effect === 'allow' ? 'allow' : `${decision.effect} ${decision.deniedBy}`
}

test(`the engine decides as plain evaluation does, ${String(sets * requestsOfSet)} times`, () => {
  const seed = seedOfRun()
  console.log(`STRONGROOM_TEST_SEED=${String(seed)}`)
  const dice = new Dice(seed)
  const seen = new Map<string, number>()
  for (let count = 0; count < sets; count++) {
    const policies = anyPolicies(dice)
    const set = compiledSet(policies)
    for (let one = 0; one < requestsOfSet; one++) {
      const request = anyRequest(dice)
      const expected = twinDecision(request, policies)
      const actual = decisionOf(request, set)
      if (actual !== expected) {
        assert.fail(
          `engine: ${actual}, plain: ${expected}\n${JSON.stringify({ request, policies }, null, 1)}`,
        )
      }
      seen.set(actual, (seen.get(actual) ?? 0) + 1)
    }
  }
  console.log([...seen].map(([effect, times]) => `${effect}: ${String(times)}`).join(', '))
  // A generator that never allows, or never reaches a kind of policy, would prove nothing.
  for (const effect of ['allow', 'explicit-deny identity', 'implicit-deny boundary']) {
    assert((seen.get(effect) ?? 0) > sets / 100, `${effect} was decided often`)
  }
})
