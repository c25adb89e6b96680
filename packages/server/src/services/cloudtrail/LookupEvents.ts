import {
  resourcesOf,
  usernameOf,
  type HistoryEvent,
  type Lookup,
} from '../../audit/lookup/index.ts'
import { limits } from '../../base/index.ts'
import { cloudTrailError } from '../../errors/index.ts'
import type { LookupEventsRequest } from '../../generated/cloudtrail/index.ts'
import type { Operation } from '../operation.ts'
import type { CloudTrailDeps } from './deps.ts'

type Prepared = Omit<Lookup, 'accountId'>

export const LookupEvents: Operation<CloudTrailDeps, LookupEventsRequest, Prepared, object> = {
  name: 'LookupEvents',
  inputShape: 'LookupEventsRequest',

  prepare(input) {
    const { LookupAttributes = [], StartTime: from, EndTime: to, EventCategory } = input
    if (LookupAttributes.length > 1) {
      throw cloudTrailError(
        'InvalidLookupAttributesException',
        'You can specify only one lookup attribute.',
      )
    }
    if (from !== undefined && to !== undefined && from > to) {
      throw cloudTrailError(
        'InvalidTimeRangeException',
        'The start time must not be later than the end time.',
      )
    }
    if (EventCategory !== undefined) {
      throw cloudTrailError('UnsupportedOperationException', 'This server has no Insights events.')
    }
    const [first] = LookupAttributes
    return {
      attribute: first && { key: first.AttributeKey, value: first.AttributeValue },
      from,
      to,
      limit: input.MaxResults ?? limits.historyPage,
      token: input.NextToken,
    }
  },

  accesses: () => [{ action: 'cloudtrail:LookupEvents', resource: '*' }],

  async run({ history, lookupRate }, prepared, { caller: { accountId } }) {
    if (!lookupRate.take(accountId)) throw cloudTrailError('ThrottlingException', 'Rate exceeded')
    const { events, token } = await history.lookup({ ...prepared, accountId })
    return { Events: events.map(shownEvent), NextToken: token }
  },
}

/** `Event`: what it is found by, and the record as text. */
function shownEvent({ record, text }: HistoryEvent): object {
  return {
    EventId: record.eventID,
    EventName: record.eventName,
    ReadOnly: String(record.readOnly),
    AccessKeyId: record.userIdentity.accessKeyId,
    EventTime: Date.parse(record.eventTime) / 1000,
    EventSource: record.eventSource,
    Username: usernameOf(record),
    Resources: resourcesOf(record),
    CloudTrailEvent: text,
  }
}
