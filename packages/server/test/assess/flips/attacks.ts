import * as E from '@aws-sdk/client-ec2'
import {
  actionRefused,
  attributeRefused,
  endpointForbids,
  otherAccountRefused,
  otherRegionRefused,
  plainHttpRefused,
  rowRefused,
} from '../../../src/assess/checks/attacks.ts'
import { disabledKeyRefused, disabledKeyShutsTable } from '../../../src/assess/checks/lost-key.ts'
import {
  expiredSessionRefused,
  oldRequestRefused,
  revokedSessionRefused,
} from '../../../src/assess/checks/sessions.ts'
import type { OperationName } from '../../../src/assess/asking/operations.ts'
import type { Sender } from '../../../src/assess/asking/ports.ts'
import type { Check } from '../../../src/assess/model.ts'
import { systemClock } from '../../../src/base/index.ts'
import { allow, policy, type Realm } from '../../identity/support.ts'
import { answering, lax, nth, refusal, refusing } from '../support.ts'
import type { Flip, Stage, Step } from '../support.ts'

/** The server itself, one that lets the attack in, others that prove nothing, and the server itself again. */
function letsIn(
  check: Check,
  name: OperationName,
  whom: (sender: Sender) => boolean,
  unproven: readonly Step[] = [],
): Flip {
  return {
    check,
    steps: [
      { when: 'the server is itself', expect: 'pass' },
      { when: 'a server lets it in', expect: 'remediate', stage: { api: lax(name, whom) } },
      ...unproven,
      { when: 'the server is itself again', expect: 'pass' },
    ],
  }
}

/** A server that refuses what it should permit too. */
function permitsNothing(name: OperationName, whom: (sender: Sender) => boolean): Step {
  return {
    when: 'a server refuses what is permitted',
    expect: 'review',
    says: /refused (too|before)/,
    stage: { api: refusing(name, whom) },
  }
}

/** A server that refuses the attack, but not because it is one. */
function inTrouble(name: OperationName, whom: (sender: Sender) => boolean): Step {
  return {
    when: 'a server refuses it for something else',
    expect: 'review',
    says: /but as ServiceUnavailable/,
    stage: { api: refusing(name, whom) },
  }
}

const byUser = ({ name = '' }: Sender): boolean => name.startsWith('user ')
const inOtherRegion = ({ region }: Sender): boolean => region !== undefined
const isOld = ({ clockOffsetMs }: Sender): boolean => clockOffsetMs !== undefined
const bySession = ({ name = '' }: Sender): boolean => name.startsWith('a session')

const ServiceName = 'com.amazonaws.us-east-1.dynamodb'

async function endpointOf(realm: Realm): Promise<string> {
  const { VpcEndpoints = [] } = await realm.ec2().send(new E.DescribeVpcEndpointsCommand({}))
  return VpcEndpoints[0]?.VpcEndpointId ?? ''
}

const viaVpc = (realm: Realm): Stage => ({
  target: { vpcEndpoint: realm.server.vpcEndpoints[0] ?? '' },
})

const throughEndpoints: readonly Step[] = [
  { when: 'no listener of a VPC is named', expect: 'review' },
  { when: 'no endpoint reaches the service', expect: 'pass', stage: viaVpc },
  {
    when: 'an endpoint lets everything through',
    expect: 'review',
    change: (realm) =>
      realm.ec2().send(new E.CreateVpcEndpointCommand({ VpcId: 'vpc-near', ServiceName })),
    stage: viaVpc,
  },
  {
    when: 'its policy forbids what is tried',
    expect: 'pass',
    change: async (realm) =>
      realm.ec2().send(
        new E.ModifyVpcEndpointCommand({
          VpcEndpointId: await endpointOf(realm),
          PolicyDocument: policy(allow('dynamodb:GetItem', { Principal: '*' })),
        }),
      ),
    stage: viaVpc,
  },
  {
    when: 'a server does not keep to it',
    expect: 'review',
    change: async (realm) =>
      realm
        .ec2()
        .send(new E.DeleteVpcEndpointsCommand({ VpcEndpointIds: [await endpointOf(realm)] })),
    stage: (realm) => ({
      ...viaVpc(realm),
      api: lax('dynamodb:ListTables', ({ endpoint }) => endpoint !== undefined),
    }),
  },
]

const plain = (realm: Realm): Stage => ({
  target: { plainEndpoint: realm.server.httpEndpoint ?? '' },
})

const realSleep = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.min(ms, 200)))

/** A clock that runs a minute ahead with each look, so that patience ends soon. */
function hastyClock(): typeof systemClock {
  let ahead = 0
  return { ...systemClock, now: () => systemClock.now() + (ahead += 60_000) }
}

