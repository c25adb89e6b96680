import type { PolicyKind } from '../../../src/security/policy/index.ts'
import type { Dice } from '../../properties/dice.ts'
import type {
  TwinCaller,
  TwinContext,
  TwinDocument,
  TwinPolicies,
  TwinRequest,
  TwinStatement,
} from './evaluator.ts'

/** Small worlds, so that policies and requests meet often. */
const accounts = ['111111111111', '222222222222'] as const
const actions = [
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'dynamodb:Scan',
  'sts:AssumeRole',
] as const
const actionPatterns = [
  ...actions,
  '*',
  'dynamodb:*',
  'DYNAMODB:getitem',
  'dynamodb:?etItem',
  'dynamodb:*Item',
  'dynamodb:*a*',
] as const
const tables = ['Books', 'Book*', 'Orders', 'ann', 'Books/index/I', 'Books/stream/2026:1'] as const
const resourcePatterns = [
  '*',
  'arn:aws:dynamodb:*:111111111111:table/Books',
  'arn:aws:dynamodb:eu-west-1:111111111111:table/Book*',
  'arn:aws:dynamodb:eu-west-1:*:table/*',
  'arn:aws:dynamodb:eu-west-1:111111111111:table/Books/index/*',
  'arn:aws:dynamodb:eu-west-1:111111111111:table/*:*',
  'arn:aws:dynamodb:eu-*-1:??????????11:table/????s',
  'arn:aws:dynamodb:eu-west-1:111111111111:table/${aws:username}',
  "arn:aws:dynamodb:eu-west-1:111111111111:table/${aws:PrincipalTag/team, 'Orders'}*",
  'arn:aws:dynamodb:eu-west-1:111111111111:table/Book${*}',
] as const
const texts = ['ann', 'bob', 'Ann', 'a*', '', 'Books', '10', 'true'] as const
const textValues = [...texts, '*', '?nn', 'b*', '${aws:username}', "${aws:userid, 'bob'}"] as const
const numbers = ['1', '2', '10', '2.5'] as const
const times = ['2026-01-01', '2026-06-01T12:00:00Z', '1780000000'] as const
const addresses = ['10.0.0.1', '10.0.1.7', '192.168.1.1'] as const
const networks = ['10.0.0.0/16', '10.0.0.1', '0.0.0.0/0', '192.168.1.0/31'] as const
const arns = [
  'arn:aws:iam::111111111111:user/ann',
  'arn:aws:iam::111111111111:role/app',
  'arn:aws:dynamodb:eu-west-1:111111111111:table/Books',
] as const
const arnValues = [...arns, 'arn:aws:iam::*:user/*', 'arn:aws:iam::111111111111:role/?pp'] as const

const callers: readonly [TwinCaller, ...TwinCaller[]] = [
  { kind: 'root', account: accounts[0], arn: `arn:aws:iam::${accounts[0]}:root` },
  { kind: 'user', account: accounts[0], arn: `arn:aws:iam::${accounts[0]}:user/ann` },
  { kind: 'user', account: accounts[1], arn: `arn:aws:iam::${accounts[1]}:user/bob` },
  {
    kind: 'role-session',
    account: accounts[0],
    arn: `arn:aws:sts::${accounts[0]}:assumed-role/app/one`,
    issuerArn: `arn:aws:iam::${accounts[0]}:role/app`,
  },
  {
    kind: 'federated-user',
    account: accounts[0],
    arn: `arn:aws:sts::${accounts[0]}:federated-user/ann`,
    issuerArn: `arn:aws:iam::${accounts[0]}:user/ann`,
  },
]

