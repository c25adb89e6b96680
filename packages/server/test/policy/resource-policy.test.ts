import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { limits } from '../../src/base/index.ts'
import { ManualClock } from '../../src/engine/background/manual-clock.test-support.ts'
import {
  account,
  authorized,
  otherAccount,
  root,
  tableArn,
  user,
  type Authorized,
} from './authorized.ts'

const TableName = 'Shared'
const ResourceArn = tableArn(TableName)
const clock = new ManualClock()
let db: Authorized

before(async () => {
  db = authorized(clock)
  await db.call(root, 'CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  })
})
after(() => db.close())

const get = { TableName: ResourceArn, Key: { id: { S: 'x' } } }
const all = [{ Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' }]
const grant = (AWS: string, more: object = {}): object => ({
  Effect: 'Allow',
  Principal: { AWS },
  Action: 'dynamodb:GetItem',
  Resource: ResourceArn,
  ...more,
})

/** Until a policy may be changed again. */
function rest(): void {
  clock.pass(limits.resourcePolicyRestMs)
}

async function put(...Statement: object[]): Promise<string> {
  rest()
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement })
  const { RevisionId } = await db.call(root, 'PutResourcePolicy', { ResourceArn, Policy })
  return String(RevisionId)
}

async function refused(Policy: string, message: RegExp | string, code = 'ValidationException') {
  await assert.rejects(db.call(root, 'PutResourcePolicy', { ResourceArn, Policy }), {
    code,
    message,
  })
}

describe('resource policies of tables', () => {
  it('let in a user of another account whom both sides allow, and nobody else', async () => {
    const eve = user('eve', all, otherAccount)
    await assert.rejects(db.call(eve, 'GetItem', get), { code: 'AccessDeniedException' })
    await put(grant(`arn:aws:iam::${otherAccount}:user/eve`))
    await db.call(eve, 'GetItem', get)
    const without = user('eve', [], otherAccount)
    await assert.rejects(db.call(without, 'GetItem', get), { code: 'AccessDeniedException' })
    const adam = user('adam', all, otherAccount)
    await assert.rejects(db.call(adam, 'GetItem', get), { code: 'AccessDeniedException' })
    await assert.rejects(db.call(eve, 'DescribeTable', { TableName: ResourceArn }), {
      code: 'AccessDeniedException',
    })
    // A bare name is always a table of the own account.
    await assert.rejects(db.call(eve, 'GetItem', { ...get, TableName }), {
      code: 'ResourceNotFoundException',
    })
  })

  it('refuse an account in the ARN that is no account', async () => {
    const eve = user('eve', all, otherAccount)
    for (const wrong of [`${account.slice(0, 11)}S`, `${account}S`, '', '*']) {
      const TableName = `arn:aws:dynamodb:us-east-1:${wrong}:table/hared`
      await assert.rejects(db.call(eve, 'GetItem', { ...get, TableName }), {
        code: 'ValidationException',
      })
    }
  })

  it('let in a user of the same account by themselves, and deny whom they deny', async () => {
    await put(grant(`arn:aws:iam::${account}:user/ann`))
    await db.call(user('ann', []), 'GetItem', get)
    await assert.rejects(db.call(user('bob', []), 'GetItem', get), {
      code: 'AccessDeniedException',
    })
    await put(grant(`arn:aws:iam::${account}:user/ann`, { Effect: 'Deny' }))
    await assert.rejects(db.call(user('ann', all), 'GetItem', get), {
      code: 'AccessDeniedException',
      message: /with an explicit deny in a resource-based policy$/,
    })
  })

  it('are given back in the canonical form, and the same meaning is no change', async () => {
    const first = await put(grant(otherAccount, { Action: ['dynamodb:GetItem'] }))
    const second = await put({
      Resource: [ResourceArn],
      Action: 'dynamodb:GetItem',
      Principal: { AWS: [`arn:aws:iam::${otherAccount}:root`] },
      Effect: 'Allow',
    })
    assert.equal(second, first)
    const { Policy, RevisionId } = await db.call(root, 'GetResourcePolicy', { ResourceArn })
    assert.equal(RevisionId, first)
    assert.equal(
      Policy,
      `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::${otherAccount}:root"},"Action":"dynamodb:GetItem","Resource":"${ResourceArn}"}]}`,
    )
  })

  it('change only from the revision that is expected', async () => {
    const current = await put(grant(otherAccount))
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: grant(otherAccount, { Sid: 'a' }),
    })
    rest()
    const change = (ExpectedRevisionId: string) =>
      db.call(root, 'PutResourcePolicy', { ResourceArn, Policy, ExpectedRevisionId })
    await assert.rejects(change('1'), { code: 'PolicyNotFoundException' })
    await assert.rejects(change('NO_POLICY'), { code: 'PolicyNotFoundException' })
    await change(current)
    rest()
    await db.call(root, 'DeleteResourcePolicy', { ResourceArn })
    await assert.rejects(db.call(root, 'GetResourcePolicy', { ResourceArn }), {
      code: 'PolicyNotFoundException',
    })
    assert.deepEqual(await db.call(root, 'DeleteResourcePolicy', { ResourceArn }), {})
    rest()
    await change('NO_POLICY')
  })

  it('refuse documents in the words of the service', async () => {
    const start = 'One or more parameter values were invalid: '
    await refused('', `${start}Invalid policy document: This policy contains invalid Json`)
    await refused('{}', `${start}Invalid policy document: Syntax error at position (1,3)`)
    await refused('null', `${start}Invalid policy document: This text appears not to be a policy`)
    await refused(document({}), `${start}Invalid policy document: Missing required field Effect`)
    await refused(
      document(grant('*')),
      'Resource-based policy grants unbounded access in one or more elements. Please revise the policy to ensure least-privilege form of access',
    )
    await refused(
      document(grant('*', { Condition: { StringLike: { 'aws:PrincipalAccount': '*' } } })),
      /unbounded access/,
    )
    await refused(
      document(grant(otherAccount, { Action: 'dynamodb:GetRecords' })),
      `${start}Invalid policy document: The following action names are invalid: "dynamodb:GetRecords"`,
    )
    await refused(
      `${document(grant(otherAccount))}${' '.repeat(20480)}`,
      `${start}Maximum policy size of 20480 bytes exceeded`,
    )
  })

  it('do not lock out whoever sets them, unless that is confirmed', async () => {
    rest()
    const ann = user('ann', all)
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: grant(`arn:aws:iam::${account}:user/ann`, {
        Effect: 'Deny',
        Action: 'dynamodb:PutResourcePolicy',
      }),
    })
    await assert.rejects(db.call(ann, 'PutResourcePolicy', { ResourceArn, Policy }), {
      code: 'AccessDeniedException',
      message:
        'The new resource policy will not allow you to update the resource policy in the future.',
    })
    await db.call(ann, 'PutResourcePolicy', {
      ResourceArn,
      Policy,
      ConfirmRemoveSelfResourceAccess: true,
    })
    await assert.rejects(db.call(ann, 'PutResourcePolicy', { ResourceArn, Policy }), {
      code: 'AccessDeniedException',
    })
    rest()
    await db.call(root, 'DeleteResourcePolicy', { ResourceArn })
  })

  it('rest for 15 seconds between changes, and not between repetitions', async () => {
    const RevisionId = await put(grant(otherAccount))
    const again = { code: 'ThrottlingException', message: throttled(RevisionId) }
    const repeat = { ResourceArn, Policy: document(grant(otherAccount)) }
    const other = { ResourceArn, Policy: document(grant(account)) }
    clock.pass(limits.resourcePolicyRestMs - 1)
    assert.deepEqual(await db.call(root, 'PutResourcePolicy', repeat), { RevisionId })
    await assert.rejects(db.call(root, 'PutResourcePolicy', other), again)
    await assert.rejects(db.call(root, 'DeleteResourcePolicy', { ResourceArn }), again)
    const unexpected = { ...other, ExpectedRevisionId: '1' }
    await assert.rejects(db.call(root, 'PutResourcePolicy', unexpected), {
      code: 'PolicyNotFoundException',
    })
    clock.pass(1)
    const removed = await db.call(root, 'DeleteResourcePolicy', { ResourceArn })
    assert.equal(removed['RevisionId'], String(clock.now()))
    await assert.rejects(db.call(root, 'PutResourcePolicy', other), {
      code: 'ThrottlingException',
      message: throttled(String(clock.now())),
    })
    rest()
    await db.call(root, 'PutResourcePolicy', other)
  })

  it('name only whom there is', async () => {
    rest()
    const invalid =
      'One or more parameter values were invalid: Invalid principal in policy document.'
    for (const nobody of [
      `arn:aws:iam::${account}:user/nobody`,
      `arn:aws:iam::${account}:role/none`,
      `arn:aws:sts::${account}:assumed-role/none/session`,
      '999999999999',
    ]) {
      await refused(document(grant(nobody)), invalid)
      await refused(document(grant(nobody, { Effect: 'Deny' })), invalid)
    }
    await put(grant(`arn:aws:iam::${account}:user/ann`))
  })

  it('mean the user that there was, not a later one of the same name', async () => {
    await put(grant(`arn:aws:iam::${account}:user/ann`))
    await db.call(user('ann', []), 'GetItem', get)
    const { principal, ...ann } = user('ann', [])
    const later = { ...ann, principal: { ...principal, id: 'AIDALATER' } } as typeof root
    await assert.rejects(db.call(later, 'GetItem', get), { code: 'AccessDeniedException' })
  })

  it('can come with the table, for whoever may put them', async () => {
    const more = {
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }
    const create = (caller: typeof root, name: string, ResourcePolicy: string) =>
      db.call(caller, 'CreateTable', { ...more, TableName: name, ResourcePolicy })
    const arn = tableArn('Born')
    const policy = document(grant(`arn:aws:iam::${account}:user/ann`, { Resource: arn }))
    const maker = user('maker', [
      { Effect: 'Allow', Action: 'dynamodb:CreateTable', Resource: '*' },
    ])
    await assert.rejects(create(maker, 'Born', policy), {
      code: 'AccessDeniedException',
      message: /dynamodb:PutResourcePolicy/,
    })
    await create(root, 'Born', policy)
    await db.call(user('ann', []), 'GetItem', { ...get, TableName: arn })
    await assert.rejects(create(root, 'Other', '{}'), {
      message:
        'One or more parameter values were invalid: Invalid policy document: Syntax error at position (1,3)',
    })
  })
})

function document(Statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement })
}

function throttled(revision: string): string {
  const at = new Date(Number(revision) + limits.resourcePolicyRestMs).toISOString()
  return `Resource-based policy for table ${TableName} modified within the previous 15000 milliseconds. Please try again after ${at}.`
}
