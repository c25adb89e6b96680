/** The policy that a key has where its maker gave none: IAM of the account decides. */
export function defaultKeyPolicy(accountId: string): string {
  return format({
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  })
}

/** The policy of `aws/dynamodb`: everyone in the account may use the key, by way of DynamoDB alone. */
export function managedDynamodbPolicy(accountId: string, region: string): string {
  const service = `dynamodb.${region}.amazonaws.com`
  return format({
    Version: '2012-10-17',
    Id: 'auto-dynamodb-1',
    Statement: [
      {
        Sid: 'Allow access through Amazon DynamoDB for all principals in the account that are authorized to use Amazon DynamoDB',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncrypt*',
          'kms:GenerateDataKey*',
          'kms:CreateGrant',
          'kms:DescribeKey',
        ],
        Resource: '*',
        Condition: {
          StringEquals: { 'kms:CallerAccount': accountId, 'kms:ViaService': service },
        },
      },
      {
        Sid: 'Allow direct access to key metadata to the account',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'],
        Resource: '*',
      },
      {
        Sid: 'Allow DynamoDB Service with service principal name dynamodb.amazonaws.com to describe the key directly',
        Effect: 'Allow',
        Principal: { Service: 'dynamodb.amazonaws.com' },
        Action: ['kms:Describe*', 'kms:Get*', 'kms:List*'],
        Resource: '*',
      },
    ],
  })
}

/** As the service shows policies of its own making: spaces around colons. */
function format(policy: object): string {
  return JSON.stringify(policy, undefined, 2).replaceAll(/^( *"[A-Za-z:]+"): /gm, '$1 : ')
}