/** Keys by the family of operators that fits them; now and then one that does not fit. */
const keys = {
  String: ['aws:username', 'dynamodb:LeadingKeys', 'aws:PrincipalTag/team', 'AWS:UserName'],
  Numeric: ['aws:MultiFactorAuthAge', 'dynamodb:LeadingKeys'],
  Date: ['aws:CurrentTime', 'aws:username'],
  Bool: ['aws:SecureTransport', 'aws:username'],
  Ip: ['aws:SourceIp', 'aws:username'],
  Arn: ['aws:PrincipalArn', 'aws:username'],
} as const

export function anyRequest(dice: Dice): TwinRequest {
  const account = dice.chance(0.8) ? accounts[0] : accounts[1]
  const table = `arn:aws:dynamodb:eu-west-1:${account}:table/${dice.pick(tables)}`
  return {
    caller: dice.pick(callers),
    action: dice.pick(actions),
    resource: dice.chance(0.1) ? '*' : table,
    resourceAccount: account,
    context: anyContext(dice),
  }
}

function anyContext(dice: Dice): TwinContext {
  const context: Record<string, string | readonly string[]> = {}
  const maybe = (key: string, value: () => string | readonly string[]): void => {
    if (dice.chance(0.6)) context[key] = value()
  }
  maybe('aws:username', () => dice.pick(texts))
  maybe('aws:userid', () => dice.pick(texts))
  maybe('aws:PrincipalTag/team', () => dice.pick(texts))
  maybe('aws:MultiFactorAuthAge', () => dice.pick(dice.chance(0.1) ? texts : numbers))
  maybe('aws:CurrentTime', () => dice.pick(times))
  maybe('aws:SecureTransport', () => dice.pick(['true', 'false', 'True']))
  maybe('aws:SourceIp', () => dice.pick(addresses))
  maybe('aws:PrincipalArn', () => dice.pick(arns))
  maybe('dynamodb:LeadingKeys', () =>
    Array.from({ length: dice.below(4) }, () => dice.pick(dice.chance(0.5) ? texts : numbers)),
  )
  return context
}

/** A set in which each kind of policy is there now and then; `resource` may be a key's or a role's. */
export function anyPolicies(dice: Dice): TwinPolicies {
  const some = (kind: PolicyKind, most: number): TwinDocument[] => {
    const documents = Array.from({ length: dice.below(most + 1) }, () => anyDocument(dice, kind))
    return dice.chance(0.3) ? documents.flatMap((one) => [one, variant(dice, one)]) : documents
  }
  const resourceKind = dice.pick(['resource', 'resource', 'resource', 'key', 'trust'] as const)
  return {
    identity: dice.chance(0.9) ? some('identity', 3) : undefined,
    boundary: dice.chance(0.2) ? some('boundary', 1) : undefined,
    session: dice.chance(0.3) ? some('session', 2) : undefined,
    scp: dice.chance(0.2) ? [some('scp', 2), some('scp', 2)] : undefined,
    rcp: dice.chance(0.2) ? some('rcp', 1) : undefined,
    resource: dice.chance(0.5) ? some(resourceKind, 1) : undefined,
    resourceKind,
    endpoint: dice.chance(0.2) ? some('endpoint', 1) : undefined,
  }
}

function anyDocument(dice: Dice, kind: PolicyKind): TwinDocument {
  return {
    ...(dice.chance(0.8) ? { Version: '2012-10-17' } : {}),
    Statement: Array.from({ length: 1 + dice.below(3) }, () => anyStatement(dice, kind)),
  }
}

/** The same statements in another document, with one part or another changed: such as are nearly the same. */
function variant(dice: Dice, { Version, Statement }: TwinDocument): TwinDocument {
  const changed = Statement.map((statement) => {
    const other = { ...statement }
    if (dice.chance(0.2)) other.Effect = 'Deny'
    if (dice.chance(0.2) && other.Resource !== undefined)
      other.Resource = list(dice, resourcePatterns)
    if (dice.chance(0.2)) other.Condition = anyConditions(dice)
    return other
  })
  const version = dice.chance(0.8) ? Version : undefined
  return { ...(version === undefined ? {} : { Version: version }), Statement: changed }
}

