import { invalidParameters } from '../../../errors/index.ts'
import type { Policy } from '../../../security/policy/index.ts'

/** What a resource policy belongs to: what it may name follows from that. */
export type PolicyHolder = 'table' | 'stream'

const streamActions = ['DescribeStream', 'GetRecords', 'GetShardIterator']

/** Source: the Service Authorization Reference, and DynamoDB's guide on what resource policies support. */
const tableActions =
  `BatchGetItem BatchWriteItem ConditionCheckItem CreateBackup DeleteItem DeleteResourcePolicy
  DeleteTable DescribeContinuousBackups DescribeContributorInsights
  DescribeKinesisStreamingDestination DescribeTable DescribeTableReplicaAutoScaling
  DescribeTimeToLive DisableKinesisStreamingDestination EnableKinesisStreamingDestination
  ExportTableToPointInTime GetItem GetResourcePolicy ListTagsOfResource PartiQLDelete PartiQLInsert
  PartiQLSelect PartiQLUpdate PutItem PutResourcePolicy Query RestoreTableToPointInTime Scan
  TagResource UntagResource UpdateContinuousBackups UpdateContributorInsights UpdateItem
  UpdateKinesisStreamingDestination UpdateTable UpdateTableReplicaAutoScaling
  UpdateTimeToLive`.split(/\s+/)

const policyActions = ['DeleteResourcePolicy', 'GetResourcePolicy', 'PutResourcePolicy']

const known: Readonly<Record<PolicyHolder, ReadonlySet<string>>> = {
  table: new Set(tableActions.map((name) => `dynamodb:${name}`.toLowerCase())),
  stream: new Set(
    [...streamActions, ...policyActions].map((name) => `dynamodb:${name}`.toLowerCase()),
  ),
}

/** Refuses actions and resources that can mean nothing in the policy of a table or stream. */
export function checkPolicyNames({ statements }: Policy, holder: PolicyHolder): void {
  const wrong = statements
    .flatMap(({ actions }) => actions.entries)
    .filter((action) => !/[*?]/.test(action) && !known[holder].has(action.toLowerCase()))
  if (wrong.length > 0) {
    const names = wrong.map((action) => `"${action}"`).join(', ')
    throw invalidParameters(
      `Invalid policy document: The following action names are invalid: ${names}`,
    )
  }
  for (const arn of statements.flatMap(({ resources }) => resources?.entries ?? [])) {
    const relativeId = arn.split(':').slice(5).join(':')
    const namesStream = /^table\/[^/]*\/stream\//.test(relativeId)
    const namesTable =
      /^table\/[^/]*(?:\/index\/.*)?$/.test(relativeId) && !relativeId.includes('*')
    if (holder === 'table' ? namesStream : namesTable) {
      throw invalidParameters(
        `Invalid policy document: The relative-id "${relativeId}" is invalid for ARN "${arn}"`,
      )
    }
  }
}
