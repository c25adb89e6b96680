import type { Command } from 'commander'
import {
  authorize,
  compilePolicies,
  denialMessage,
  type CompiledPolicies,
  type Decision,
  type NamedPolicy,
  type PolicyKind,
  type StatementReference,
} from '../../../security/policy/index.ts'
import { configurationError, StartError } from '../../exit.ts'
import { askServer, type ServerOptions } from './ask-server.ts'
import { readPolicies } from './read-policy.ts'
import { requestOf, type Asked } from './request.ts'

const fileOptions = [
  'identity',
  'boundary',
  'session',
  'resourcePolicy',
  'scp',
  'rcp',
  'endpointPolicy',
] as const

type Files = Partial<Record<(typeof fileOptions)[number], string[]>>

/** `strongroom policy explain`: what policies in files, or those of a server, decide, and by which statements. */
export function addPolicyExplain(policy: Command): void {
  policy
    .command('explain')
    .description('tell what policies decide of a request, and by which statements')
    .requiredOption('--principal <arn>', 'who asks')
    .requiredOption('--action <action>', 'such as dynamodb:GetItem')
    .requiredOption('--resource <arn>', 'of the table, index or stream; or *')
    .option('--context <key=value...>', 'condition keys; a key given again has several values', [])
    .option('--identity <files...>', "policies of the user or role, and of the user's groups")
    .option('--boundary <files...>', 'permissions boundary')
    .option('--session <files...>', 'session policies')
    .option('--resource-policy <files...>', 'policy of the resource')
    .option('--scp <files...>', 'service control policies of one level')
    .option('--rcp <files...>', 'resource control policies')
    .option('--endpoint-policy <files...>', 'policy of the VPC endpoint')
    .option('--endpoint <url>', 'ask a running server about its stored policies instead of files')
    .option('--ca <file>', 'with --endpoint: the certificate authority to trust, PEM')
    .option('--region <name>', 'with --endpoint', 'us-east-1')
    .action(async (options: Asked & Files & ServerOptions) => {
      const { lines, allowed } = await decided(options)
      process.stdout.write(`${lines.join('\n')}\n`)
      if (!allowed) throw new StartError('refused', 'the request is denied')
    })
}

function decided(
  options: Asked & Files & ServerOptions,
): Promise<{ lines: string[]; allowed: boolean }> {
  const { endpoint, region, ca } = options
  if (endpoint === undefined) return Promise.resolve(explain(options))
  if (fileOptions.some((kind) => options[kind] !== undefined)) {
    throw configurationError('--endpoint asks about stored policies: leave the files out')
  }
  return askServer(options, { endpoint, region, ...(ca === undefined ? {} : { ca }) })
}

function explain(options: Asked & Files): { lines: string[]; allowed: boolean } {
  const read: NamedPolicy[] = []
  const compiled = (
    kind: PolicyKind,
    files: string[] | undefined,
  ): CompiledPolicies | undefined => {
    if (files === undefined) return undefined
    const policies = readPolicies(files, kind)
    read.push(...policies)
    return compilePolicies(kind, policies)
  }
  const scp = compiled('scp', options.scp)
  const request = requestOf(options)
  const decision = authorize(request, {
    identity: compiled('identity', options.identity),
    boundary: compiled('boundary', options.boundary),
    session: compiled('session', options.session),
    resource: compiled('resource', options.resourcePolicy),
    rcp: compiled('rcp', options.rcp),
    endpoint: compiled('endpoint', options.endpointPolicy),
    scp: scp && [scp],
  })
  const allowed = decision.effect === 'allow'
  const headline = allowed ? 'Allowed.' : `Denied. ${denialMessage(decision, request)}`
  return { lines: [headline, ...statementLines(decision, read)], allowed }
}

function statementLines(decision: Decision, read: readonly NamedPolicy[]): string[] {
  const place = (statement: StatementReference): string => {
    const policy = read.find(({ id }) => id === statement.policyId)?.policy
    const line = policy?.statements[statement.index]?.start.line ?? 1
    const sid = statement.sid === undefined ? '' : ` "${statement.sid}"`
    return `${statement.policyId}:${String(line)}: statement ${String(statement.index + 1)}${sid}`
  }
  const because = decision.effect === 'allow' ? 'allows' : 'denies'
  return [
    ...decision.determining.map((statement) => `  ${because}: ${place(statement)}`),
    ...decision.failed.map((one) => `  could not be evaluated: ${place(one)}: ${one.reason}`),
  ]
}
