import { read, readThatStores, type OperationTable } from './spec.ts'

/** STS: what it hands out is stored, but its operations count as reads. */
export const stsOperations: OperationTable = {
  AssumeRole: readThatStores(
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
  GetFederationToken: readThatStores(
    ['Name', 'Policy', 'PolicyArns', 'DurationSeconds', 'Tags', 'MinimumSessionTokenSize'],
    [
      'Credentials',
      'FederatedUser',
      'PackedPolicySize',
      'SessionTokenUtilization',
      'SessionTokenSize',
    ],
  ),
  GetSessionToken: readThatStores(
    ['DurationSeconds', 'SerialNumber', 'MinimumSessionTokenSize'],
    ['Credentials', 'SessionTokenUtilization', 'SessionTokenSize'],
    ['TokenCode'],
  ),
}
