import { limits } from '../../base/index.ts'
import { invalidInput } from '../../errors/index.ts'
import type {
  ContextEntry,
  EvaluationResult,
  SimulateCustomPolicyRequest,
  SimulatePolicyResponse,
  Statement as WireStatement,
} from '../../generated/iam/index.ts'
import type { SourcedDocument } from '../../security/iam/index.ts'
import {
  authorize,
  compilePolicies,
  contextKeys,
  requestContext,
  type CompiledPolicies,
  type Decision,
  type Policy,
  type PolicyKind,
  type Principal,
  type RequestContext,
  type StatementReference,
} from '../../security/policy/index.ts'
import { checkDocument } from './documents.ts'
import { pageOf, pageUpTo, type PageResult } from './pages.ts'

/** A document that takes part in a simulation. */
export interface SimulatedDocument {
  readonly id: string
  readonly document: string
  readonly source: SourcedDocument['source'] | 'resource' | 'none'
}

export interface Simulation {
  readonly account: string
  readonly principal: Principal
  readonly identity: readonly SimulatedDocument[]
  readonly boundary: readonly SimulatedDocument[]
  readonly resource: readonly SimulatedDocument[]
  readonly scp?: readonly CompiledPolicies[] | undefined
  /** Keys that hold without being given, such as the time. */
  readonly known: readonly (readonly [string, string])[]
}

type Input = Pick<
  SimulateCustomPolicyRequest,
  | 'ActionNames'
  | 'ResourceArns'
  | 'ResourceOwner'
  | 'ContextEntries'
  | 'MaxItems'
  | 'Marker'
  | 'ResourceHandlingOption'
>

interface Read {
  readonly compiled: CompiledPolicies
  readonly policies: ReadonlyMap<
    string,
    { readonly policy: Policy; readonly from: SimulatedDocument }
  >
}

/** What the policies would decide, for each action on each resource. Nothing is done and nothing is noted. */
export function simulate(simulation: Simulation, input: Input): SimulatePolicyResponse {
  const { ActionNames, ResourceArns = [], ContextEntries = [] } = input
  if (input.ResourceHandlingOption !== undefined) {
    throw invalidInput('ResourceHandlingOption is about EC2 instances, which are not here.')
  }
  checkTogether([...simulation.identity, ...simulation.boundary, ...simulation.resource])
  const resources = ResourceArns.length === 0 ? ['*'] : ResourceArns
  if (ActionNames.length * resources.length > limits.simulatedDecisions) {
    throw invalidInput('The simulation has too many actions and resources.')
  }
  const identity = read('identity', simulation.identity)
  const boundary =
    simulation.boundary.length === 0 ? undefined : read('boundary', simulation.boundary)
  const resource =
    simulation.resource.length === 0 ? undefined : read('resource', simulation.resource)
  const all = [identity, boundary, resource].filter((one) => one !== undefined)
  const context = requestContext([...simulation.known, ...ContextEntries.map(entryOf)])
  const mentioned = keysOf(all)
  const pairs = ActionNames.flatMap((action) => resources.map((arn) => ({ action, arn })))
  const evaluate = ({ action, arn }: { action: string; arn: string }): EvaluationResult => {
    const request = {
      principal: simulation.principal,
      action,
      resource: arn,
      resourceAccount: accountOf(input.ResourceOwner ?? arn) ?? simulation.account,
      context,
    }
    const policies = {
      identity: identity.compiled,
      boundary: boundary?.compiled,
      resource: resource?.compiled,
      scp: simulation.scp,
    }
    const decision = authorize(request, policies)
    return {
      EvalActionName: action,
      EvalResourceName: arn,
      EvalDecision: decisionName(decision),
      MatchedStatements: matched(all, decision.determining),
      MissingContextValues: missing(mentioned, context),
      ...(boundary === undefined
        ? {}
        : {
            PermissionsBoundaryDecisionDetail: {
              AllowedByPermissionsBoundary: !refusedBy(decision, 'boundary'),
            },
          }),
      ...(simulation.scp === undefined
        ? {}
        : {
            OrganizationsDecisionDetail: { AllowedByOrganizations: !refusedBy(decision, 'scp') },
          }),
    }
  }
  const numbered = pairs.map((pair, index) => ({ pair, name: String(index).padStart(6, '0') }))
  const { items, page } = pageOf(numbered, ({ name }) => name, input)
  return evaluated(items, page, ({ pair }) => evaluate(pair))
}

