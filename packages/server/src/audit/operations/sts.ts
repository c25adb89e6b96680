import { read, type OperationTable } from './spec.ts'

/** STS: what it hands out is stored, but its operations count as reads. */
export const stsOperations: OperationTable = {
  AssumeRole: read(
    [
      'RoleArn',
      'RoleSessionName',
      'PolicyArns',
      'Policy',
      'DurationSeconds',
      'Tags',
      'TransitiveTagKeys',
      'ExternalId',
      'SerialNumber',
      'SourceIdentity',
      'ProvidedContexts',
      'MinimumSessionTokenSize',
    ],
    [
      'Credentials',
      'AssumedRoleUser',
      'PackedPolicySize',
      'SourceIdentity',
      'SessionTokenUtilization',
      'SessionTokenSize',
    ],
    ['TokenCode'],
  ),
  DecodeAuthorizationMessage: read([], [], ['EncodedMessage']),
  GetAccessKeyInfo: read(['AccessKeyId']),
  GetCallerIdentity: read([]),
  GetFederationToken: read(
    ['Name', 'Policy', 'PolicyArns', 'DurationSeconds', 'Tags', 'MinimumSessionTokenSize'],
    [
      'Credentials',
      'FederatedUser',
      'PackedPolicySize',
      'SessionTokenUtilization',
      'SessionTokenSize',
    ],
  ),
  GetSessionToken: read(
    ['DurationSeconds', 'SerialNumber', 'MinimumSessionTokenSize'],
    ['Credentials', 'SessionTokenUtilization', 'SessionTokenSize'],
    ['TokenCode'],
  ),
}
