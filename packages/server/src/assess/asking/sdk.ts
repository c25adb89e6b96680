import * as cloudtrail from '@aws-sdk/client-cloudtrail'
import * as cloudwatch from '@aws-sdk/client-cloudwatch'
import * as dynamodb from '@aws-sdk/client-dynamodb'
import * as streams from '@aws-sdk/client-dynamodb-streams'
import * as ec2 from '@aws-sdk/client-ec2'
import * as iam from '@aws-sdk/client-iam'
import * as kms from '@aws-sdk/client-kms'
import * as sts from '@aws-sdk/client-sts'
import type { OperationName } from './operations.ts'

/**
 * What of the AWS SDK an assessment uses. The modules are large, so that this file is loaded when something is
 * first asked, and by nothing but this command; the build puts it, and what it uses, into a bundle of its own.
 */
export const clients = {
  cloudtrail: cloudtrail.CloudTrailClient,
  cloudwatch: cloudwatch.CloudWatchClient,
  dynamodb: dynamodb.DynamoDBClient,
  streams: streams.DynamoDBStreamsClient,
  ec2: ec2.EC2Client,
  iam: iam.IAMClient,
  kms: kms.KMSClient,
  sts: sts.STSClient,
} as const

/** Named one by one, since a bundle leaves out what is not named. */
export const commands: Readonly<Record<OperationName, new (input: never) => object>> = {
  'cloudtrail:DescribeTrails': cloudtrail.DescribeTrailsCommand,
  'cloudtrail:GetEventSelectors': cloudtrail.GetEventSelectorsCommand,
  'cloudtrail:GetTrailStatus': cloudtrail.GetTrailStatusCommand,
  'cloudtrail:LookupEvents': cloudtrail.LookupEventsCommand,
  'cloudwatch:DescribeAlarms': cloudwatch.DescribeAlarmsCommand,
  'cloudwatch:ListMetrics': cloudwatch.ListMetricsCommand,
  'dynamodb:DescribeContinuousBackups': dynamodb.DescribeContinuousBackupsCommand,
  'dynamodb:DescribeTable': dynamodb.DescribeTableCommand,
  'dynamodb:GetResourcePolicy': dynamodb.GetResourcePolicyCommand,
  'dynamodb:ListBackups': dynamodb.ListBackupsCommand,
  'dynamodb:ListGlobalTables': dynamodb.ListGlobalTablesCommand,
  'dynamodb:ListTables': dynamodb.ListTablesCommand,
  'dynamodb:Scan': dynamodb.ScanCommand,
  'ec2:DescribeVpcEndpoints': ec2.DescribeVpcEndpointsCommand,
  'ec2:DescribeVpcEndpointServices': ec2.DescribeVpcEndpointServicesCommand,
  'iam:GenerateCredentialReport': iam.GenerateCredentialReportCommand,
  'iam:GetAccountAuthorizationDetails': iam.GetAccountAuthorizationDetailsCommand,
  'iam:GetAccountSummary': iam.GetAccountSummaryCommand,
  'iam:GetCredentialReport': iam.GetCredentialReportCommand,
  'iam:ListOpenIDConnectProviders': iam.ListOpenIDConnectProvidersCommand,
  'iam:ListSAMLProviders': iam.ListSAMLProvidersCommand,
  'kms:DescribeKey': kms.DescribeKeyCommand,
  'kms:GetKeyPolicy': kms.GetKeyPolicyCommand,
  'kms:GetKeyRotationStatus': kms.GetKeyRotationStatusCommand,
  'kms:ListKeys': kms.ListKeysCommand,
  'sts:AssumeRoleWithSAML': sts.AssumeRoleWithSAMLCommand,
  'sts:GetCallerIdentity': sts.GetCallerIdentityCommand,
  'dynamodb:CreateTable': dynamodb.CreateTableCommand,
  'dynamodb:DeleteTable': dynamodb.DeleteTableCommand,
  'dynamodb:GetItem': dynamodb.GetItemCommand,
  'dynamodb:PutItem': dynamodb.PutItemCommand,
  'dynamodb:Query': dynamodb.QueryCommand,
  'dynamodb:UpdateItem': dynamodb.UpdateItemCommand,
  'ec2:CreateVpcEndpoint': ec2.CreateVpcEndpointCommand,
  'ec2:DeleteVpcEndpoints': ec2.DeleteVpcEndpointsCommand,
  'iam:CreateAccessKey': iam.CreateAccessKeyCommand,
  'iam:CreateRole': iam.CreateRoleCommand,
  'iam:CreateUser': iam.CreateUserCommand,
  'iam:DeleteAccessKey': iam.DeleteAccessKeyCommand,
  'iam:DeleteRole': iam.DeleteRoleCommand,
  'iam:DeleteRolePolicy': iam.DeleteRolePolicyCommand,
  'iam:DeleteUser': iam.DeleteUserCommand,
  'iam:DeleteUserPolicy': iam.DeleteUserPolicyCommand,
  'iam:PutRolePolicy': iam.PutRolePolicyCommand,
  'iam:PutUserPolicy': iam.PutUserPolicyCommand,
  'kms:CreateKey': kms.CreateKeyCommand,
  'kms:Decrypt': kms.DecryptCommand,
  'kms:DisableKey': kms.DisableKeyCommand,
  'kms:EnableKey': kms.EnableKeyCommand,
  'kms:Encrypt': kms.EncryptCommand,
  'kms:ScheduleKeyDeletion': kms.ScheduleKeyDeletionCommand,
  'streams:DescribeStream': streams.DescribeStreamCommand,
  'streams:GetRecords': streams.GetRecordsCommand,
  'streams:GetShardIterator': streams.GetShardIteratorCommand,
  'sts:AssumeRole': sts.AssumeRoleCommand,
}