const keepsKey = answering({ 'kms:DisableKey': () => ({}) })

export const flips: readonly Flip[] = [
  letsIn(rowRefused, 'dynamodb:GetItem', byUser, [
    permitsNothing('dynamodb:GetItem', nth(1, byUser)),
    inTrouble('dynamodb:GetItem', nth(2, byUser)),
  ]),
  letsIn(attributeRefused, 'dynamodb:GetItem', byUser, [
    permitsNothing('dynamodb:GetItem', nth(1, byUser)),
    inTrouble('dynamodb:GetItem', nth(2, byUser)),
  ]),
  letsIn(actionRefused, 'dynamodb:DescribeTable', byUser, [
    permitsNothing('dynamodb:GetItem', byUser),
    inTrouble('dynamodb:DescribeTable', byUser),
  ]),
  letsIn(otherAccountRefused, 'dynamodb:DescribeTable', byUser, [
    permitsNothing('dynamodb:DescribeTable', nth(1, byUser)),
    inTrouble('dynamodb:DescribeTable', nth(2, byUser)),
  ]),
  letsIn(otherRegionRefused, 'dynamodb:ListTables', inOtherRegion, [
    permitsNothing('dynamodb:ListTables', (sender) => byUser(sender) && !inOtherRegion(sender)),
  ]),
  letsIn(oldRequestRefused, 'sts:GetCallerIdentity', isOld, [
    inTrouble('sts:GetCallerIdentity', isOld),
  ]),
  letsIn(revokedSessionRefused, 'dynamodb:ListTables', bySession, [
    {
      when: 'a server lets it in once its role is gone',
      expect: 'remediate',
      says: /after its role was deleted/,
      stage: { api: lax('dynamodb:ListTables', nth(3, bySession)) },
    },
    permitsNothing('dynamodb:ListTables', bySession),
  ]),
  {
    check: plainHttpRefused,
    steps: [
      { when: 'nothing is known of a plain listener', expect: 'pass' },
      { when: 'a policy denies what comes to it', expect: 'pass', stage: plain },
      {
        when: 'a server does not keep to it',
        expect: 'remediate',
        stage: (realm) => ({
          ...plain(realm),
          api: lax('dynamodb:ListTables', ({ endpoint = '' }) => endpoint.startsWith('http:')),
        }),
      },
      { when: 'the server is itself again', expect: 'pass', stage: plain },
    ],
  },
  { check: endpointForbids, steps: throughEndpoints },
  {
    check: disabledKeyRefused,
    steps: [
      { when: 'the server is itself', expect: 'pass' },
      { when: 'a server goes on using it', expect: 'remediate', stage: { api: keepsKey } },
      {
        when: 'it could not be used before',
        expect: 'review',
        stage: {
          api: refusing(
            'kms:Encrypt',
            nth(1, () => true),
          ),
        },
      },
      { when: 'the server is itself again', expect: 'pass' },
    ],
  },
  {
    check: disabledKeyShutsTable,
    steps: [
      { when: 'keys leave the cache at once', expect: 'pass', stage: { sleep: realSleep } },
      {
        when: 'a server has it still',
        expect: 'review',
        stage: { api: keepsKey, sleep: realSleep },
      },
      {
        when: 'a server has it after minutes too',
        expect: 'remediate',
        stage: { api: keepsKey, clock: hastyClock(), target: { patient: true } },
      },
      { when: 'the server is itself again', expect: 'pass', stage: { sleep: realSleep } },
    ],
  },
  {
    check: expiredSessionRefused,
    steps: [
      { when: 'nobody waits', expect: 'review' },
      // The test does not wait either, so that the session has not ended when the check thinks so.
      {
        when: 'a session outlives its time',
        expect: 'remediate',
        stage: { target: { patient: true } },
      },
      {
        when: 'a session ends',
        expect: 'pass',
        stage: () => {
          let uses = 0
          return {
            target: { patient: true },
            api: (real) => ({
              send: (name, input, sender) =>
                name === 'dynamodb:ListTables' && bySession(sender ?? {}) && (uses += 1) > 1
                  ? Promise.reject(refusal('refused', 'ExpiredTokenException'))
                  : real.send(name, input, sender),
              close: () => real.close(),
            }),
          }
        },
      },
      {
        ...permitsNothing('dynamodb:ListTables', bySession),
        stage: { target: { patient: true }, api: refusing('dynamodb:ListTables', bySession) },
      },
      {
        ...inTrouble('dynamodb:ListTables', bySession),
        stage: {
          target: { patient: true },
          api: refusing('dynamodb:ListTables', nth(2, bySession)),
        },
      },
      { when: 'nobody waits again', expect: 'review' },
    ],
  },
]
