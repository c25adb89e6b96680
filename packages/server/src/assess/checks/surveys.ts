import type { KeyMetadata } from '@aws-sdk/client-kms'
import type { TableDescription } from '@aws-sdk/client-dynamodb'
import type { VpcEndpoint } from '@aws-sdk/client-ec2'
import { limits } from '../../base/index.ts'
import { Refusal } from '../asking/refusal.ts'
import type { Send, Survey } from '../inquiry.ts'
import { probePrefix } from '../probe/workshop.ts'

/** Follows the pages of a list. */
export async function pages<Page>(
  ask: (after: string | undefined) => Promise<Page>,
  next: (page: Page) => string | undefined,
): Promise<readonly Page[]> {
  const found: Page[] = []
  let after: string | undefined
  do {
    const page = await ask(after)
    found.push(page)
    after = next(page)
  } while (after !== undefined && found.length < limits.assessPages)
  return found
}

/** Every table, those of runs of this command excepted. */
export const tables: Survey<readonly TableDescription[]> = {
  asked: 'dynamodb:DescribeTable of every table of dynamodb:ListTables',
  async load(send) {
    const found: TableDescription[] = []
    for (const TableName of await tableNames(send)) {
      const table = await unlessGone(async () => send('dynamodb:DescribeTable', { TableName }))
      if (table?.Table !== undefined) found.push(table.Table)
    }
    return found
  },
  shown: (found) =>
    found.map((table) => ({
      TableName: table.TableName,
      TableStatus: table.TableStatus,
      ItemCount: table.ItemCount,
      SSEDescription: table.SSEDescription,
      DeletionProtectionEnabled: table.DeletionProtectionEnabled,
      Replicas: table.Replicas,
    })),
}

/** The resource policy of every table; undefined: it has none. */
export const tablePolicies: Survey<ReadonlyMap<string, string | undefined>> = {
  asked: 'dynamodb:GetResourcePolicy of every table',
  async load(send, other) {
    const found = new Map<string, string | undefined>()
    for (const { TableName = '', TableArn = '' } of await other(tables)) {
      const answer = await unlessGone(() =>
        send('dynamodb:GetResourcePolicy', { ResourceArn: TableArn }),
      )
      found.set(TableName, answer?.Policy)
    }
    return found
  },
  shown: (found) =>
    Object.fromEntries([...found].map(([name, policy]) => [name, policy ?? 'none'])),
}

/** A key of the customer, with its policy and whether it rotates. */
export interface OwnKey {
  readonly metadata: KeyMetadata
  readonly policy: string | undefined
  /** Undefined: keys of its kind do not rotate. */
  readonly rotates: boolean | undefined
}

/** Keys that customers made and that are not about to be deleted. */
export const ownKeys: Survey<readonly OwnKey[]> = {
  asked: 'kms:DescribeKey, kms:GetKeyPolicy and kms:GetKeyRotationStatus of every customer key',
  async load(send) {
    const lists = await pages(
      (Marker) => send('kms:ListKeys', Marker === undefined ? {} : { Marker }),
      ({ Truncated, NextMarker }) => (Truncated === true ? NextMarker : undefined),
    )
    const found: OwnKey[] = []
    for (const { KeyId } of lists.flatMap(({ Keys = [] }) => Keys)) {
      const answer = await send('kms:DescribeKey', { KeyId })
      const metadata = answer.KeyMetadata
      if (metadata?.KeyManager !== 'CUSTOMER' || metadata.KeyState === 'PendingDeletion') continue
      const { Policy } = await send('kms:GetKeyPolicy', { KeyId, PolicyName: 'default' })
      const turns = metadata.KeySpec === 'SYMMETRIC_DEFAULT' && metadata.Origin === 'AWS_KMS'
      const rotation = turns ? await send('kms:GetKeyRotationStatus', { KeyId }) : undefined
      found.push({ metadata, policy: Policy, rotates: rotation?.KeyRotationEnabled })
    }
    return found
  },
  shown: (found) =>
    found.map(({ metadata, policy, rotates }) => ({
      KeyId: metadata.KeyId,
      KeyState: metadata.KeyState,
      KeySpec: metadata.KeySpec,
      KeyRotationEnabled: rotates,
      Policy: policy,
    })),
}

export const endpoints: Survey<readonly VpcEndpoint[]> = {
  asked: 'ec2:DescribeVpcEndpoints',
  async load(send) {
    const lists = await pages(
      (NextToken) => send('ec2:DescribeVpcEndpoints', NextToken === undefined ? {} : { NextToken }),
      ({ NextToken }) => NextToken || undefined,
    )
    return lists.flatMap(({ VpcEndpoints = [] }) => VpcEndpoints)
  },
  shown: (found) => found,
}

/** A line of the credential report, by the names of its columns. */
export type ReportLine = ReadonlyMap<string, string>

export const credentialReport: Survey<readonly ReportLine[]> = {
  asked: 'iam:GetCredentialReport',
  async load(send) {
    for (let tries = 0; tries < limits.assessPages; tries += 1) {
      const { State } = await send('iam:GenerateCredentialReport', {})
      if (State === 'COMPLETE') break
    }
    const { Content } = await send('iam:GetCredentialReport', {})
    const text = Content === undefined ? '' : Buffer.from(Content).toString('utf8')
    const [head = '', ...lines] = text.split('\n').filter((line) => line !== '')
    const columns = fieldsOf(head)
    return lines
      .map((line) => new Map(fieldsOf(line).map((field, index) => [columns[index] ?? '', field])))
      .filter((line) => !line.get('user')?.startsWith(probePrefix))
  },
  shown: (lines) =>
    lines.map((line) =>
      [...line]
        .flatMap(([name, value]) => (/N\/A|^no_info/.test(value) ? [] : [`${name}=${value}`]))
        .join(' '),
    ),
}

async function tableNames(send: Send): Promise<readonly string[]> {
  const lists = await pages(
    (after) =>
      send('dynamodb:ListTables', after === undefined ? {} : { ExclusiveStartTableName: after }),
    ({ LastEvaluatedTableName }) => LastEvaluatedTableName,
  )
  const names = lists.flatMap(({ TableNames = [] }) => TableNames)
  return names.filter((name) => !name.startsWith(probePrefix))
}

async function unlessGone<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof Refusal && /^(ResourceNotFound|PolicyNotFound)Exception$/.test(error.code))
      return undefined
    throw error
  }
}

function fieldsOf(line: string): readonly string[] {
  return [...line.matchAll(/(?<=^|,)(?:"([^"]*)"|([^,]*))(?:,|$)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  )
}

/** Names in a sentence, not more than a reader wants. */
export function named(names: readonly string[]): string {
  const most = 5
  const shown = names.slice(0, most).join(', ')
  return names.length > most ? `${shown} and ${String(names.length - most)} more` : shown
}
