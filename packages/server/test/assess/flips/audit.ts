import {
  alarmsSet,
  attacksAudited,
  trailCoversItems,
  trailLogs,
} from '../../../src/assess/checks/audit.ts'
import type { Api } from '../../../src/assess/asking/ports.ts'
import { refusalOf } from '../../../src/assess/asking/refusal.ts'
import { absent, answering, type Flip } from '../support.ts'

interface TrailState {
  readonly logs: boolean
  readonly validates?: boolean
  readonly items?: boolean
}

/** A server with one trail. */
const trail = ({ logs, validates = true, items = true }: TrailState) =>
  answering({
    'cloudtrail:DescribeTrails': () => ({
      trailList: [{ Name: 'audit', TrailARN: 'arn', LogFileValidationEnabled: validates }],
    }),
    'cloudtrail:GetTrailStatus': () => ({ IsLogging: logs }),
    'cloudtrail:GetEventSelectors': () => ({
      EventSelectors: items
        ? [{ DataResources: [{ Type: 'AWS::DynamoDB::Table', Values: ['arn:aws:dynamodb'] }] }]
        : [],
    }),
  })

const without = answering({ 'cloudtrail:DescribeTrails': absent })
const none = answering({ 'cloudtrail:DescribeTrails': () => ({ trailList: [] }) })

const alarms = (...AlarmActions: string[]) =>
  answering({
    'cloudwatch:DescribeAlarms': () => ({
      MetricAlarms: [{ AlarmName: 'denials', ActionsEnabled: true, AlarmActions }],
    }),
  })

/** A server that records what is refused, or nothing. */
const recording =
  (records: boolean) =>
  (real: Api): Api => {
    const ids: string[] = []
    return {
      async send(name, input, sender) {
        if (name === 'cloudtrail:LookupEvents') {
          const Events = ids.map((requestID) => ({
            CloudTrailEvent: JSON.stringify({ requestID }),
          }))
          return { output: { Events } as never, requestId: undefined }
        }
        try {
          return await real.send(name, input, sender)
        } catch (error) {
          const { requestId } = refusalOf(error)
          if (records && requestId !== undefined) ids.push(requestId)
          throw error
        }
      },
      close: () => real.close(),
    }
  }

export const flips: readonly Flip[] = [
  {
    check: trailLogs,
    steps: [
      {
        when: 'it is not built',
        expect: 'remediate',
        says: /^not implemented/,
        stage: { api: without },
      },
      { when: 'there is no trail', expect: 'remediate', stage: { api: none } },
      { when: 'it logs', expect: 'pass', stage: { api: trail({ logs: true }) } },
      {
        when: 'it logs without validation',
        expect: 'review',
        stage: { api: trail({ logs: true, validates: false }) },
      },
      { when: 'it was stopped', expect: 'remediate', stage: { api: trail({ logs: false }) } },
    ],
  },
  {
    check: trailCoversItems,
    steps: [
      {
        when: 'it is not built',
        expect: 'remediate',
        says: /^not implemented/,
        stage: { api: without },
      },
      { when: 'it selects items', expect: 'pass', stage: { api: trail({ logs: true }) } },
      {
        when: 'it does not',
        expect: 'remediate',
        stage: { api: trail({ logs: true, items: false }) },
      },
      { when: 'it was stopped', expect: 'remediate', stage: { api: trail({ logs: false }) } },
    ],
  },
  {
    check: attacksAudited,
    steps: [
      {
        when: 'it is not built',
        expect: 'remediate',
        says: /^not implemented/,
        stage: { api: answering({ 'cloudtrail:LookupEvents': absent }) },
      },
      { when: 'refusals are recorded', expect: 'pass', stage: { api: recording(true) } },
      {
        when: 'they are not',
        expect: 'remediate',
        says: /an action outside/,
        stage: { api: recording(false) },
      },
      { when: 'they are again', expect: 'pass', stage: { api: recording(true) } },
    ],
  },
  {
    check: alarmsSet,
    steps: [
      {
        when: 'it is not built',
        expect: 'remediate',
        says: /^not implemented/,
        stage: { api: answering({ 'cloudwatch:DescribeAlarms': absent }) },
      },
      {
        when: 'one tells somebody',
        expect: 'pass',
        stage: { api: alarms('arn:aws:sns:us-east-1:111122223333:on-call') },
      },
      { when: 'it tells nobody', expect: 'remediate', stage: { api: alarms() } },
    ],
  },
]
