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

export type Focus = 'all' | 'Action' | 'Resource' | 'Principal' | KeyWords

/** Statements as JSON, so that one policy can be made from another by small changes. */
export interface Draft {
  /** What its statements differ in: everything, or only one thing, which is then told apart to the end. */
  readonly focus: Focus
  readonly kind: 'identity' | 'resource' | 'trust'
  readonly version: '2012-10-17' | '2008-10-17'
  readonly statements: readonly Statement[]
}

export function randomDraft(dice: Dice): Draft {
  const focus = randomFocus(dice)
  const chance = dice.fraction()
  const any = chance < 0.6 ? 'identity' : chance < 0.9 ? 'resource' : 'trust'
  const kind = focus === 'all' ? any : focus === 'Principal' ? 'resource' : 'identity'
  const version = dice.chance(0.95) ? '2012-10-17' : '2008-10-17'
  return { focus, kind, version, statements: anew(dice, { focus, kind }) }
}

function randomFocus(dice: Dice): Focus {
  if (dice.chance(0.5)) return 'all'
  return dice.any<Focus>(['Action', 'Resource', 'Principal', ...keys, ...keys]) ?? 'all'
}

/** Mostly a small change; sometimes a policy of its own. */
export function changed(dice: Dice, draft: Draft): Draft {
  if (dice.chance(0.1)) return { ...draft, statements: anew(dice, draft) }
  const statements = [...draft.statements]
  for (let times = 1 + dice.below(2); times > 0; times -= 1) {
    const at = dice.below(statements.length + 1)
    const known = statements[at]
    if (known === undefined || dice.chance(0.2))
      statements.splice(at, 0, randomStatement(dice, draft))
    else if (dice.chance(0.2) && statements.length > 1) statements.splice(at, 1)
    else statements[at] = changedStatement(dice, draft, known)
  }
  const version = dice.chance(0.02) ? '2008-10-17' : draft.version
  return { ...draft, version, statements }
}

type Theme = Pick<Draft, 'focus' | 'kind'>

function anew(dice: Dice, theme: Theme): Statement[] {
  return Array.from({ length: 1 + dice.below(3) }, () => randomStatement(dice, theme))
}

function changedStatement(dice: Dice, theme: Theme, known: Statement): Statement {
  const other = randomStatement(dice, theme)
  const element = dice.pick(['Effect', 'Action', 'Resource', 'Condition', 'Condition', 'Principal'])
  const without = Object.entries(known).filter(([name]) => !name.endsWith(element))
  const taken = Object.entries(other).filter(([name]) => name.endsWith(element))
  const statement = Object.fromEntries([...without, ...taken])
  // An Allow names whom it is for.
  if (statement['Effect'] === 'Allow' && 'NotPrincipal' in statement) return other
  return statement
}

function randomStatement(dice: Dice, { focus, kind }: Theme): Statement {
  const effect = dice.chance(0.7) ? 'Allow' : 'Deny'
  const statement: Statement = { Effect: effect }
  const isIn = (part: Focus): boolean => focus === 'all' || focus === part
  const not = (name: string, rate: number): string => (dice.chance(rate) ? `Not${name}` : name)
  const words = kind === 'trust' ? trustActions : actionPatterns
  if (isIn('Action')) statement[not('Action', 0.1)] = some(dice, words)
  else statement['Action'] = '*'
  if (kind !== 'trust') {
    if (isIn('Resource')) statement[not('Resource', 0.1)] = some(dice, resourcePatterns)
    else statement['Resource'] = '*'
  }
  if (kind !== 'identity') {
    const negated = effect === 'Deny' && kind === 'resource' && dice.chance(0.3)
    statement[negated ? 'NotPrincipal' : 'Principal'] = dice.any<object | string>(principals)
  }
  if (typeof focus === 'object') statement['Condition'] = conditionsOn(dice, focus)
  else if (focus === 'all' && dice.chance(0.55)) statement['Condition'] = randomConditions(dice)
  return statement
}

function some(dice: Dice, words: readonly string[]): string[] {
  const first = dice.any(words) ?? '*'
  return dice.chance(0.6) ? [first] : [first, dice.any(words) ?? '*']
}

type Conditions = Record<string, Record<string, string[]>>

function randomConditions(dice: Dice): Conditions {
  const one = dice.any(keys)
  const other = dice.chance(0.3) ? dice.any(keys) : undefined
  const conditions = one === undefined ? {} : conditionsOn(dice, one)
  return other === undefined ? conditions : { ...conditions, ...conditionsOn(dice, other) }
}

/** One condition on a key, or two. */
function conditionsOn(dice: Dice, words: KeyWords): Conditions {
  const conditions: Conditions = {}
  for (let count = dice.chance(0.8) ? 1 : 2; count > 0; count -= 1) {
    const operator = randomOperator(dice, words)
    const written = operator === 'Null' ? ['true', 'false'] : words.written
    conditions[operator] = { [words.key]: [...new Set(some(dice, written))] }
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
