import type { Trail } from '@aws-sdk/client-cloudtrail'
import { limits } from '../../base/index.ts'
import type { Attack, Inquiry, Survey } from '../inquiry.ts'
import { pass, remediate, review, type Check } from '../model.ts'
import { named } from './surveys.ts'

/** Trails that log, each with whether it keeps what happens to items. */
interface LoggingTrail {
  readonly trail: Trail
  readonly items: boolean
}

const loggingTrails: Survey<readonly LoggingTrail[]> = {
  asked: 'cloudtrail:DescribeTrails, and of each GetTrailStatus and GetEventSelectors',
  async load(send) {
    const { trailList = [] } = await send('cloudtrail:DescribeTrails', {})
    const found: LoggingTrail[] = []
    for (const trail of trailList) {
      const Name = trail.TrailARN ?? trail.Name
      const { IsLogging } = await send('cloudtrail:GetTrailStatus', { Name })
      if (IsLogging !== true) continue
      const selectors = await send('cloudtrail:GetEventSelectors', { TrailName: Name })
      found.push({ trail, items: JSON.stringify(selectors).includes('AWS::DynamoDB::Table') })
    }
    return found
  },
  shown: (found) =>
    found.map(({ trail, items }) => ({
      Name: trail.Name,
      LogFileValidationEnabled: trail.LogFileValidationEnabled,
      DynamoDBDataEvents: items,
    })),
}

const createTrail = [
  'aws cloudtrail create-trail --name audit --s3-bucket-name BUCKET --enable-log-file-validation',
  'aws cloudtrail start-logging --name audit',
]

export const trailLogs: Check = {
  id: 'trail-logs',
  title: 'A trail keeps what happens, and its files cannot be altered unnoticed',
  aws: true,
  remedy: createTrail,
  async run(inquiry) {
    const found = await inquiry.survey(loggingTrails)
    if (found.length === 0) return remediate('No trail is logging.')
    const validated = found.filter(({ trail }) => trail.LogFileValidationEnabled === true)
    if (validated.length === 0) {
      return review(`Logging without validation of its files: ${named(namesOf(found))}.`)
    }
    return pass(`Logging, with validation: ${named(namesOf(validated))}.`)
  },
}

const selectItems =
  'aws cloudtrail put-event-selectors --trail-name audit --event-selectors file://items.json'

export const trailCoversItems: Check = {
  id: 'trail-covers-items',
  title: 'A trail keeps who reads and writes items',
  aws: true,
  remedy: [
    selectItems,
    '# [{"ReadWriteType": "All", "IncludeManagementEvents": true, "DataResources":',
    '#   [{"Type": "AWS::DynamoDB::Table", "Values": ["arn:aws:dynamodb"]}]}]',
  ],
  async run(inquiry) {
    const found = await inquiry.survey(loggingTrails)
    const covering = found.filter(({ items }) => items)
    if (covering.length > 0) return pass(`Selected by ${named(namesOf(covering))}.`)
    return remediate('No trail that is logging selects the data events of DynamoDB.')
  },
}

export const attacksAudited: Check = {
  id: 'attacks-audited',
  title: 'Each attack of this run left a record',
  active: true,
  last: true,
  remedy: [...createTrail, selectItems],
  async run(inquiry) {
    // One of its own where there was none, so that there is always one to look for.
    if (onManagement(inquiry).length === 0) await attackManagement(inquiry)
    const attacks = onManagement(inquiry)
    const wanted = new Map(attacks.map(({ requestId, what }) => [requestId, what]))
    const total = wanted.size
    // Records of what changes nothing are written within a second.
    const written = Math.max(...attacks.map(({ at }) => at)) + restMs
    await inquiry.sleep(Math.min(restMs, Math.max(0, written - inquiry.now())))
    for (let look = 0; look < looks && wanted.size > 0; look += 1) {
      if (look > 0) await inquiry.sleep(restMs)
      await findRecords(inquiry, Math.min(...attacks.map(({ at }) => at)), wanted)
    }
    if (wanted.size > 0) {
      const missing = `No record was found of ${named([...wanted.values()])}.`
      return remediate(missing)
    }
    const ofItems = inquiry.attacks.filter(({ items }) => items)
    if (ofItems.length === 0) return pass(`All ${String(total)} have a record.`)
    const kept = (await inquiry.survey(loggingTrails)).some(({ items }) => items)
    const says = `${String(total)} have a record; ${String(ofItems.length)} on items are not among what LookupEvents answers`
    return kept
      ? pass(`${says}, and a trail selects them.`)
      : review(`${says}, and no trail selects them.`)
  },
}

const looks = 5
const restMs = 1000

/** Whose records LookupEvents answers. */
function onManagement(inquiry: Inquiry): readonly Attack[] {
  return inquiry.attacks.filter(({ items }) => !items)
}

async function attackManagement(inquiry: Inquiry): Promise<void> {
  const { sender } = await inquiry.workshop.permit()
  const what = 'an action outside the policies of its user'
  await inquiry.attack(what, 'iam:GetAccountSummary', {}, sender)
}

/** Takes out of `wanted`, by request ids, what has a record; `since` is when the first was refused. */
async function findRecords(
  inquiry: Inquiry,
  since: number,
  wanted: Map<string, string>,
): Promise<void> {
  let NextToken: string | undefined
  for (let page = 0; page < limits.assessLookupPages && wanted.size > 0; page += 1) {
    const outcome = await inquiry.try('cloudtrail:LookupEvents', {
      // The clock of the server may be a little behind.
      StartTime: new Date(Math.floor(since / 1000) * 1000 - 1000),
      MaxResults: 50,
      ...(NextToken === undefined ? {} : { NextToken }),
    })
    if (!outcome.ok) throw outcome.refusal
    for (const { CloudTrailEvent = '{}' } of outcome.output.Events ?? []) {
      const { requestID } = JSON.parse(CloudTrailEvent) as { readonly requestID?: unknown }
      if (typeof requestID === 'string') wanted.delete(requestID)
    }
    NextToken = outcome.output.NextToken
    if (NextToken === undefined) break
  }
}

function namesOf(trails: readonly LoggingTrail[]): readonly string[] {
  return trails.map(({ trail }) => trail.Name ?? '')
}

export const alarmsSet: Check = {
  id: 'alarms-set',
  title: 'Alarms tell somebody',
  aws: true,
  remedy: ['aws cloudwatch put-metric-alarm --alarm-name denials --alarm-actions ARN …'],
  async run(inquiry) {
    const { MetricAlarms = [] } = await inquiry.ask('cloudwatch:DescribeAlarms', {})
    const telling = MetricAlarms.filter(
      (one) => one.ActionsEnabled === true && (one.AlarmActions ?? []).length > 0,
    )
    if (telling.length === 0) return remediate('No alarm has an action that is enabled.')
    return pass(`Enabled: ${named(telling.map(({ AlarmName = '' }) => AlarmName))}.`)
  },
}
