import {
  auditAnswers,
  iamAnswers,
  kmsAnswers,
  metricsAnswer,
  networkAnswers,
} from '../../../src/assess/checks/services.ts'
import type { OperationName } from '../../../src/assess/asking/operations.ts'
import type { Check } from '../../../src/assess/model.ts'
import { absent, answering, refusal, type Flip } from '../support.ts'

const asked: readonly (readonly [Check, OperationName])[] = [
  [kmsAnswers, 'kms:ListKeys'],
  [iamAnswers, 'iam:GetAccountSummary'],
  [auditAnswers, 'cloudtrail:LookupEvents'],
  [metricsAnswer, 'cloudwatch:ListMetrics'],
  [networkAnswers, 'ec2:DescribeVpcEndpointServices'],
]

/** A server with a service, without it, and one where the assessor may not ask. */
export const flips: readonly Flip[] = asked.map(([check, name]) => ({
  check,
  steps: [
    { when: 'it answers', expect: 'pass', stage: { api: answering({ [name]: () => ({}) }) } },
    {
      when: 'it is not there',
      expect: 'remediate',
      says: /^not implemented/,
      stage: { api: answering({ [name]: absent }) },
    },
    {
      when: 'the assessor may not ask',
      expect: 'review',
      stage: {
        api: answering({ [name]: () => Promise.reject(refusal('denied', 'AccessDenied')) }),
      },
    },
    { when: 'it answers again', expect: 'pass', stage: { api: answering({ [name]: () => ({}) }) } },
  ],
}))
