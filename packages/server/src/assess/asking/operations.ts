import type * as cloudtrail from '@aws-sdk/client-cloudtrail'
import type * as cloudwatch from '@aws-sdk/client-cloudwatch'
import type * as dynamodb from '@aws-sdk/client-dynamodb'
import type * as streams from '@aws-sdk/client-dynamodb-streams'
import type * as ec2 from '@aws-sdk/client-ec2'
import type * as iam from '@aws-sdk/client-iam'
import type * as kms from '@aws-sdk/client-kms'
import type * as sts from '@aws-sdk/client-sts'

/**
 * Every operation that an assessment sends, with what it takes and answers. Below the line are those of
 * the active checks alone, which act on throw-away things.
 */
export interface Operations {
  'cloudtrail:DescribeTrails': [
    cloudtrail.DescribeTrailsCommandInput,
    cloudtrail.DescribeTrailsCommandOutput,
  ]
  'cloudtrail:GetEventSelectors': [
    cloudtrail.GetEventSelectorsCommandInput,
    cloudtrail.GetEventSelectorsCommandOutput,
  ]
  'cloudtrail:GetTrailStatus': [
    cloudtrail.GetTrailStatusCommandInput,
    cloudtrail.GetTrailStatusCommandOutput,
  ]
  'cloudtrail:LookupEvents': [
    cloudtrail.LookupEventsCommandInput,
    cloudtrail.LookupEventsCommandOutput,
  ]
  'cloudwatch:DescribeAlarms': [
    cloudwatch.DescribeAlarmsCommandInput,
    cloudwatch.DescribeAlarmsCommandOutput,
  ]
  'cloudwatch:ListMetrics': [
    cloudwatch.ListMetricsCommandInput,
    cloudwatch.ListMetricsCommandOutput,
  ]
  'dynamodb:DescribeContinuousBackups': [
    dynamodb.DescribeContinuousBackupsCommandInput,
    dynamodb.DescribeContinuousBackupsCommandOutput,
  ]
  'dynamodb:DescribeTable': [
    dynamodb.DescribeTableCommandInput,
    dynamodb.DescribeTableCommandOutput,
  ]
  'dynamodb:GetResourcePolicy': [
    dynamodb.GetResourcePolicyCommandInput,
    dynamodb.GetResourcePolicyCommandOutput,
  ]
  'dynamodb:ListBackups': [dynamodb.ListBackupsCommandInput, dynamodb.ListBackupsCommandOutput]
  'dynamodb:ListGlobalTables': [
    dynamodb.ListGlobalTablesCommandInput,
    dynamodb.ListGlobalTablesCommandOutput,
  ]
  'dynamodb:ListTables': [dynamodb.ListTablesCommandInput, dynamodb.ListTablesCommandOutput]
  'dynamodb:Scan': [dynamodb.ScanCommandInput, dynamodb.ScanCommandOutput]
  'ec2:DescribeVpcEndpoints': [
    ec2.DescribeVpcEndpointsCommandInput,
    ec2.DescribeVpcEndpointsCommandOutput,
  ]
  'ec2:DescribeVpcEndpointServices': [
    ec2.DescribeVpcEndpointServicesCommandInput,
    ec2.DescribeVpcEndpointServicesCommandOutput,
  ]
  'iam:GenerateCredentialReport': [
    iam.GenerateCredentialReportCommandInput,
    iam.GenerateCredentialReportCommandOutput,
  ]
  'iam:GetAccountAuthorizationDetails': [
    iam.GetAccountAuthorizationDetailsCommandInput,
    iam.GetAccountAuthorizationDetailsCommandOutput,
  ]
  'iam:GetAccountSummary': [iam.GetAccountSummaryCommandInput, iam.GetAccountSummaryCommandOutput]
  'iam:GetCredentialReport': [
    iam.GetCredentialReportCommandInput,
    iam.GetCredentialReportCommandOutput,
  ]
  'iam:ListOpenIDConnectProviders': [
    iam.ListOpenIDConnectProvidersCommandInput,
    iam.ListOpenIDConnectProvidersCommandOutput,
  ]
  'iam:ListSAMLProviders': [iam.ListSAMLProvidersCommandInput, iam.ListSAMLProvidersCommandOutput]
  'kms:DescribeKey': [kms.DescribeKeyCommandInput, kms.DescribeKeyCommandOutput]
  'kms:GetKeyPolicy': [kms.GetKeyPolicyCommandInput, kms.GetKeyPolicyCommandOutput]
  'kms:GetKeyRotationStatus': [
    kms.GetKeyRotationStatusCommandInput,
    kms.GetKeyRotationStatusCommandOutput,
  ]
  'kms:ListKeys': [kms.ListKeysCommandInput, kms.ListKeysCommandOutput]
  'sts:AssumeRoleWithSAML': [
    sts.AssumeRoleWithSAMLCommandInput,
    sts.AssumeRoleWithSAMLCommandOutput,
  ]
  'sts:GetCallerIdentity': [sts.GetCallerIdentityCommandInput, sts.GetCallerIdentityCommandOutput]

