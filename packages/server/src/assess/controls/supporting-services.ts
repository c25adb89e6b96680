import {
  auditAnswers,
  iamAnswers,
  kmsAnswers,
  metricsAnswer,
  networkAnswers,
} from '../checks/services.ts'
import type { Control } from '../model.ts'

export const supportingServices: Control = {
  id: 'supporting-services',
  group: 'review',
  title: 'Supporting services',
  question: 'Are key management, identity, audit, metrics and network control there?',
  material:
    'One endpoint answers DynamoDB, Streams, IAM, STS, KMS, CloudTrail and the VPC endpoints of EC2; see the pages of operations.',
  reached: {
    pass: 'Each service answers an operation of its own.',
    review: 'A service may not be asked by the assessor, or gives an unexpected answer.',
    remediate: 'A service is not implemented.',
  },
  checks: [kmsAnswers, iamAnswers, auditAnswers, metricsAnswer, networkAnswers],
  references: ['https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html'],
}
