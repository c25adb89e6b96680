import { principalOf, textParameter, type AlertEvent, type Memory } from '../events/index.ts'
import type { CloudTrailRecord } from '../../audit/index.ts'
import { compilePattern } from '../pattern/index.ts'
import {
  askedChanges,
  controlChanges,
  endpointChanges,
  findingOf,
  grantChanges,
  Holdings,
  iamChanges,
  keyChanges,
  tableChanges,
  type Doubt,
  type KnownPolicies,
  type PolicyChange,
} from '../policies/index.ts'
import { asksOf, comparedOperations } from './policy-operations.ts'
import type { Rule } from './rule.ts'

/** Changes whose record is of use only with what was answered: the name of what was made. */
const named: ReadonlySet<string> = new Set(['CreateGrant', 'CreateKey', 'CreateVpcEndpoint'])

/** Whether the rule has to wait for the answer of this event, if it can. */
export function needsAnswer(record: CloudTrailRecord): boolean {
  const { eventName, errorCode, responseElements, userIdentity } = record
  if (!named.has(eventName) || errorCode !== undefined) return false
  // What the server itself asks for has no answer in its record.
  return responseElements === null && userIdentity.invokedBy === undefined
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
      source: Object.keys(comparedOperations).map((service) => `aws.${service}`),
      detail: {
        eventName: Object.values(comparedOperations).flat(),
        errorCode: [{ exists: false }],
      },
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

async function changesOf(
  event: AlertEvent,
  memory: Memory,
  known: KnownPolicies,
  account: string,
): Promise<readonly (PolicyChange | Doubt)[]> {
  const { source, detail } = event
  const holdings = new Holdings(memory, known)
  const doubts = asksOf(source, detail.eventName) ? await askedChanges(memory, detail) : []
  switch (source) {
    case 'aws.iam':
      return [...(await iamChanges(holdings, account, detail)), ...doubts]
    case 'aws.kms':
      if (detail.eventName.endsWith('Grant')) return grantChanges(memory, detail)
      return [...(await keyChanges(holdings, known, account, detail)), ...doubts]
    case 'aws.ec2':
      return endpointChanges(holdings, known, account, detail)
    case 'aws.organizations':
      return controlChanges(memory, detail)
    default:
      return [...(await tableChanges(holdings, detail)), ...doubts]
  }
}

/** The account of what was changed; where the record names nothing, that of the caller. */
function ownerOf({ account, detail }: AlertEvent): string {
  const named = textParameter(detail, 'resourceArn') ?? detail.resources?.[0]?.ARN
  return named?.split(':')[4] ?? detail.userIdentity.accountId ?? account
}
