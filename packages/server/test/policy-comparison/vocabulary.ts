/** What random policies are made of: few words, so that policies and requests meet often. */

export const accounts = ['111111111111', '222222222222'] as const

export const actionPatterns = [
  '*',
  'dynamodb:*',
  'dynamodb:Get*',
  'dynamodb:*Item',
  'dynamodb:??tItem',
  'dynamodb:*t*',
  'DynamoDB:getitem',
  'dynamodb:PutItem',
  'dynamodb:PutItem?',
  'dynamodb:DeleteItem',
  'kms:*',
  'kms:Decrypt',
] as const

export const trustActions = ['sts:AssumeRole', 'sts:Assume*', 'sts:TagSession', 'sts:*'] as const

const table = 'arn:aws:dynamodb:eu-west-1:111111111111:table/'

export const resourcePatterns = [
  '*',
  `${table}Books`,
  `${table}Books*`,
  `${table}B?oks`,
  `${table}*/index/*`,
  `${table}*`,
  'arn:aws:dynamodb:*:111111111111:table/Books',
  'arn:aws:dynamodb:*:*:*',
  'arn:*:dynamodb:eu-*:1*:table/*s',
  'arn:aws:kms:eu-west-1:111111111111:key/a',
  `${table}\${aws:username}`,
  `${table}\${aws:username}-*`,
  `${table}\${aws:PrincipalTag/team, 'Books'}`,
  `${table}\${*}`,
] as const

export const resources = [
  '*',
  `${table}Books`,
  `${table}Booksx`,
  `${table}Beoks`,
  `${table}Books/index/i`,
  `${table}ann`,
  `${table}ann-x`,
  `${table}bob`,
  `${table}red`,
  `${table}*`,
  'arn:aws:dynamodb:us-east-1:111111111111:table/Books',
  'arn:aws:dynamodb:eu-west-1:222222222222:table/Books',
  'arn:aws-cn:dynamodb:eu-north-1:122222222222:table/s',
  'arn:aws:kms:eu-west-1:111111111111:key/a',
  'arn:aws:s3:::bucket',
] as const

export const actions = [
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:PutItems',
  'dynamodb:DeleteItem',
  'dynamodb:Scan',
  'dynamodb:Get',
  'dynamodb:t',
  'kms:Decrypt',
  'kms:Encrypt',
  's3:GetObject',
] as const

export interface KeyWords {
  readonly key: string
  readonly many: boolean
  readonly tag?: boolean
  readonly operators: readonly string[]
  /** What policies write, and what requests hold. */
  readonly written: readonly string[]
  readonly held: readonly string[]
}

const strings = [
  'StringEquals',
  'StringNotEquals',
  'StringLike',
  'StringNotLike',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
]

const dates = [
  'DateEquals',
  'DateNotEquals',
  'DateLessThan',
  'DateLessThanEquals',
  'DateGreaterThan',
  'DateGreaterThanEquals',
]

const numbers = dates.map((name) => name.replace('Date', 'Numeric'))

const texts = {
  operators: strings,
  written: ['red', 'Red', 're*', '*d', 'r?d', 'blue', '*', '${aws:username}', '${aws:username}*'],
  held: ['red', 'RED', 'Red', 'rd', 'reed', 'blue', 'ann', 'annx', '', '*'],
}

export const keys: readonly KeyWords[] = [
  { key: 'aws:PrincipalTag/team', many: false, tag: true, ...texts },
  { key: 'dynamodb:LeadingKeys', many: true, ...texts },
  {
    key: 'aws:username',
    many: false,
    operators: strings,
    written: ['ann', 'a*', 'bob', 'ANN', '${aws:PrincipalTag/team}'],
    held: ['ann', 'bob', 'amy', 'red'],
  },
  {
    key: 'aws:MultiFactorAuthAge',
    many: false,
    operators: numbers,
    written: ['1', '1.5', '2', '2.0', '-3', '10'],
    held: ['0', '1', '1.2', '1.50', '2', '3', '-3', '-4', '11', 'x'],
  },
  {
    key: 'aws:CurrentTime',
    many: false,
    operators: dates,
    written: ['2026-01-01T00:00:00Z', '2026-01-02', '1767225600', '2027'],
    held: ['2025-01-01', '2026-01-01', '2026-01-01T12:00:00Z', '2026-01-02', '2028', 'x'],
  },
  {
    key: 'custom:Mixed',
    many: true,
    operators: ['StringLike', 'StringNotEquals', 'NumericLessThan', 'DateGreaterThan', 'Bool'],
    written: ['2020'],
    held: ['2020', '2021', '2019', '3', 'true', 'x'],
  },
  {
    key: 'aws:SecureTransport',
    many: false,
    operators: ['Bool'],
    written: ['true', 'false'],
    held: ['true', 'false', 'TRUE', 'x'],
  },
  {
    key: 'aws:SourceIp',
    many: false,
    operators: ['IpAddress', 'NotIpAddress'],
    written: [
      '10.0.0.0/8',
      '10.1.0.0/16',
      '10.0.0.0/9',
      '10.128.0.0/9',
      '::/0',
      '10.1.2.3',
      'fe80::/10',
    ],
    held: ['10.0.0.1', '10.1.0.1', '10.1.2.3', '10.200.0.1', '11.0.0.1', 'fe80::1', '::1', 'x'],
  },
  {
    key: 'aws:PrincipalArn',
    many: false,
    operators: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike', 'StringLike'],
    written: [
      'arn:aws:iam::111111111111:role/*',
      'arn:aws:iam::*:role/app',
      'arn:aws:iam::111111111111:user/${aws:username}',
      'arn:aws:iam::222222222222:user/ann',
    ],
    held: [
      'arn:aws:iam::111111111111:role/app',
      'arn:aws:iam::222222222222:role/app',
      'arn:aws:iam::111111111111:user/ann',
      'arn:aws:iam::222222222222:user/ann',
      'x',
    ],
  },
  {
    key: 'kms:Bytes',
    many: true,
    operators: ['BinaryEquals'],
    written: ['AA==', 'AAE=', 'AAA='],
    held: ['AA==', 'AB==', 'AAE=', 'AAA=', '!', 'QQ=='],
  },
]

export const principals = [
  '*',
  { AWS: '111111111111' },
  { AWS: '222222222222' },
  { AWS: 'arn:aws:iam::111111111111:user/ann' },
  { AWS: 'arn:aws:iam::111111111111:role/app' },
  { AWS: 'arn:aws:sts::111111111111:assumed-role/app/one' },
  { AWS: 'AIDAAAAAAAAAAAAA' },
  { AWS: ['arn:aws:iam::222222222222:user/ann', '111111111111'] },
  { AWS: 'arn:aws:sts::111111111111:federated-user/fay' },
  { Service: 'events.amazonaws.com' },
] as const
