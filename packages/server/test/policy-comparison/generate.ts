import { parsePolicy, type NamedPolicy, type Policy } from '../../src/security/policy/index.ts'
import type { Dice } from '../properties/dice.ts'
import {
  actionPatterns,
  keys,
  principals,
  resourcePatterns,
  trustActions,
  type KeyWords,
} from './vocabulary.ts'

type Statement = Record<string, unknown>

/** Statements as JSON, so that one policy can be made from another by small changes. */
export interface Draft {
  readonly kind: 'identity' | 'resource' | 'trust'
  readonly version: '2012-10-17' | '2008-10-17'
  readonly statements: readonly Statement[]
}

export function randomDraft(dice: Dice): Draft {
  const chance = dice.fraction()
  const kind = chance < 0.6 ? 'identity' : chance < 0.9 ? 'resource' : 'trust'
  const count = 1 + dice.below(3)
  return {
    kind,
    version: dice.chance(0.95) ? '2012-10-17' : '2008-10-17',
    statements: Array.from({ length: count }, () => randomStatement(dice, kind)),
  }
}

/** Mostly a small change; sometimes a policy of its own, or the same again. */
export function changed(dice: Dice, draft: Draft): Draft {
  const { kind } = draft
  if (dice.chance(0.1)) return { ...randomDraft(dice), kind, statements: anew(dice, kind) }
  const statements = [...draft.statements]
  for (let times = 1 + dice.below(2); times > 0; times -= 1) {
    const at = dice.below(statements.length + 1)
    const known = statements[at]
    if (known === undefined || dice.chance(0.2))
      statements.splice(at, 0, randomStatement(dice, kind))
    else if (dice.chance(0.2) && statements.length > 1) statements.splice(at, 1)
    else statements[at] = changedStatement(dice, kind, known)
  }
  const version = dice.chance(0.02) ? '2008-10-17' : draft.version
  return { kind, version, statements }
}

function anew(dice: Dice, kind: Draft['kind']): Statement[] {
  return [randomStatement(dice, kind), ...(dice.chance(0.5) ? [randomStatement(dice, kind)] : [])]
}

function changedStatement(dice: Dice, kind: Draft['kind'], known: Statement): Statement {
  const other = randomStatement(dice, kind)
  const element = dice.pick(['Effect', 'Action', 'Resource', 'Condition', 'Condition', 'Principal'])
  const without = Object.entries(known).filter(([name]) => !name.endsWith(element))
  const taken = Object.entries(other).filter(([name]) => name.endsWith(element))
  const statement = Object.fromEntries([...without, ...taken])
  // An Allow names whom it is for.
  if (statement['Effect'] === 'Allow' && 'NotPrincipal' in statement) return other
  return statement
}

function randomStatement(dice: Dice, kind: Draft['kind']): Statement {
  const effect = dice.chance(0.7) ? 'Allow' : 'Deny'
  const statement: Statement = { Effect: effect }
  const not = (name: string, rate: number): string => (dice.chance(rate) ? `Not${name}` : name)
  const words = kind === 'trust' ? trustActions : actionPatterns
  statement[not('Action', 0.1)] = some(dice, words)
  if (kind !== 'trust') statement[not('Resource', 0.1)] = some(dice, resourcePatterns)
  if (kind !== 'identity') {
    const negated = effect === 'Deny' && kind === 'resource' && dice.chance(0.3)
    statement[negated ? 'NotPrincipal' : 'Principal'] = dice.any<object | string>(principals)
  }
  if (dice.chance(0.55)) statement['Condition'] = randomConditions(dice)
  return statement
}

function some(dice: Dice, words: readonly string[]): string[] {
  const first = dice.any(words) ?? '*'
  return dice.chance(0.6) ? [first] : [first, dice.any(words) ?? '*']
}

function randomConditions(dice: Dice): Record<string, Record<string, string[]>> {
  const conditions: Record<string, Record<string, string[]>> = {}
  for (let count = dice.chance(0.7) ? 1 : 2; count > 0; count -= 1) {
    const words = dice.any(keys)
    if (words === undefined) continue
    const operator = randomOperator(dice, words)
    const written = operator === 'Null' ? ['true', 'false'] : words.written
    const values = some(dice, written)
    conditions[operator] = { ...conditions[operator], [words.key]: [...new Set(values)] }
  }
  return conditions
}

function randomOperator(dice: Dice, words: KeyWords): string {
  if (dice.chance(0.1)) return 'Null'
  const operator = dice.any(words.operators) ?? 'StringEquals'
  const qualifier = dice.chance(words.many ? 0.6 : 0.05)
    ? dice.pick(['ForAllValues:', 'ForAnyValue:'])
    : ''
  return `${qualifier}${operator}${dice.chance(0.2) ? 'IfExists' : ''}`
}

/** Undefined where a random value does not suit its operator. */
export function policyOf(draft: Draft): Policy | undefined {
  const document = { Version: draft.version, Statement: draft.statements }
  const outcome = parsePolicy(JSON.stringify(document), draft.kind)
  return outcome.ok ? outcome.policy : undefined
}

export function named(policy: Policy): readonly NamedPolicy[] {
  return [{ id: 'policy', policy }]
}
