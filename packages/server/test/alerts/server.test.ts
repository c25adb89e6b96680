import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { CreateTableCommand, DeleteTableCommand } from '@aws-sdk/client-dynamodb'
import { DeleteUserPolicyCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import { account, allow, openRealm, policy, type Realm } from '../identity/support.ts'
import { alertsIn, raisedIn } from './alert-file.ts'

let realm: Realm
let directory: string
let file: string

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'strongroom-alerts-'))
  file = join(directory, 'alerts.jsonl')
  const rules = join(directory, 'rules.yaml')
  await writeFile(
    rules,
    'disable: [root-used]\nrules:\n  - name: listed\n    pattern: {detail: {eventName: [{prefix: ListT}]}}\n',
  )
  realm = await openRealm({ alertFile: file, alertRules: rules })
})

after(async () => {
  await realm.close()
  await rm(directory, { recursive: true })
})

const alerts = () => alertsIn(file)
const raised = (rule: string, count: number) => raisedIn(file, rule, count)

test('what somebody should know of a request is in the file within seconds', async (t) => {
  const dynamodb = realm.dynamodb()
  await dynamodb.send(
    new CreateTableCommand({
      TableName: 'Music',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  )
  const begun = performance.now()
  await dynamodb.send(new DeleteTableCommand({ TableName: 'Music' }))
  const [deleted] = await raised('table-deleted', 1)
  t.diagnostic(`${String(Math.round(performance.now() - begun))} ms from request to file`)
  assert.match(deleted?.message ?? '', /root deleted arn:aws:dynamodb:.*table\/Music$/)
  assert.equal(deleted?.account, account)
  assert.equal(deleted.event?.eventID, deleted.eventId)
  assert.equal((await raised('table-created', 1)).length, 1)
})

test('a grant that is taken back at once is told, with a request that it allowed', async () => {
  await realm.user('Ann')
  const iam = realm.iam()
  const named = { UserName: 'Ann', PolicyName: 'p' }
  const PolicyDocument = policy(allow('dynamodb:GetItem'))
  await iam.send(new PutUserPolicyCommand({ ...named, PolicyDocument }))
  await iam.send(new DeleteUserPolicyCommand(named))
  await iam.send(new PutUserPolicyCommand({ ...named, PolicyDocument }))
  await iam.send(new PutUserPolicyCommand({ ...named, PolicyDocument }))
  await realm
    .dynamodb()
    .send(new DeleteTableCommand({ TableName: 'None' }))
    .catch(() => undefined)
  const found = await raised('policy-permits-more', 2)
  assert.equal(found.length, 2)
  for (const { message, details } of found) {
    assert.match(message, /now allowed and not before is dynamodb:GetItem on .* by arn:aws:iam::/)
    assert.equal(details?.['comparison'], 'new-access')
  }
})

test('rules of a file hold, and what it turns off does not', async () => {
  const { ListTablesCommand } = await import('@aws-sdk/client-dynamodb')
  await realm.dynamodb().send(new ListTablesCommand({}))
  await raised('listed', 1)
  assert.deepEqual(
    (await alerts()).filter(({ rule }) => rule === 'root-used'),
    [],
  )
})

test('settings that cannot be used are refused in one line', async () => {
  const bad = join(directory, 'bad.yaml')
  await writeFile(bad, 'rules:\n  - name: x\n    pattern: {detail: {eventName: GetItem}}\n')
  await assert.rejects(openRealm({ alertRules: bad }), {
    name: 'StartError',
    message: `--alert-rules: ${bad}: rules[0].pattern: detail.eventName: must be a list of values or an object`,
  })
  await assert.rejects(
    openRealm({ alertWebhook: 'https://localhost:1/' }),
    /needs STRONGROOM_ALERT_WEBHOOK_SECRET/,
  )
  await assert.rejects(
    openRealm({ alertWebhook: 'http://localhost:1/' }),
    /must be a URL such as https/,
  )
  await assert.rejects(openRealm({ alertSyslogCa: 'x' }), /--alert-syslog is not/)
})
