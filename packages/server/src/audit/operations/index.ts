import { accessAnalyzerOperations } from './access-analyzer.ts'
import { cloudtrailOperations } from './cloudtrail.ts'
import { dynamodbOperations } from './dynamodb.ts'
import { iamOperations } from './iam.ts'
import { kmsOperations } from './kms.ts'
import type { OperationTable } from './spec.ts'
import { streamsOperations } from './streams.ts'
import { stsOperations } from './sts.ts'
import { ec2Operations } from './vpc-endpoints.ts'

/** A service as the audit trail names it. */
export interface ServiceSpec {
  /** `dynamodb.amazonaws.com` */
  readonly eventSource: string
  readonly apiVersion?: string
  /** IAM's records are of us-east-1, wherever they were made. */
  readonly global?: true
  readonly operations: OperationTable
}

/** By signing name. DynamoDB Streams shares DynamoDB's, and its source too. */
export const services: Readonly<Record<string, ServiceSpec>> = {
  dynamodb: {
    eventSource: 'dynamodb.amazonaws.com',
    apiVersion: '2012-08-10',
    operations: { ...dynamodbOperations, ...streamsOperations },
  },
  iam: { eventSource: 'iam.amazonaws.com', global: true, operations: iamOperations },
  sts: { eventSource: 'sts.amazonaws.com', operations: stsOperations },
  ec2: { eventSource: 'ec2.amazonaws.com', operations: ec2Operations },
  kms: { eventSource: 'kms.amazonaws.com', operations: kmsOperations },
  cloudtrail: { eventSource: 'cloudtrail.amazonaws.com', operations: cloudtrailOperations },
  'access-analyzer': {
    eventSource: 'access-analyzer.amazonaws.com',
    operations: accessAnalyzerOperations,
  },
}

export type { OperationSpec, OperationTable } from './spec.ts'
