import * as E from '@aws-sdk/client-ec2'
import * as I from '@aws-sdk/client-iam'
import {
  endpointPoliciesNarrow,
  endpointsExist,
  replicasThere,
} from '../../../src/assess/checks/boundaries.ts'
import { directorySignOn, directoryTrusted } from '../../../src/assess/checks/sign-on.ts'
import { account, allow, policy, type Realm } from '../../identity/support.ts'
import { absent, answering, refusal, type Flip } from '../support.ts'

const region = 'us-east-1'

const music = allow('dynamodb:GetItem', {
  Resource: `arn:aws:dynamodb:${region}:${account}:table/Music`,
  Principal: '*',
})

const replicated = (more: object) =>
  answering({
    'dynamodb:ListGlobalTables': () => ({}),
    'dynamodb:ListTables': () => ({ TableNames: ['Music'] }),
    'dynamodb:DescribeTable': () => ({ Table: { TableName: 'Music', ...more } }),
  })

async function endpointId(realm: Realm): Promise<string> {
  const { VpcEndpoints = [] } = await realm.ec2().send(new E.DescribeVpcEndpointsCommand({}))
  return VpcEndpoints[0]?.VpcEndpointId ?? ''
}

const ServiceName = `com.amazonaws.${region}.dynamodb`

const issuer = 'https://id.example.org'

export const flips: readonly Flip[] = [
  {
    check: endpointsExist,
    steps: [
      { when: 'there is none', expect: 'review' },
      {
        when: 'there is one',
        expect: 'pass',
        change: (realm) =>
          realm.ec2().send(new E.CreateVpcEndpointCommand({ VpcId: 'vpc-near', ServiceName })),
      },
      {
        when: 'it is gone',
        expect: 'review',
        change: async (realm) =>
          realm
            .ec2()
            .send(new E.DeleteVpcEndpointsCommand({ VpcEndpointIds: [await endpointId(realm)] })),
      },
    ],
  },
  {
    check: endpointPoliciesNarrow,
    steps: [
      {
        when: 'it lets everything through',
        expect: 'review',
        change: (realm) =>
          realm.ec2().send(new E.CreateVpcEndpointCommand({ VpcId: 'vpc-near', ServiceName })),
      },
      {
        when: 'it does not',
        expect: 'pass',
        change: async (realm) =>
          realm.ec2().send(
            new E.ModifyVpcEndpointCommand({
              VpcEndpointId: await endpointId(realm),
              PolicyDocument: policy(music),
            }),
          ),
      },
      {
        when: 'there is none',
        expect: 'review',
        change: async (realm) =>
          realm
            .ec2()
            .send(new E.DeleteVpcEndpointsCommand({ VpcEndpointIds: [await endpointId(realm)] })),
      },
    ],
  },
  {
    check: replicasThere,
    steps: [
      {
        when: 'it is not built',
        expect: 'remediate',
        stage: { api: answering({ 'dynamodb:ListGlobalTables': absent }) },
      },
      { when: 'there are none', expect: 'review', stage: { api: replicated({}) } },
      {
        when: 'there is one under a key of ours',
        expect: 'pass',
        stage: {
          api: replicated({ Replicas: [{ RegionName: 'eu-west-1', KMSMasterKeyId: 'key' }] }),
        },
      },
      {
        when: 'there is one under no key',
        expect: 'review',
        stage: { api: replicated({ Replicas: [{ RegionName: 'eu-west-1' }] }) },
      },
      {
        when: 'there is no table',
        expect: 'review',
        stage: {
          api: answering({
            'dynamodb:ListGlobalTables': () => ({}),
            'dynamodb:ListTables': () => ({ TableNames: [] }),
          }),
        },
      },
    ],
  },
  {
    check: directoryTrusted,
    steps: [
      { when: 'there is none', expect: 'review' },
      {
        when: 'there is one',
        expect: 'pass',
        change: (realm) =>
          realm.iam().send(
            new I.CreateOpenIDConnectProviderCommand({
              Url: issuer,
              ThumbprintList: ['a'.repeat(40)],
            }),
          ),
      },
      {
        when: 'it is gone',
        expect: 'review',
        change: (realm) =>
          realm.iam().send(
            new I.DeleteOpenIDConnectProviderCommand({
              OpenIDConnectProviderArn: `arn:aws:iam::${account}:oidc-provider/id.example.org`,
            }),
          ),
      },
    ],
  },
  {
    check: directorySignOn,
    steps: [
      {
        when: 'it is not built',
        expect: 'remediate',
        says: /^not implemented/,
        stage: { api: answering({ 'sts:AssumeRoleWithSAML': absent }) },
      },
      {
        when: 'a false assertion is refused',
        expect: 'pass',
        stage: {
          api: answering({
            'sts:AssumeRoleWithSAML': () =>
              Promise.reject(refusal('refused', 'InvalidIdentityToken')),
          }),
        },
      },
      {
        when: 'it is refused for something else',
        expect: 'review',
        stage: {
          api: answering({
            'sts:AssumeRoleWithSAML': () => Promise.reject(refusal('refused', 'Throttling')),
          }),
        },
      },
      {
        when: 'a false assertion is taken',
        expect: 'remediate',
        stage: { api: answering({ 'sts:AssumeRoleWithSAML': () => ({}) }) },
      },
    ],
  },
]
