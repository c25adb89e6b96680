import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { ListRolesCommand, ListUsersCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import { ListKeysCommand, DescribeKeyCommand } from '@aws-sdk/client-kms'
import type { Api } from '../../src/assess/asking/ports.ts'
import { rowRefused } from '../../src/assess/checks/attacks.ts'
import { attacksAudited } from '../../src/assess/checks/audit.ts'
import { controls } from '../../src/assess/controls/index.ts'
import { pass, type Check, type Report } from '../../src/assess/model.ts'
import { allow, openRealm, policy, type Realm } from '../identity/support.ts'
import { absent, answering, assessed, checked, controlOf } from './support.ts'

/** What a run made, as far as it is still there. */
async function left(realm: Realm): Promise<readonly string[]> {
  const { TableNames = [] } = await realm.dynamodb().send(new ListTablesCommand({}))
  const { Users = [] } = await realm.iam().send(new ListUsersCommand({}))
  const { Roles = [] } = await realm.iam().send(new ListRolesCommand({}))
  const { Keys = [] } = await realm.kms().send(new ListKeysCommand({}))
  const kept: string[] = []
  for (const { KeyId } of Keys) {
    const { KeyMetadata } = await realm.kms().send(new DescribeKeyCommand({ KeyId }))
    if (KeyMetadata?.KeyState !== 'PendingDeletion') kept.push(`key ${String(KeyId)}`)
  }
  const names = [...Users.map(({ UserName }) => UserName), ...Roles.map(({ RoleName }) => RoleName)]
  return [...TableNames, ...names.map(String), ...kept]
}

describe('a run of the assessment', () => {
  let realm: Realm
  let report: Report
  before(async () => {
    realm = await openRealm({ keyCacheSeconds: '1' })
    report = await assessed(realm)
  })
  after(() => realm.close())

  it('makes every check, and every control is of its worst', () => {
    assert.equal(report.controls.length, 23)
    for (const control of controls) {
      const result = report.controls.find(({ id }) => id === control.id)
      assert.deepEqual(
        result?.checks,
        control.checks.map(({ id }) => id),
      )
    }
    assert.equal(report.controls.filter(({ group }) => group === 'review').length, 10)
    assert.equal(report.controls.filter(({ group }) => group === 'need').length, 13)
  })

  it('removes all that it made, and leaves a key only until it is deleted', async () => {
    assert.deepEqual(report.leftBehind, [])
    assert.deepEqual(await left(realm), [])
  })

  it('removes all that it made after a failure in the middle too', async () => {
    const broken: Check = {
      id: 'broken',
      title: 'Breaks',
      active: true,
      remedy: [],
      async run(inquiry) {
        await inquiry.workshop.table()
        await inquiry.workshop.permit(allow('*'))
        throw new TypeError('a bug')
      },
    }
    await assert.rejects(checked(realm, broken), { message: 'a bug' })
    assert.deepEqual(await left(realm), [])
  })

  it('removes all that it made when it is interrupted', async () => {
    const controller = new AbortController()
    const interrupted: Check = {
      id: 'interrupted',
      title: 'Is interrupted',
      active: true,
      remedy: [],
      async run(inquiry) {
        await inquiry.workshop.table()
        controller.abort(new Error('stop'))
        await inquiry.ask('kms:ListKeys', {})
        return pass('never')
      },
    }
    const run = checked(realm, interrupted, { signal: controller.signal })
    await assert.rejects(run, { message: 'stop' })
    assert.deepEqual(await left(realm), [])
  })

  it('tells what could not be removed', async () => {
    const check: Check = {
      id: 'leaves',
      title: 'Leaves something',
      active: true,
      remedy: [],
      async run(inquiry) {
        inquiry.workshop.later('a stone', () => Promise.reject(new Error('too heavy')))
        await inquiry.ask('kms:ListKeys', {})
        return pass('It was there.')
      },
    }
    const { leftBehind } = await assessed(realm, { controls: [controlOf(check)] })
    assert.equal(leftBehind.length, 1)
    assert.match(leftBehind[0] ?? '', /^a stone/)
  })

  it('says a status from evidence alone', async () => {
    const blind: Check = {
      id: 'blind',
      title: 'Sees nothing',
      remedy: [],
      run: () => Promise.resolve(pass('Surely.')),
    }
    await assert.rejects(checked(realm, blind), /a status comes from evidence alone/)
    for (const { id, status, evidence } of report.checks) {
      assert(status === 'review' || evidence.length > 0, id)
      for (const { at, sha256 } of evidence) {
        assert.match(at, /^\d{4}-.*Z$/)
        assert.match(sha256, /^[\da-f]{64}$/)
      }
    }
  })

  it('holds no secret: neither of the assessor nor of what it made', async () => {
    const secrets = [realm.root.secretAccessKey]
    const overheard = (real: Api): Api => ({
      async send(name, input, sender) {
        const answer = await real.send(name, input, sender)
        for (const [, secret = ''] of JSON.stringify(answer.output).matchAll(
          /"(?:SecretAccessKey|SessionToken)":"([^"]+)"/g,
        )) {
          secrets.push(secret)
        }
        return answer
      },
      close: () => real.close(),
    })
    const text = JSON.stringify(await assessed(realm, { api: overheard }))
    assert(secrets.length > 3)
    for (const secret of secrets) assert(!text.includes(secret))
  })

  it('leaves out attacks when it is passive, and knows less of an AWS account', async () => {
    const passive = await assessed(realm, { passive: true })
    assert(passive.checks.length > 20)
    assert(passive.checks.every(({ active }) => !active))
    assert(passive.target.passive)
    const aws = await assessed(realm, { passive: true, target: { kind: 'aws' } })
    const ids = new Set(aws.checks.map(({ id }) => id))
    assert(
      ids.has('tables-under-keys') &&
        !ids.has('files-private') &&
        !ids.has('row-outside-policy-refused'),
    )
    const host = aws.controls.find(({ id }) => id === 'need-host-isolation')
    assert.deepEqual(host?.checks, [])
    assert.equal(host.status, 'review')
  })

  it('passes nothing that the assessor may not ask', async () => {
    const keys = await realm.user('curious')
    await realm.iam().send(
      new PutUserPolicyCommand({
        UserName: 'curious',
        PolicyName: 'p',
        PolicyDocument: policy(allow('kms:ListKeys')),
      }),
    )
    const { checks, leftBehind } = await assessed(realm, { keys })
    assert.deepEqual(leftBehind, [])
    const passed = checks.filter(({ status }) => status === 'pass').map(({ id }) => id)
    const open = [
      'unsigned-refused',
      'kms-answers',
      'runtime-supported',
      'tls-versions',
      'tls-ciphers',
      'certificate-trusted',
      'keys-rotate',
    ]
    assert.deepEqual(
      passed.filter((id) => !open.includes(id)),
      [],
    )
    const iam = checks.find(({ id }) => id === 'iam-answers')
    assert.match(iam?.says ?? '', /^the assessor may not ask this/)
  })

  it('looks for a trail of items once items were attacked', async () => {
    const audited = async (Type: string): Promise<string> => {
      const api = answering({
        'cloudtrail:DescribeTrails': () => ({ trailList: [{ Name: 'audit' }] }),
        'cloudtrail:GetTrailStatus': () => ({ IsLogging: true }),
        'cloudtrail:GetEventSelectors': () => ({ EventSelectors: [{ DataResources: [{ Type }] }] }),
      })
      const { checks } = await assessed(realm, {
        controls: [controlOf(rowRefused, attacksAudited)],
        api,
        sleep: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 1000))),
      })
      const { status, says } = checks.find(({ id }) => id === 'attacks-audited') ?? {}
      return `${String(status)}: ${String(says)}`
    }
    assert.match(await audited('AWS::DynamoDB::Table'), /^pass: .*, and a trail selects them\.$/)
    assert.match(await audited('AWS::S3::Object'), /^review: .*, and no trail selects them\.$/)
  })

  it('turns by itself when a service is there', async () => {
    const audit = async (api?: ReturnType<typeof answering>): Promise<string | undefined> => {
      const stage = { passive: true, ...(api === undefined ? {} : { api }) }
      const { checks } = await assessed(realm, stage)
      return checks.find(({ id }) => id === 'audit-answers')?.status
    }
    assert.equal(await audit(answering({ 'cloudtrail:LookupEvents': absent })), 'remediate')
    assert.equal(
      await audit(answering({ 'cloudtrail:LookupEvents': () => ({ Events: [] }) })),
      'pass',
    )
  })
})
