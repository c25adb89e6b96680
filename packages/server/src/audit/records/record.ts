/** A record in CloudTrail's own form: members as they are delivered. */
export interface CloudTrailRecord {
  readonly eventVersion: string
  readonly userIdentity: UserIdentity
  /** `2026-11-25T10:00:00Z`: whole seconds. */
  readonly eventTime: string
  readonly eventSource: string
  /** Name of the API operation, which need not be that of the IAM action. */
  readonly eventName: string
  readonly awsRegion: string
  readonly sourceIPAddress: string
  readonly userAgent?: string
  readonly errorCode?: string
  readonly errorMessage?: string
  readonly requestParameters: Readonly<Record<string, unknown>> | null
  readonly responseElements: Readonly<Record<string, unknown>> | null
  readonly additionalEventData?: Readonly<Record<string, unknown>>
  readonly requestID: string
  /** A UUID. */
  readonly eventID: string
  readonly readOnly: boolean
  readonly resources?: readonly RecordedResource[]
  readonly eventType: string
  readonly apiVersion?: string
  readonly managementEvent: boolean
  /** The account whose trails get this copy. */
  readonly recipientAccountId: string
  /** The same in the copies that several accounts get of one event. */
  readonly sharedEventID?: string
  readonly vpcEndpointId?: string
  readonly vpcEndpointAccountId?: string
  readonly eventCategory: 'Management' | 'Data' | 'NetworkActivity'
  readonly tlsDetails?: {
    readonly tlsVersion: string
    readonly cipherSuite: string
    readonly clientProvidedHostHeader?: string
  }
}

export interface RecordedResource {
  readonly accountId: string
  /** `AWS::DynamoDB::Table` */
  readonly type: string
  readonly ARN: string
}

export interface UserIdentity {
  readonly type:
    | 'Root'
    | 'IAMUser'
    | 'AssumedRole'
    | 'FederatedUser'
    | 'WebIdentityUser'
    | 'AWSService'
    | 'Unknown'
  readonly principalId?: string
  readonly arn?: string
  readonly accountId?: string
  readonly accessKeyId?: string
  readonly userName?: string
  readonly invokedBy?: string
  readonly sessionContext?: {
    readonly sessionIssuer?: {
      readonly type: string
      readonly principalId: string
      readonly arn: string
      readonly accountId: string
      readonly userName?: string
    }
    readonly attributes: { readonly creationDate: string; readonly mfaAuthenticated: string }
    readonly webIdFederationData?: object
    readonly sourceIdentity?: string
  }
}
