import * as I from '@aws-sdk/client-iam'
import {
  accessKeysFresh,
  dataAccessNarrow,
  dutiesSeparated,
  keyAccessNarrow,
  peopleHaveMfa,
  rootNotUsed,
} from '../../../src/assess/checks/people.ts'
import type { Check } from '../../../src/assess/model.ts'
import { systemClock } from '../../../src/base/index.ts'
import { account, allow, policy, trust, type Keys, type Realm } from '../../identity/support.ts'
import { answering, type Flip } from '../support.ts'

const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess'
const auditor: { keys?: Keys } = {}

const rolePolicy = (document: string | undefined) => async (realm: Realm) => {
  const role = { RoleName: 'worker', PolicyName: 'p' }
  if (document === undefined) {
    await realm.iam().send(new I.DeleteRolePolicyCommand(role))
    return realm.iam().send(new I.DeleteRoleCommand(role))
  }
  await realm
    .iam()
    .send(new I.CreateRoleCommand({ ...role, AssumeRolePolicyDocument: trust({ AWS: account }) }))
  return realm.iam().send(new I.PutRolePolicyCommand({ ...role, PolicyDocument: document }))
}

function widens(check: Check, action: string): Flip {
  return {
    check,
    steps: [
      { when: 'nobody may', expect: 'pass' },
      {
        when: 'a role may',
        expect: 'review',
        says: /role worker/,
        change: rolePolicy(policy(allow(action))),
      },
      { when: 'the role is gone', expect: 'pass', change: rolePolicy(undefined) },
    ],
  }
}

const asAuditor = (...names: string[]) => ({
  ...(auditor.keys === undefined ? {} : { keys: auditor.keys }),
  api: answering({
    'cloudtrail:LookupEvents': () => ({ Events: names.map((EventName) => ({ EventName })) }),
  }),
})

/** A server whose credential report says when the key of root was last used. */
const rootUsed = (msAgo: number) => {
  const at = new Date(systemClock.now() - msAgo).toISOString()
  return answering({
    'cloudtrail:LookupEvents': () => ({ Events: [] }),
    'iam:GetCredentialReport': () => ({
      Content: Buffer.from(`user,access_key_1_last_used_date\n<root_account>,${at}\n`),
    }),
  })
}

export const flips: readonly Flip[] = [
  {
    check: rootNotUsed,
    steps: [
      { when: 'root itself asks', expect: 'remediate' },
      {
        when: 'an auditor asks, and root rests',
        expect: 'pass',
        change: async (realm) => {
          auditor.keys = await realm.user('auditor')
          await realm.iam().send(
            new I.PutUserPolicyCommand({
              UserName: 'auditor',
              PolicyName: 'audit',
              PolicyDocument: policy(allow(['iam:Get*', 'iam:List*', 'iam:Generate*'])),
            }),
          )
        },
        stage: () => asAuditor(),
      },
      {
        when: 'root did something today',
        expect: 'remediate',
        says: /DeleteTable/,
        stage: () => asAuditor('DeleteTable'),
      },
      {
        when: 'its key was used an hour ago',
        expect: 'remediate',
        says: /used at/,
        stage: () => ({ ...asAuditor(), api: rootUsed(3_600_000) }),
      },
      {
        when: 'its key was used two days ago',
        expect: 'pass',
        stage: () => ({ ...asAuditor(), api: rootUsed(48 * 3_600_000) }),
      },
    ],
  },
  {
    check: peopleHaveMfa,
    steps: [
      { when: 'nobody has a password', expect: 'pass' },
      {
        when: 'somebody has one and no second factor',
        expect: 'remediate',
        says: /auditor/,
        change: (realm) =>
          realm.iam().send(
            new I.CreateLoginProfileCommand({
              UserName: 'auditor',
              Password: 'Correct-Horse-9-Battery',
            }),
          ),
      },
      {
        when: 'the password is gone',
        expect: 'pass',
        change: (realm) =>
          realm.iam().send(new I.DeleteLoginProfileCommand({ UserName: 'auditor' })),
      },
    ],
  },
  {
    check: accessKeysFresh,
    steps: [
      { when: 'the key of the auditor is new', expect: 'pass' },
      {
        when: 'it is a hundred days old',
        expect: 'remediate',
        stage: { clock: { ...systemClock, now: () => systemClock.now() + 100 * 86_400_000 } },
      },
      {
        when: 'it is inactive',
        expect: 'pass',
        change: async (realm) => {
          const { AccessKeyMetadata = [] } = await realm
            .iam()
            .send(new I.ListAccessKeysCommand({ UserName: 'auditor' }))
          await realm.iam().send(
            new I.UpdateAccessKeyCommand({
              UserName: 'auditor',
              AccessKeyId: AccessKeyMetadata[0]?.AccessKeyId,
              Status: 'Inactive',
            }),
          )
        },
        stage: { clock: { ...systemClock, now: () => systemClock.now() + 100 * 86_400_000 } },
      },
    ],
  },
  {
    check: dutiesSeparated,
    steps: [
      { when: 'nobody may both', expect: 'pass' },
      {
        when: 'a user may',
        expect: 'remediate',
        says: /user auditor/,
        change: (realm) =>
          realm
            .iam()
            .send(new I.AttachUserPolicyCommand({ UserName: 'auditor', PolicyArn: administrator })),
      },
      {
        when: 'a boundary keeps data from the user',
        expect: 'pass',
        change: async (realm) => {
          const { Policy } = await realm.iam().send(
            new I.CreatePolicyCommand({
              PolicyName: 'no-data',
              PolicyDocument: policy(allow(['iam:*', 'dynamodb:Describe*'])),
            }),
          )
          await realm.iam().send(
            new I.PutUserPermissionsBoundaryCommand({
              UserName: 'auditor',
              PermissionsBoundary: Policy?.Arn,
            }),
          )
        },
      },
      {
        when: 'the boundary is gone',
        expect: 'remediate',
        change: (realm) =>
          realm.iam().send(new I.DeleteUserPermissionsBoundaryCommand({ UserName: 'auditor' })),
      },
      {
        when: 'the policy is gone, and a role may both',
        expect: 'review',
        change: async (realm) => {
          await realm
            .iam()
            .send(new I.DetachUserPolicyCommand({ UserName: 'auditor', PolicyArn: administrator }))
          await rolePolicy(policy(allow('*')))(realm)
        },
      },
      { when: 'the role is gone', expect: 'pass', change: rolePolicy(undefined) },
    ],
  },
  widens(dataAccessNarrow, 'dynamodb:*'),
  widens(keyAccessNarrow, 'kms:Decrypt'),
]
