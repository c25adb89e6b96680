import { compileArn, matchesAll, type Arn, type ArnPattern } from './arn.ts'
import { compileCondition, type CompiledCondition } from './condition.ts'
import type { RequestContext } from './context.ts'
import { compileGlob, globMatches, type Glob } from './glob.ts'
import { PolicyFault } from './fault.ts'
import type { Truth } from './operator.ts'
import type { Listed, PolicyVersion, Statement } from './policy.ts'
import {
  compilePrincipals,
  worthOf,
  type Principal,
  type PrincipalMatcher,
  type Worth,
} from './principal.ts'
import { isVariable, readTemplate, type Piece } from './template.ts'

/** A request as statements see it; made once for a decision. */
export interface Inquiry {
  readonly principal: Principal
  /** The principal has a permissions boundary. */
  readonly bounded: boolean
  readonly resource: string
  /** Absent if the resource is `*`. */
  readonly arn: Arn | undefined
  readonly context: RequestContext
}

export interface CompiledStatement {
  readonly source: Statement
  /** Takes an action in lower case. */
  readonly coversAction: (action: string) => boolean
  /** Undefined where the statement applies to whoever has the policy. */
  readonly principals: PrincipalMatcher | undefined
  readonly coversResource: (inquiry: Inquiry) => Truth
  /** True means that `coversResource` looks at the resource alone: no pattern has a variable. */
  readonly resourcesAreFixed: boolean
  readonly conditions: readonly CompiledCondition[]
  /** The same text of two statements: the same holds for both of any request whose action both cover. */
  readonly says: string
  /** As `says`, of requests whose resource both cover. */
  readonly saysBesides: string
}

/** Throws a {@link PolicyFault} for a resource or a condition's value that cannot be read. */
export function compileStatement(source: Statement, version: PolicyVersion): CompiledStatement {
  const { principals, resources, conditions } = source
  const saysBesides = JSON.stringify([version, principals, conditions])
  return {
    source,
    says: JSON.stringify([saysBesides, resources]),
    saysBesides,
    coversAction: compileActions(source.actions),
    principals:
      source.principals &&
      compilePrincipals(
        source.principals.entries,
        source.principals.negated,
        source.conditions.some(namesCaller),
      ),
    coversResource: compileResources(source.resources, version),
    resourcesAreFixed: !(source.resources?.entries ?? []).some((entry) =>
      readTemplate(entry, version).some(isVariable),
    ),
    conditions: source.conditions.map((condition) => compileCondition(condition, version)),
  }
}

/** 0 if the statement is about others; policies without principals are exactly about the caller. */
export function statementWorth(statement: CompiledStatement, inquiry: Inquiry): Worth {
  if (statement.principals === undefined) return 3
  return worthOf(statement.principals, inquiry.principal, inquiry.bounded)
}

/** Whether resource and conditions apply, principal and action aside. */
export function applies(statement: CompiledStatement, inquiry: Inquiry): Truth {
  let truth = statement.coversResource(inquiry)
  if (truth === false) return false
  for (const condition of statement.conditions) {
    const holds = condition.holds(inquiry.context)
    if (holds === false) return false
    if (holds === undefined) truth = undefined
  }
  return truth
}

/** Why {@link applies} could not tell, for operators: names a condition, never a value of the request. */
export function failureOf(statement: CompiledStatement, inquiry: Inquiry): string {
  const failed = statement.conditions.find((one) => one.holds(inquiry.context) === undefined)
  if (failed === undefined) return 'a variable in NotResource has no value'
  return `${failed.source.operator} cannot be evaluated for ${failed.source.key}`
}

function namesCaller(condition: Statement['conditions'][number]): boolean {
  if (condition.key.toLowerCase() !== 'aws:principalarn' || condition.ifExists) return false
  return /^(?:Arn|String)(?!Not)/.test(condition.operator) && condition.qualifier === undefined
}

function compileActions({ entries, negated }: Listed<string>): (action: string) => boolean {
  const names = new Set<string>()
  const globs: Glob[] = []
  for (const entry of entries) {
    const name = entry.toLowerCase()
    if (/[*?]/.test(name)) globs.push(compileGlob(readActionPattern(name)))
    else names.add(name)
  }
  return (action) =>
    (names.has(action) || globs.some((glob) => globMatches(glob, action))) !== negated
}

/** Actions know no variables in any version. */
export function readActionPattern(name: string): readonly Piece[] {
  return readTemplate(name, '2008-10-17').filter((part): part is Piece => !isVariable(part))
}

/**
 * In Resource, a pattern whose variable has no value matches nothing. In NotResource that would
 * make the statement apply to more, so there it counts as not known.
 */
function compileResources(
  resources: Listed<string> | undefined,
  version: PolicyVersion,
): CompiledStatement['coversResource'] {
  if (resources === undefined) return () => true
  const patterns: ArnPattern[] = []
  let all = false
  for (const entry of resources.entries) {
    const template = readTemplate(entry, version)
    if (matchesAll(template)) all = true
    else patterns.push(compileArn(template) ?? badResource(entry))
  }
  if (all) return () => !resources.negated
  return ({ arn, context }) => {
    if (arn === undefined) return resources.negated
    let unknown = false
    for (const pattern of patterns) {
      const matched = pattern(arn, context)
      if (matched === true) return !resources.negated
      if (matched === undefined) unknown = true
    }
    if (!resources.negated) return false
    return unknown ? undefined : true
  }
}

function badResource(text: string): never {
  throw new PolicyFault('resource', `Resource ${text} must be in ARN format or "*".`)
}
