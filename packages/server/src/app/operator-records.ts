import { userInfo } from 'node:os'
import {
  auditedStore,
  Journal,
  Recording,
  recording,
  type CloudTrailRecord,
} from '../audit/index.ts'
import type { Secret } from '../base/index.ts'
import type { KvStore } from '../storage/kv.ts'
import { auditNotesRow, lanesOf, rowSealer } from './audit.ts'
import type { Config } from './config/index.ts'
import type { Surroundings } from './surroundings.ts'

/** What an operator does on the command line, in the words of AWS Organizations. */
export interface OperatorEvent {
  readonly eventName: 'AttachPolicy' | 'CreateAccount' | 'DetachPolicy'
  readonly requestParameters: Readonly<Record<string, unknown>>
}

/** Changes that are made without a server, recorded in the audit trail of the default account. */
export interface OperatorRecords {
  /** What `run` is given changes this one. */
  readonly store: KvStore
  /** The record is in the first commit of the work; where it commits nothing, there is none. */
  run<Result>(event: OperatorEvent, work: () => Promise<Result>): Promise<Result>
}

export function operatorRecords(
  config: Config,
  store: KvStore,
  systemKey: Secret,
  { clock, random, logger }: Surroundings,
): OperatorRecords {
  const sealer = rowSealer(systemKey, random)
  store.writeNotesBy?.(auditNotesRow(systemKey, random))
  const journal = new Journal({ store, sealer, lanes: lanesOf(config), clock, random, logger })
  return {
    store: auditedStore(store),
    run(event, work) {
      const eventID = random.uuid()
      const events = () => {
        const at = clock.now()
        const record = JSON.stringify(recordOf(config, event, { at, eventID, id: random.uuid() }))
        return [{ at, delivered: true, awaits: false, eventId: eventID, record }]
      }
      return recording(new Recording({ journal, sealer, awaits: false, events }), work)
    },
  }
}

function recordOf(
  { accountId, region }: Config,
  { eventName, requestParameters }: OperatorEvent,
  { at, eventID, id }: { at: number; eventID: string; id: string },
): CloudTrailRecord {
  return {
    eventVersion: '1.11',
    userIdentity: { type: 'AWSService', invokedBy: 'command-line.strongroom' },
    eventTime: `${new Date(at).toISOString().slice(0, 19)}Z`,
    eventSource: 'organizations.amazonaws.com',
    eventName,
    awsRegion: region,
    sourceIPAddress: 'command-line.strongroom',
    userAgent: 'command-line.strongroom',
    requestParameters,
    responseElements: null,
    additionalEventData: { operator: operatorName() },
    requestID: id,
    eventID,
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: accountId,
    eventCategory: 'Management',
  }
}

/** Whom the operating system takes the operator for. */
function operatorName(): string {
  try {
    return userInfo().username
  } catch {
    return `uid ${String(process.getuid?.() ?? 'unknown')}`
  }
}
