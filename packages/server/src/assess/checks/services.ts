import type { Inquiry } from '../inquiry.ts'
import { pass, type Check } from '../model.ts'

/** A service that answers is there; one that knows no such operation is not implemented, as the run tells. */
function answers(
  id: string,
  name: string,
  what: string,
  ask: (inquiry: Inquiry) => Promise<unknown>,
): Check {
  return {
    id,
    title: `${name} answers`,
    aws: true,
    remedy: [`# ${name} is a part of the server; use a version that has it.`],
    async run(inquiry) {
      await ask(inquiry)
      return pass(`${name} ${what}.`)
    },
  }
}

export const kmsAnswers = answers('kms-answers', 'KMS', 'manages keys', (inquiry) =>
  inquiry.ask('kms:ListKeys', {}),
)

export const iamAnswers = answers('iam-answers', 'IAM', 'manages identities', (inquiry) =>
  inquiry.ask('iam:GetAccountSummary', {}),
)

export const auditAnswers = answers(
  'audit-answers',
  'CloudTrail',
  'answers what happened',
  (inquiry) => inquiry.ask('cloudtrail:LookupEvents', { MaxResults: 1 }),
)

export const metricsAnswer = answers('metrics-answer', 'CloudWatch', 'answers metrics', (inquiry) =>
  inquiry.ask('cloudwatch:ListMetrics', { Namespace: 'AWS/DynamoDB' }),
)

export const networkAnswers = answers(
  'network-answers',
  'EC2',
  'manages VPC endpoints',
  (inquiry) => inquiry.ask('ec2:DescribeVpcEndpointServices', {}),
)
