import { parameter, textParameter } from '../events/index.ts'
import type { CloudTrailRecord } from '../../audit/index.ts'
import type { Holdings, Managed } from './holdings.ts'
import { texts, type PolicyChange } from './policy-change.ts'

/** What an event changes of a managed policy. One that nobody has permits nothing. */
export async function managedChange(
  holdings: Holdings,
  account: string,
  record: CloudTrailRecord,
): Promise<readonly PolicyChange[]> {
  const document = textParameter(record, 'policyDocument') ?? ''
  if (record.eventName === 'CreatePolicy') {
    const path = textParameter(record, 'path') ?? '/'
    const name = textParameter(record, 'policyName') ?? ''
    const made = { versions: { v1: document }, inForce: 'v1', last: 1, uses: 0 }
    holdings.putManaged(`arn:aws:iam::${account}:policy${path}${name}`, made)
    return []
  }
  const arn = textParameter(record, 'policyArn') ?? ''
  const before = await holdings.managed(arn)
  const after = before && changed(before, record, document)
  if (record.eventName === 'DeletePolicy') holdings.putManaged(arn, undefined)
  else if (after !== undefined) holdings.putManaged(arn, after)
  if (!changesForce(record)) return []
  if (before === undefined || after === undefined) {
    return [{ kind: 'identity', subject: arn, before: undefined, after: texts(arn, document) }]
  }
  if (before.uses === 0 || before.inForce === after.inForce) return []
  return [
    {
      kind: 'identity',
      subject: arn,
      before: texts(arn, before.versions[before.inForce] ?? ''),
      after: texts(arn, after.versions[after.inForce] ?? ''),
      partial: true,
    },
  ]
}

function changesForce(record: CloudTrailRecord): boolean {
  if (record.eventName === 'SetDefaultPolicyVersion') return true
  return record.eventName === 'CreatePolicyVersion' && parameter(record, 'setAsDefault') === true
}

function changed(before: Managed, record: CloudTrailRecord, document: string): Managed {
  const version = textParameter(record, 'versionId') ?? ''
  switch (record.eventName) {
    case 'CreatePolicyVersion': {
      const last = before.last + 1
      const made = `v${String(last)}`
      const inForce = parameter(record, 'setAsDefault') === true ? made : before.inForce
      return { ...before, versions: { ...before.versions, [made]: document }, inForce, last }
    }
    case 'SetDefaultPolicyVersion':
      return { ...before, inForce: version }
    case 'DeletePolicyVersion': {
      const kept = Object.entries(before.versions).filter(([id]) => id !== version)
      return { ...before, versions: Object.fromEntries(kept) }
    }
    default:
      return before
  }
}