/** Decides what the page holds and nothing else, and ends it early where each result names much. */
function evaluated<T extends { readonly name: string }>(
  items: readonly T[],
  page: PageResult,
  evaluate: (item: T) => EvaluationResult,
): SimulatePolicyResponse {
  const results: EvaluationResult[] = []
  let named = 0
  for (const item of items) {
    const result = evaluate(item)
    results.push(result)
    named += (result.MatchedStatements?.length ?? 0) + (result.MissingContextValues?.length ?? 0)
    if (named > limits.simulatedNames && item !== items.at(-1)) {
      return { EvaluationResults: results, ...pageUpTo(item.name) }
    }
  }
  return { EvaluationResults: results, ...page }
}

/** Of documents that are stored, quotas bound how many there are. */
function checkTogether(documents: readonly SimulatedDocument[]): void {
  const given = documents.filter(({ source }) => source === 'none' || source === 'resource')
  refuseTooLong(given.map(({ document }) => document))
}

/** Refuses documents that would take long to read. */
export function refuseTooLong(documents: readonly string[]): void {
  if (documents.reduce((sum, { length }) => sum + length, 0) <= limits.simulatedCharacters) return
  throw invalidInput('The policies are too large together.')
}

/** The condition keys that documents mention, sorted. */
export function keysOfDocuments(documents: readonly string[]): string[] {
  const keys = documents.flatMap((document) => contextKeys(checkDocument(document, 'identity')))
  return [...new Set(keys)].sort()
}

function read(kind: PolicyKind, documents: readonly SimulatedDocument[]): Read {
  const policies = new Map(
    documents.map((from) => [from.id, { from, policy: checkDocument(from.document, kind) }]),
  )
  const named = [...policies].map(([id, { policy }]) => ({ id, policy }))
  return { compiled: compilePolicies(kind, named), policies }
}

function keysOf(all: readonly Read[]): readonly string[] {
  const policies = all.flatMap((one) => [...one.policies.values()])
  return [...new Set(policies.flatMap(({ policy }) => contextKeys(policy)))].sort()
}

function entryOf(entry: ContextEntry): readonly [string, string | readonly string[]] {
  const { ContextKeyName: name = '', ContextKeyValues: values = [], ContextKeyType: type } = entry
  if (type?.endsWith('List') === true) return [name, values]
  const [only] = values
  if (only === undefined || values.length !== 1) {
    throw invalidInput(`${name} has one value, since its type is no list.`)
  }
  return [name, only]
}

function missing(mentioned: readonly string[], context: RequestContext): string[] {
  return mentioned.filter((key) => !context.has(key))
}

function matched(all: readonly Read[], statements: readonly StatementReference[]): WireStatement[] {
  return statements.flatMap(({ policyId, index }) => {
    const found = all.map((one) => one.policies.get(policyId)).find((one) => one !== undefined)
    const statement = found?.policy.statements[index]
    if (found === undefined || statement === undefined) return []
    const { start, end } = statement
    return [
      {
        SourcePolicyId: policyId,
        SourcePolicyType: found.from.source,
        StartPosition: { Line: start.line, Column: start.column },
        EndPosition: { Line: end.line, Column: end.column },
      },
    ]
  })
}

function decisionName(decision: Decision): EvaluationResult['EvalDecision'] {
  const names = {
    allow: 'allowed',
    'explicit-deny': 'explicitDeny',
    'implicit-deny': 'implicitDeny',
  } as const
  return names[decision.effect]
}

function refusedBy(decision: Decision, kind: PolicyKind): boolean {
  return decision.effect !== 'allow' && decision.deniedBy === kind
}

function accountOf(arn: string): string | undefined {
  const account = arn.startsWith('arn:') ? arn.split(':', 5)[4] : undefined
  return account === '' || account === '*' ? undefined : account
}
