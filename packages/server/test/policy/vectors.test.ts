import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  authorize,
  compilePolicies,
  parsePolicy,
  requestContext,
  type PolicyKind,
} from '../../src/security/policy/index.ts'

/** Reads a table of `vectors/policy/`; the path is that from the compiled file. */
function readVectors(file: string): unknown {
  const url = new URL(`../../../../../vectors/policy/${file}`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8'))
}

type Given = string | string[]

const account = '111111111111'
const caller = {
  kind: 'user',
  account,
  arn: `arn:aws:iam::${account}:user/ann`,
  id: 'AIDAEXAMPLEEXAMPLE11',
} as const
const table = `arn:aws:dynamodb:eu-west-1:${account}:table/Books`

/** Whether one statement of an identity policy takes effect on a request. */
function takesEffect(
  statement: { Effect: 'Allow' | 'Deny' } & Record<string, unknown>,
  asked: {
    version?: string | undefined
    action?: string
    resource?: string
    context?: Record<string, Given>
  },
): boolean {
  const Version = asked.version ?? '2012-10-17'
  const all = { Effect: 'Allow', Action: '*', Resource: '*' }
  const Statement = statement.Effect === 'Deny' ? [statement, all] : [statement]
  const parsed = parsePolicy(JSON.stringify({ Version, Statement }), 'identity')
  assert(parsed.ok, parsed.ok ? '' : `${parsed.message} ${JSON.stringify(statement)}`)
  const { effect } = authorize(
    {
      principal: caller,
      action: asked.action ?? 'dynamodb:GetItem',
      resource: asked.resource ?? table,
      resourceAccount: account,
      context: requestContext(Object.entries(asked.context ?? {})),
    },
    { identity: compilePolicies('identity', [{ id: 'inline', policy: parsed.policy }]) },
  )
  return statement.Effect === 'Deny' ? effect === 'explicit-deny' : effect === 'allow'
}

interface OperatorCase {
  readonly operator: string
  readonly values: unknown
  readonly given?: Given
  readonly holds: boolean | null
  readonly context?: Record<string, Given>
  readonly version?: string
}

test('conditions hold as the tables of the operators say, and what cannot be told never allows', () => {
  const wrong: object[] = []
  const { cases } = readVectors('operators.json') as { cases: OperatorCase[] }
  for (const one of cases) {
    const { operator, values, given, holds, version } = one
    const key = 'aws:PrincipalTag/asked'
    const context = { ...one.context, ...(given === undefined ? {} : { [key]: given }) }
    const Condition = { [operator]: { [key]: values } }
    const common = { Action: '*', Resource: '*', Condition }
    const allowed = takesEffect({ Effect: 'Allow', ...common }, { context, version })
    const denied = takesEffect({ Effect: 'Deny', ...common }, { context, version })
    if (allowed !== (holds === true) || denied !== (holds !== false)) {
      wrong.push({ ...one, allowed, denied })
    }
  }
  assert.deepEqual(wrong, [])
})

interface Patterns {
  readonly actions: readonly { pattern: string; action: string; matches: boolean }[]
  readonly resources: readonly {
    pattern: string
    resource: string
    matches: boolean
    context?: Record<string, Given>
    version?: string
  }[]
}

test('patterns of actions and resources match as their table says', () => {
  const { actions, resources } = readVectors('patterns.json') as Patterns
  const wrong: object[] = []
  for (const one of actions) {
    const statement = { Effect: 'Allow', Action: one.pattern, Resource: '*' } as const
    if (takesEffect(statement, { action: one.action }) !== one.matches) wrong.push(one)
  }
  for (const one of resources) {
    const { pattern, resource, context = {}, version, matches } = one
    const statement = { Effect: 'Allow', Action: '*', Resource: pattern } as const
    if (takesEffect(statement, { resource, context, version }) !== matches) wrong.push(one)
  }
  assert.deepEqual(wrong, [])
})

interface Documents {
  readonly refused: readonly {
    kind: PolicyKind
    text?: string
    document?: object
    code: string
    message: string
    path: string
  }[]
  readonly accepted: readonly { kind: PolicyKind; text?: string; document?: object }[]
}

test('documents are refused with the message and the place of the fault', () => {
  const { refused } = readVectors('documents.json') as Documents
  const wrong: object[] = []
  for (const { kind, text, document, code, message, path } of refused) {
    const outcome = parsePolicy(text ?? JSON.stringify(document), kind)
    const found = outcome.ok
      ? { ok: true }
      : { code: outcome.code, message: outcome.message, path: outcome.path }
    try {
      assert.deepEqual(found, { code, message, path })
    } catch {
      wrong.push({ kind, text, document, expected: { code, message, path }, found })
    }
  }
  assert.deepEqual(wrong, [])
})

test('documents of every kind are accepted', () => {
  const { accepted } = readVectors('documents.json') as Documents
  for (const { kind, text, document } of accepted) {
    const outcome = parsePolicy(text ?? JSON.stringify(document), kind)
    assert(outcome.ok, `${kind} ${JSON.stringify(document)}: ${outcome.ok ? '' : outcome.message}`)
  }
})

const callers = {
  user: { ...caller, arn: `arn:aws:iam::${account}:user/team/ann` },
  'role-session': {
    kind: 'role-session',
    account,
    arn: `arn:aws:sts::${account}:assumed-role/app/one`,
    roleArn: `arn:aws:iam::${account}:role/app`,
    roleId: 'AROAEXAMPLEEXAMPLE11',
  },
  'federated-user': {
    kind: 'federated-user',
    account,
    arn: `arn:aws:sts::${account}:federated-user/ann`,
    userArn: `arn:aws:iam::${account}:user/team/ann`,
    userId: 'AIDAEXAMPLEEXAMPLE11',
  },
} as const

interface PrincipalCase {
  readonly caller: keyof typeof callers
  readonly principal: unknown
  readonly condition?: object
  readonly worth: 0 | 1 | 2 | 3
}

test("an Allow of a resource's policy is worth what its table says, by how it names the caller", () => {
  const compiled = (kind: PolicyKind, statement: object) => {
    const parsed = parsePolicy(
      JSON.stringify({
        Version: '2012-10-17',
        Statement: { Action: '*', Resource: '*', ...statement },
      }),
      kind,
    )
    assert(parsed.ok, parsed.ok ? '' : `${parsed.message} ${JSON.stringify(statement)}`)
    return compilePolicies(kind, [{ id: kind, policy: parsed.policy }])
  }
  const everything = { Effect: 'Allow' }
  const nothing = { Effect: 'Allow', Action: 'sts:AssumeRole' }
  const wrong: object[] = []
  const { cases } = readVectors('principals.json') as { cases: PrincipalCase[] }
  for (const one of cases) {
    const principal = callers[one.caller]
    const named = { Effect: 'Allow', Principal: one.principal, Condition: one.condition ?? {} }
    const resource = compiled('resource', named)
    const session = compiled('session', everything)
    const context = requestContext([
      ['aws:PrincipalArn', 'roleArn' in principal ? principal.roleArn : principal.arn],
    ])
    const request = {
      action: 'dynamodb:GetItem',
      resource: table,
      resourceAccount: account,
      context,
    }
    const allowed = (identity: object, boundary: object): boolean =>
      authorize(
        { principal, ...request },
        {
          identity: compiled('identity', identity),
          boundary: compiled('boundary', boundary),
          session,
          resource,
        },
      ).effect === 'allow'
    // Whoever is named by nobody is still allowed what the own policies allow, at home.
    const found = allowed(nothing, nothing) ? 3 : allowed(nothing, everything) ? 2 : undefined
    if (found !== (one.worth >= 2 ? one.worth : undefined)) wrong.push({ ...one, found })
    if (!allowed(everything, everything)) wrong.push({ ...one, own: false })
  }
  assert.deepEqual(wrong, [])
})
