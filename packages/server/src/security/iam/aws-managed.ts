import type { ManagedPolicy } from './entities.ts'

/** The policies of AWS that people attach by name: they exist in every account and belong to none. */
interface Described {
  readonly name: string
  readonly description: string
  readonly statements: readonly object[]
}

const describe: readonly Described[] = [
  {
    name: 'AdministratorAccess',
    description: 'Provides full access to AWS services and resources.',
    statements: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  },
  {
    name: 'PowerUserAccess',
    description: 'Provides full access to AWS services and resources, but not to identities.',
    statements: [
      { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
      { Effect: 'Allow', Action: ['iam:ListRoles', 'iam:GetRole'], Resource: '*' },
    ],
  },
  {
    name: 'ReadOnlyAccess',
    description: 'Provides read-only access to the services of this server.',
    statements: [
      {
        Effect: 'Allow',
        Action: [
          'dynamodb:BatchGet*',
          'dynamodb:ConditionCheckItem',
          'dynamodb:Describe*',
          'dynamodb:Get*',
          'dynamodb:List*',
          'dynamodb:PartiQLSelect',
          'dynamodb:Query',
          'dynamodb:Scan',
          'iam:Generate*',
          'iam:Get*',
          'iam:List*',
          'iam:Simulate*',
          'kms:Describe*',
          'kms:Get*',
          'kms:List*',
          'cloudtrail:Describe*',
          'cloudtrail:Get*',
          'cloudtrail:List*',
          'cloudtrail:LookupEvents',
          'cloudwatch:Describe*',
          'cloudwatch:Get*',
          'cloudwatch:List*',
          'ec2:Describe*',
          'sts:GetAccessKeyInfo',
          'sts:GetCallerIdentity',
          'sts:GetSessionToken',
        ],
        Resource: '*',
      },
    ],
  },
  {
    name: 'AmazonDynamoDBFullAccess',
    description: 'Provides full access to Amazon DynamoDB.',
    statements: [
      {
        Effect: 'Allow',
        Action: ['dynamodb:*', 'cloudwatch:*', 'kms:DescribeKey', 'kms:ListAliases'],
        Resource: '*',
      },
    ],
  },
  {
    name: 'AmazonDynamoDBReadOnlyAccess',
    description: 'Provides read-only access to Amazon DynamoDB.',
    statements: [
      {
        Effect: 'Allow',
        Action: [
          'dynamodb:BatchGetItem',
          'dynamodb:Describe*',
          'dynamodb:List*',
          'dynamodb:GetAbacStatus',
          'dynamodb:GetItem',
          'dynamodb:GetResourcePolicy',
          'dynamodb:Query',
          'dynamodb:Scan',
          'dynamodb:PartiQLSelect',
          'cloudwatch:DescribeAlarmHistory',
          'cloudwatch:DescribeAlarms',
          'cloudwatch:DescribeAlarmsForMetric',
          'cloudwatch:GetMetricStatistics',
          'cloudwatch:ListMetrics',
          'cloudwatch:GetMetricData',
          'kms:DescribeKey',
          'kms:ListAliases',
        ],
        Resource: '*',
      },
    ],
  },
  {
    name: 'IAMFullAccess',
    description: 'Provides full access to IAM.',
    statements: [{ Effect: 'Allow', Action: 'iam:*', Resource: '*' }],
  },
  {
    name: 'IAMReadOnlyAccess',
    description: 'Provides read-only access to IAM.',
    statements: [
      {
        Effect: 'Allow',
        Action: [
          'iam:GenerateCredentialReport',
          'iam:GenerateServiceLastAccessedDetails',
          'iam:Get*',
          'iam:List*',
          'iam:SimulateCustomPolicy',
          'iam:SimulatePrincipalPolicy',
        ],
        Resource: '*',
      },
    ],
  },
  {
    name: 'IAMUserChangePassword',
    description: 'Provides the ability for a user to change their own password.',
    statements: [
      {
        Effect: 'Allow',
        Action: 'iam:ChangePassword',
        // eslint-disable-next-line no-template-curly-in-string -- a policy variable
        Resource: ['arn:aws:iam::*:user/${aws:username}'],
      },
    ],
  },
  {
    name: 'SecurityAudit',
    description: 'Grants access to read security configuration.',
    statements: [
      {
        Effect: 'Allow',
        Action: [
          'cloudtrail:Describe*',
          'cloudtrail:Get*',
          'cloudtrail:List*',
          'cloudtrail:LookupEvents',
          'dynamodb:Describe*',
          'dynamodb:GetResourcePolicy',
          'dynamodb:List*',
          'ec2:DescribeVpcEndpoints',
          'ec2:DescribeVpcEndpointServices',
          'iam:Generate*',
          'iam:Get*',
          'iam:List*',
          'iam:Simulate*',
          'kms:Describe*',
          'kms:Get*',
          'kms:List*',
          'sts:GetAccessKeyInfo',
        ],
        Resource: '*',
      },
    ],
  },
  {
    name: 'AWSDenyAll',
    description: 'Denies all access.',
    statements: [{ Sid: 'DenyAll', Effect: 'Deny', Action: ['*'], Resource: '*' }],
  },
]

/** When AWS published the oldest of them. */
const published = Date.UTC(2015, 1, 6, 18, 39, 46)

/** By ARN. Only the default version exists. */
export const awsManaged: ReadonlyMap<string, ManagedPolicy> = new Map(
  describe.map(({ name, description, statements }) => {
    const document = JSON.stringify({ Version: '2012-10-17', Statement: statements })
    const policy: ManagedPolicy = {
      name,
      path: '/',
      id: `ANPA${Buffer.from(name).toString('hex').toUpperCase().padEnd(17, '0').slice(0, 17)}`,
      description,
      createdAt: published,
      updatedAt: published,
      defaultVersion: 'v1',
      lastVersion: 1,
      versions: [{ id: 'v1', document, createdAt: published }],
      attachments: 0,
      boundaries: 0,
      tags: [],
    }
    return [`arn:aws:iam::aws:policy/${name}`, policy]
  }),
)
