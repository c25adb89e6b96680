import { readFileSync } from 'node:fs'
import type { ContextEntry, EvaluationResult, Statement } from '@aws-sdk/client-iam'
import { configurationError, StartError } from '../../exit.ts'
import { givenContext, isListKey, type Asked } from './request.ts'

/** A running server, and how to reach it. Credentials come as the AWS clients find them. */
export interface ServerOptions {
  readonly endpoint?: string
  readonly region: string
  /** PEM file of the authority to trust. */
  readonly ca?: string
}

type Reached = ServerOptions & { readonly endpoint: string }

/**
 * Asks a server what the policies that are stored there decide: those of the user or role, their groups and
 * boundary, the control policies, and the policy of the table or stream. Throws a StartError of one line.
 */
export async function askServer(
  asked: Asked,
  server: Reached,
): Promise<{ lines: string[]; allowed: boolean }> {
  const source = sourceOf(asked.principal)
  const policy = await answered('GetResourcePolicy', () => resourcePolicy(asked.resource, server))
  const result = await answered('SimulatePrincipalPolicy', () =>
    simulate(asked, source, policy, server),
  )
  const allowed = result.EvalDecision === 'allowed'
  return {
    lines: [headline(result), ...(result.MatchedStatements ?? []).map(line(allowed))],
    allowed,
  }
}

/** Whose policies are asked for: the session of a role has those of the role. */
function sourceOf(principal: string): string {
  const [, account, role] = /^arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\//.exec(principal) ?? []
  if (account !== undefined && role !== undefined) return `arn:aws:iam::${account}:role/${role}`
  if (/^arn:aws:iam::\d{12}:(?:user|role)\//.test(principal)) return principal
  throw configurationError(
    `--principal ${principal}: a server is asked about a user, a role or a role's session, by its ARN`,
  )
}

async function simulate(
  { action, resource, context }: Asked,
  PolicySourceArn: string,
  policy: string | undefined,
  server: Reached,
): Promise<EvaluationResult> {
  const { IAMClient, SimulatePrincipalPolicyCommand } = await import('@aws-sdk/client-iam')
  const client = new IAMClient(clientOptions(server))
  try {
    const { EvaluationResults } = await client.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn,
        ActionNames: [action],
        ResourceArns: [resource],
        ContextEntries: entriesOf(context),
        ...(policy === undefined ? {} : { ResourcePolicy: policy }),
      }),
    )
    const [result] = EvaluationResults ?? []
    if (result === undefined) throw new Error('the answer has no decision')
    return result
  } finally {
    client.destroy()
  }
}

/** Secure transport is what a request of now would have; what is given may say otherwise. */
function entriesOf(context: readonly string[]): ContextEntry[] {
  const given = { 'aws:SecureTransport': 'true', ...givenContext(context) }
  return Object.entries(given).map(([ContextKeyName, value]) => ({
    ContextKeyName,
    ContextKeyValues: [value].flat(),
    ContextKeyType: isListKey(ContextKeyName) || Array.isArray(value) ? 'stringList' : 'string',
  }))
}

const holder = /^(arn:aws:dynamodb:[^:]*:\d{12}:table\/[^/]+)(\/stream\/[^/]+)?/

/** The policy of the table or stream that the request is about; undefined where it has none or is none. */
async function resourcePolicy(resource: string, server: Reached): Promise<string | undefined> {
  const [, table, stream = ''] = holder.exec(resource) ?? []
  if (table === undefined) return undefined
  const { DynamoDBClient, GetResourcePolicyCommand } = await import('@aws-sdk/client-dynamodb')
  const client = new DynamoDBClient(clientOptions(server))
  try {
    const ResourceArn = `${table}${stream}`
    const { Policy } = await client.send(new GetResourcePolicyCommand({ ResourceArn }))
    return Policy
  } catch (error) {
    const { name } = error as Error
    if (name === 'PolicyNotFoundException' || name === 'ResourceNotFoundException') return undefined
    throw error
  } finally {
    client.destroy()
  }
}

function clientOptions({ endpoint, region, ca }: Reached): object {
  return {
    endpoint,
    region,
    maxAttempts: 2,
    requestHandler: { httpsAgent: ca === undefined ? {} : { ca: readCa(ca) } },
  }
}

function readCa(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new StartError('configuration', `Cannot read ${file}: check the path`, { cause })
  }
}

async function answered<T>(operation: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (cause) {
    if (cause instanceof StartError) throw cause
    const { name, message } = cause as Error
    throw new StartError(
      'unexpected',
      `The server did not answer ${operation}: ${name}: ${message}`,
      {
        cause,
      },
    )
  }
}

function headline({
  EvalDecision: decision,
  PermissionsBoundaryDecisionDetail: boundary,
  OrganizationsDecisionDetail: organization,
}: EvaluationResult): string {
  if (decision === 'allowed') return 'Allowed.'
  const by = [
    ...(boundary?.AllowedByPermissionsBoundary === false ? ['the permissions boundary'] : []),
    ...(organization?.AllowedByOrganizations === false ? ['a service control policy'] : []),
  ]
  const how =
    decision === 'explicitDeny' ? 'by a statement that denies it' : 'since nothing allows it'
  return `Denied, ${by.length > 0 ? `by ${by.join(' and ')}` : how}.`
}

function line(allowed: boolean): (statement: Statement) => string {
  return ({ SourcePolicyId: id = '', SourcePolicyType: type = '', StartPosition: start }) => {
    const place = start === undefined ? '' : `:${String(start.Line)}:${String(start.Column)}`
    return `  ${allowed ? 'allows' : 'denies'}: ${id}${place} (${type} policy)`
  }
}
