import { parameter, resourceOf, textParameter } from '../events/index.ts'
import type { CloudTrailRecord } from '../../audit/index.ts'
import type { Holdings, KnownPolicies } from './holdings.ts'
import { texts, type PolicyChange } from './policy-change.ts'

/** What an event changes of the policies of tables and streams. */
export async function tableChanges(
  holdings: Holdings,
  record: CloudTrailRecord,
): Promise<readonly PolicyChange[]> {
  const table = resourceOf(record, 'AWS::DynamoDB::Table', 'tableName')
  switch (record.eventName) {
    case 'CreateTable':
      return [await resourceChange(holdings, table, textParameter(record, 'resourcePolicy'))]
    case 'DeleteTable':
      holdings.putAttached(table, undefined)
      return []
    case 'PutResourcePolicy':
      return [await resourceChange(holdings, resource(record), textParameter(record, 'policy'))]
    case 'DeleteResourcePolicy':
      return [await resourceChange(holdings, resource(record), undefined)]
    default:
      return []
  }
}

function resource(record: CloudTrailRecord): string {
  return textParameter(record, 'resourceArn') ?? ''
}

async function resourceChange(
  holdings: Holdings,
  subject: string,
  document: string | undefined,
): Promise<PolicyChange> {
  const before = texts('resource policy', (await holdings.attached(subject))?.document)
  holdings.putAttached(subject, document)
  return { kind: 'resource', subject, before, after: texts('resource policy', document) }
}

/** What an event changes of the policy of a key. A new key is compared with one that is made without a policy. */
export async function keyChanges(
  holdings: Holdings,
  known: KnownPolicies,
  account: string,
  record: CloudTrailRecord,
): Promise<readonly PolicyChange[]> {
  const document = textParameter(record, 'policy')
  if (record.eventName === 'PutKeyPolicy') {
    const subject = resourceOf(record, 'AWS::KMS::Key', 'keyId')
    const old = await holdings.attached(subject)
    holdings.putAttached(subject, document)
    const before = old && texts('key policy', old.document)
    return [{ kind: 'key', subject, before, after: texts('key policy', document ?? '') }]
  }
  const standard = known.defaultKeyPolicy(account)
  const subject = answered(record, 'keyMetadata', 'arn')
  if (subject !== undefined) holdings.putAttached(subject, document ?? standard)
  if (document === undefined) return []
  const [before, after] = [texts('key policy', standard), texts('key policy', document)]
  return [{ kind: 'key', subject: subject ?? 'a new key', before, after }]
}

/** What an event changes of the policies of VPC endpoints. Where there is none, nobody comes in. */
export async function endpointChanges(
  holdings: Holdings,
  known: KnownPolicies,
  account: string,
  record: CloudTrailRecord,
): Promise<readonly PolicyChange[]> {
  if (record.eventName === 'DeleteVpcEndpoints') {
    const ids = parameter(record, 'vpcEndpointIds')
    for (const id of Array.isArray(ids) ? ids : []) {
      holdings.putAttached(endpointArn(record, account, String(id)), undefined)
    }
    return []
  }
  const given = textParameter(record, 'policyDocument')
  if (record.eventName === 'CreateVpcEndpoint') {
    const id = answered(record, 'vpcEndpoint', 'vpcEndpointId')
    const subject = id === undefined ? 'a new VPC endpoint' : endpointArn(record, account, id)
    const before = id === undefined ? undefined : await holdings.attached(subject)
    const document = given ?? known.defaultEndpointPolicy
    // A second request with the same token makes no endpoint.
    if (before !== undefined) return []
    if (id !== undefined) holdings.putAttached(subject, document)
    const after = texts('endpoint policy', document)
    return [{ kind: 'endpoint', subject, before: texts('endpoint policy', undefined), after }]
  }
  const document = parameter(record, 'resetPolicy') === true ? known.defaultEndpointPolicy : given
  if (document === undefined) return []
  const subject = endpointArn(record, account, textParameter(record, 'vpcEndpointId') ?? '')
  const old = await holdings.attached(subject)
  holdings.putAttached(subject, document)
  const before = old && texts('endpoint policy', old.document)
  return [{ kind: 'endpoint', subject, before, after: texts('endpoint policy', document) }]
}

export function endpointArn(
  { awsRegion }: Pick<CloudTrailRecord, 'awsRegion'>,
  account: string,
  id: string,
): string {
  return `arn:aws:ec2:${awsRegion}:${account}:vpc-endpoint/${id}`
}

function answered(record: CloudTrailRecord, member: string, name: string): string | undefined {
  const value = record.responseElements?.[member] as Readonly<Record<string, unknown>> | undefined
  const found = value?.[name]
  return typeof found === 'string' ? found : undefined
}