  'dynamodb:CreateTable': [dynamodb.CreateTableCommandInput, dynamodb.CreateTableCommandOutput]
  'dynamodb:DeleteTable': [dynamodb.DeleteTableCommandInput, dynamodb.DeleteTableCommandOutput]
  'dynamodb:GetItem': [dynamodb.GetItemCommandInput, dynamodb.GetItemCommandOutput]
  'dynamodb:PutItem': [dynamodb.PutItemCommandInput, dynamodb.PutItemCommandOutput]
  'dynamodb:Query': [dynamodb.QueryCommandInput, dynamodb.QueryCommandOutput]
  'dynamodb:UpdateItem': [dynamodb.UpdateItemCommandInput, dynamodb.UpdateItemCommandOutput]
  'ec2:CreateVpcEndpoint': [ec2.CreateVpcEndpointCommandInput, ec2.CreateVpcEndpointCommandOutput]
  'ec2:DeleteVpcEndpoints': [
    ec2.DeleteVpcEndpointsCommandInput,
    ec2.DeleteVpcEndpointsCommandOutput,
  ]
  'iam:CreateAccessKey': [iam.CreateAccessKeyCommandInput, iam.CreateAccessKeyCommandOutput]
  'iam:CreateRole': [iam.CreateRoleCommandInput, iam.CreateRoleCommandOutput]
  'iam:CreateUser': [iam.CreateUserCommandInput, iam.CreateUserCommandOutput]
  'iam:DeleteAccessKey': [iam.DeleteAccessKeyCommandInput, iam.DeleteAccessKeyCommandOutput]
  'iam:DeleteRole': [iam.DeleteRoleCommandInput, iam.DeleteRoleCommandOutput]
  'iam:DeleteRolePolicy': [iam.DeleteRolePolicyCommandInput, iam.DeleteRolePolicyCommandOutput]
  'iam:DeleteUser': [iam.DeleteUserCommandInput, iam.DeleteUserCommandOutput]
  'iam:DeleteUserPolicy': [iam.DeleteUserPolicyCommandInput, iam.DeleteUserPolicyCommandOutput]
  'iam:PutRolePolicy': [iam.PutRolePolicyCommandInput, iam.PutRolePolicyCommandOutput]
  'iam:PutUserPolicy': [iam.PutUserPolicyCommandInput, iam.PutUserPolicyCommandOutput]
  'kms:CreateKey': [kms.CreateKeyCommandInput, kms.CreateKeyCommandOutput]
  'kms:Decrypt': [kms.DecryptCommandInput, kms.DecryptCommandOutput]
  'kms:DisableKey': [kms.DisableKeyCommandInput, kms.DisableKeyCommandOutput]
  'kms:EnableKey': [kms.EnableKeyCommandInput, kms.EnableKeyCommandOutput]
  'kms:Encrypt': [kms.EncryptCommandInput, kms.EncryptCommandOutput]
  'kms:ScheduleKeyDeletion': [
    kms.ScheduleKeyDeletionCommandInput,
    kms.ScheduleKeyDeletionCommandOutput,
  ]
  'streams:DescribeStream': [
    streams.DescribeStreamCommandInput,
    streams.DescribeStreamCommandOutput,
  ]
  'streams:GetRecords': [streams.GetRecordsCommandInput, streams.GetRecordsCommandOutput]
  'streams:GetShardIterator': [
    streams.GetShardIteratorCommandInput,
    streams.GetShardIteratorCommandOutput,
  ]
  'sts:AssumeRole': [sts.AssumeRoleCommandInput, sts.AssumeRoleCommandOutput]
}

/** `iam:ListUsers`: the service and the operation. */
export type OperationName = keyof Operations
export type Input<Name extends OperationName> = Operations[Name][0]
export type Output<Name extends OperationName> = Omit<Operations[Name][1], '$metadata'>