function anyStatement(dice: Dice, kind: PolicyKind): TwinStatement {
  const Effect = kind === 'rcp' || dice.chance(0.25) ? 'Deny' : 'Allow'
  const statement: TwinStatement = { Effect }
  if (kind === 'rcp') statement.Principal = '*'
  else if (['resource', 'key', 'trust', 'endpoint'].includes(kind)) {
    const AWS = list(dice, [
      '*',
      accounts[0],
      `arn:aws:iam::${accounts[1]}:root`,
      ...callers.slice(1).flatMap(({ arn, issuerArn }) => (issuerArn ? [arn, issuerArn] : [arn])),
    ])
    if (Effect === 'Deny' && kind !== 'trust' && dice.chance(0.3)) statement.NotPrincipal = { AWS }
    else statement.Principal = dice.chance(0.2) ? '*' : { AWS }
  }
  const covered = kind === 'trust' ? (['sts:AssumeRole', 'sts:*'] as const) : actionPatterns
  statement[dice.chance(0.85) ? 'Action' : 'NotAction'] = list(dice, covered)
  if (kind !== 'trust') {
    statement[dice.chance(0.85) ? 'Resource' : 'NotResource'] = list(dice, resourcePatterns)
  }
  if (dice.chance(0.6)) statement.Condition = anyConditions(dice)
  return statement
}

function anyConditions(dice: Dice): NonNullable<TwinStatement['Condition']> {
  const conditions: NonNullable<TwinStatement['Condition']> = {}
  for (let count = 1 + dice.below(2); count > 0; count--) {
    const [operator, key, values] = anyCondition(dice)
    conditions[operator] = { ...conditions[operator], [key]: values }
  }
  return conditions
}

function anyCondition(dice: Dice): [operator: string, key: string, values: string[]] {
  if (dice.chance(0.1)) return ['Null', dice.pick(keys.String), list(dice, ['true', 'false'])]
  const qualifier = dice.chance(0.3) ? dice.pick(['ForAllValues:', 'ForAnyValue:']) : ''
  const suffix = dice.chance(0.2) ? 'IfExists' : ''
  const orders = ['LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'] as const
  const named = (name: string): string => qualifier + name + suffix
  switch (dice.pick(['String', 'String', 'Numeric', 'Date', 'Bool', 'Ip', 'Arn'])) {
    case 'String': {
      const kinds = ['Equals', 'NotEquals', 'Like', 'NotLike'] as const
      const kind = dice.pick([...kinds, 'EqualsIgnoreCase', 'NotEqualsIgnoreCase'])
      return [named(`String${kind}`), dice.pick(keys.String), list(dice, textValues)]
    }
    case 'Numeric': {
      const kind = dice.pick(['Equals', 'NotEquals', ...orders])
      return [named(`Numeric${kind}`), dice.pick(keys.Numeric), list(dice, numbers)]
    }
    case 'Date': {
      const kind = dice.pick(['Equals', 'NotEquals', ...orders])
      return [named(`Date${kind}`), dice.pick(keys.Date), list(dice, times)]
    }
    case 'Bool':
      return [named('Bool'), dice.pick(keys.Bool), list(dice, ['true', 'false'])]
    case 'Ip':
      return [
        named(dice.pick(['IpAddress', 'NotIpAddress'])),
        dice.pick(keys.Ip),
        list(dice, networks),
      ]
    default: {
      const kind = dice.pick(['Equals', 'NotEquals', 'Like', 'NotLike'])
      return [named(`Arn${kind}`), dice.pick(keys.Arn), list(dice, arnValues)]
    }
  }
}

/** One to three different ones. */
function list(dice: Dice, from: readonly string[]): string[] {
  const chosen = new Set<string>()
  for (let count = 1 + dice.below(3); count > 0; count--) chosen.add(dice.any(from) ?? '*')
  return [...chosen]
}
