import type { CloudTrailRecord } from '../../audit/index.ts'

export const account = '111122223333'

/** A record of a request that succeeded, by a user. */
export function record(
  service: string,
  eventName: string,
  requestParameters: Record<string, unknown> | null = null,
  more: Partial<CloudTrailRecord> = {},
): CloudTrailRecord {
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'IAMUser',
      arn: `arn:aws:iam::${account}:user/Mallory`,
      accountId: account,
      userName: 'Mallory',
    },
    eventTime: '2026-11-25T10:00:00Z',
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: 'us-east-1',
    sourceIPAddress: '10.0.0.1',
    requestParameters,
    responseElements: null,
    requestID: 'R',
    eventID: '00000000-0000-4000-8000-000000000001',
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
    ...more,
  }
}
