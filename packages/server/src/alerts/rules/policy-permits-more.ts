import { principalOf, textParameter, type AlertEvent, type Memory } from '../events/index.ts'
import type { CloudTrailRecord } from '../../audit/index.ts'
import { compilePattern } from '../pattern/index.ts'
import {
  endpointChanges,
  findingOf,
  Holdings,
  iamChanges,
  keyChanges,
  tableChanges,
  type KnownPolicies,
  type PolicyChange,
} from '../policies/index.ts'
import type { Rule } from './rule.ts'

const operations = {
  iam: [
    ...['User', 'Group', 'Role'].flatMap((kind) => [
      `Put${kind}Policy`,
      `Delete${kind}Policy`,
      `Attach${kind}Policy`,
      `Detach${kind}Policy`,
      `Create${kind}`,
      `Delete${kind}`,
    ]),
    ...['User', 'Role'].flatMap((kind) => [
      `Put${kind}PermissionsBoundary`,
      `Delete${kind}PermissionsBoundary`,
    ]),
    'UpdateUser',
    'UpdateGroup',
    'UpdateAssumeRolePolicy',
    'AddUserToGroup',
    'RemoveUserFromGroup',
    'CreatePolicy',
    'DeletePolicy',
    'CreatePolicyVersion',
    'SetDefaultPolicyVersion',
    'DeletePolicyVersion',
  ],
  dynamodb: ['CreateTable', 'DeleteTable', 'PutResourcePolicy', 'DeleteResourcePolicy'],
  kms: ['CreateKey', 'PutKeyPolicy'],
  ec2: ['CreateVpcEndpoint', 'ModifyVpcEndpoint', 'DeleteVpcEndpoints'],
} as const

/** Changes whose record is of use only with what was answered: the name of what was made. */
const named: ReadonlySet<string> = new Set(['CreateKey', 'CreateVpcEndpoint'])

/** Whether the rule has to wait for the answer of this event, if it can. */
export function needsAnswer({ eventName, errorCode, responseElements }: CloudTrailRecord): boolean {
  return named.has(eventName) && errorCode === undefined && responseElements === null
}

/**
 * Any change of policies that permits a request that was not permitted before. What was there before is remembered
 * from the events themselves, in the order of their commits, so that a change which is taken back at once is told too.
 */
export function policyPermitsMore(known: KnownPolicies): Rule {
  return {
    name: 'policy-permits-more',
    severity: 'critical',
    description: 'a change of policies permits what was not permitted before',
    pattern: compilePattern({
      source: Object.keys(operations).map((service) => `aws.${service}`),
      detail: { eventName: Object.values(operations).flat(), errorCode: [{ exists: false }] },
    }),
    async judge(event, memory) {
      const { detail } = event
      const account = ownerOf(event)
      // Each account that is concerned has a copy of the record; that of the owner counts.
      if (account !== event.account) return []
      if (detail.requestParameters?.['omitted'] === true) {
        const message = `${principalOf(detail)} changed policies (${detail.eventName}), which may permit more than before: the record is too large to show how`
        return [{ message, details: { comparison: 'may-permit-more' } }]
      }
      const changes = await changesOf(event, memory, known, account)
      return changes.flatMap((change) => {
        const finding = findingOf(change, principalOf(detail), detail.eventName)
        return finding === undefined ? [] : [finding]
      })
    },
  }
}

function changesOf(
  { source, detail }: AlertEvent,
  memory: Memory,
  known: KnownPolicies,
  account: string,
): Promise<readonly PolicyChange[]> {
  const holdings = new Holdings(memory, known)
  switch (source) {
    case 'aws.iam':
      return iamChanges(holdings, account, detail)
    case 'aws.kms':
      return keyChanges(holdings, known, account, detail)
    case 'aws.ec2':
      return endpointChanges(holdings, known, account, detail)
    default:
      return tableChanges(holdings, detail)
  }
}

/** The account of what was changed; where the record names nothing, that of the caller. */
function ownerOf({ account, detail }: AlertEvent): string {
  const named = textParameter(detail, 'resourceArn') ?? detail.resources?.[0]?.ARN
  return named?.split(':')[4] ?? detail.userIdentity.accountId ?? account
}
