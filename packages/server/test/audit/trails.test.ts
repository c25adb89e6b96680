import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import * as C from '@aws-sdk/client-cloudtrail'
import { CreateTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { absent, run } from '../clients/programs.ts'
import { account } from '../identity/support.ts'
import { openAuditedRealm, type AuditedRealm } from './support.ts'

const skip = await absent('aws', ['--version'])
const arn = (name: string): string => `arn:aws:cloudtrail:us-east-1:${account}:trail/${name}`

let audited: AuditedRealm

before(async () => {
  audited = await openAuditedRealm()
})

after(() => audited.close())

/** The names of the events in the log files that were delivered, each with its table. */
async function delivered(): Promise<string[]> {
  const files = await readdir(audited.logs, { recursive: true }).catch(() => [])
  const found: string[] = []
  for (const file of files.filter((name) => name.includes('/CloudTrail/'))) {
    if (!file.endsWith('.json.gz')) continue
    const text = gunzipSync(await readFile(join(audited.logs, file))).toString('utf8')
    const { Records } = JSON.parse(text) as {
      Records: { eventName: string; requestParameters?: { tableName?: string } }[]
    }
    found.push(
      ...Records.map(
        ({ eventName, requestParameters }) => `${eventName} ${requestParameters?.tableName ?? ''}`,
      ),
    )
  }
  return found
}

test('a trail from its creation to its end', async () => {
  const client = audited.cloudtrail()
  const Name = 'main-trail'
  const create = { Name, S3BucketName: 'logs', IsMultiRegionTrail: true }
  await assert.rejects(
    client.send(new C.CreateTrailCommand({ ...create, S3BucketName: 'unknown' })),
    C.S3BucketDoesNotExistException,
  )
  const { TrailARN } = await client.send(
    new C.CreateTrailCommand({ ...create, TagsList: [{ Key: 'team', Value: 'audit' }] }),
  )
  assert.equal(TrailARN, arn(Name))
  await assert.rejects(client.send(new C.CreateTrailCommand(create)), C.TrailAlreadyExistsException)
  const { Trails } = await client.send(new C.ListTrailsCommand({}))
  assert.deepEqual(Trails, [{ TrailARN, Name, HomeRegion: 'us-east-1' }])
  const { trailList } = await client.send(new C.DescribeTrailsCommand({}))
  assert.equal(trailList?.[0]?.IsMultiRegionTrail, true)

  await client.send(new C.StartLoggingCommand({ Name }))
  const status = await client.send(new C.GetTrailStatusCommand({ Name: arn(Name) }))
  assert.equal(status.IsLogging, true)
  assert(Math.abs(Date.now() - Number(status.StartLoggingTime)) < 300_000)
  const { EventSelectors } = await client.send(new C.GetEventSelectorsCommand({ TrailName: Name }))
  assert.deepEqual(EventSelectors, [
    {
      ReadWriteType: 'All',
      IncludeManagementEvents: true,
      DataResources: [],
      ExcludeManagementEventSources: [],
    },
  ])
  const refused = new C.PutEventSelectorsCommand({
    TrailName: Name,
    EventSelectors: [{ DataResources: [{ Type: 'AWS::DynamoDB::Table', Values: ['orders'] }] }],
  })
  await assert.rejects(client.send(refused), {
    name: 'InvalidEventSelectorsException',
    message: 'Value orders for DataResources.Values is invalid.',
  })

  await client.send(new C.UpdateTrailCommand({ Name, EnableLogFileValidation: true }))
  const { Trail } = await client.send(new C.GetTrailCommand({ Name }))
  assert.equal(Trail?.LogFileValidationEnabled, true)
  const tags = { ResourceId: arn(Name), TagsList: [{ Key: 'stage', Value: 'test' }] }
  await client.send(new C.AddTagsCommand(tags))
  const { ResourceTagList } = await client.send(
    new C.ListTagsCommand({ ResourceIdList: [arn(Name)] }),
  )
  assert.equal(ResourceTagList?.[0]?.TagsList?.length, 2)
  await client.send(new C.RemoveTagsCommand(tags))

  await client.send(new C.StopLoggingCommand({ Name }))
  await client.send(new C.DeleteTrailCommand({ Name }))
  const gone = client.send(new C.GetTrailCommand({ Name }))
  await assert.rejects(gone, C.TrailNotFoundException)
})

test('data events are recorded where a trail asks for them', { timeout: 300_000 }, async () => {
  const client = audited.cloudtrail()
  const dynamodb = audited.realm.dynamodb()
  for (const TableName of ['chosen', 'other']) {
    await dynamodb.send(
      new CreateTableCommand({
        TableName,
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    )
  }
  const put = (TableName: string) =>
    dynamodb.send(new PutItemCommand({ TableName, Item: { pk: { S: 'a' } } }))
  await client.send(new C.CreateTrailCommand({ Name: 'data-trail', S3BucketName: 'logs' }))
  await client.send(
    new C.PutEventSelectorsCommand({
      TrailName: 'data-trail',
      AdvancedEventSelectors: [
        {
          FieldSelectors: [
            { Field: 'eventCategory', Equals: ['Data'] },
            { Field: 'resources.type', Equals: ['AWS::DynamoDB::Table'] },
            { Field: 'resources.ARN', EndsWith: ['/chosen'] },
          ],
        },
      ],
    }),
  )
  await put('chosen')
  await client.send(new C.StartLoggingCommand({ Name: 'data-trail' }))
  await put('other')
  await put('chosen')
  while ((await delivered()).filter((each) => each.startsWith('PutItem')).length === 0) {
    await sleep(200)
  }
  await client.send(new C.DeleteTrailCommand({ Name: 'data-trail' }))
  const found = (await delivered()).filter((each) => each.startsWith('PutItem'))
  assert.deepEqual(found, ['PutItem chosen'], 'once, and not while the trail did not log')
})

describe('the AWS command line manages trails', { skip }, () => {
  async function aws(line: string, more: string[] = []): Promise<unknown> {
    const { realm, ca } = audited
    const where = ['--endpoint-url', realm.server.endpoint, '--ca-bundle', ca, '--output', 'json']
    const { code, stdout, stderr } = await run('aws', [...line.split(' '), ...more, ...where], {
      PATH: process.env['PATH'] ?? '',
      HOME: audited.logs,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_MAX_ATTEMPTS: '5',
      AWS_PAGER: '',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: realm.root.accessKeyId,
      AWS_SECRET_ACCESS_KEY: realm.root.secretAccessKey,
    })
    assert.equal(code, 0, `${line}: ${stderr}`)
    return stdout.trim() === '' ? undefined : JSON.parse(stdout)
  }

  test('trails and the event history', { timeout: 600_000 }, async () => {
    const made = await aws('cloudtrail create-trail --name cli-trail --s3-bucket-name logs')
    assert.equal((made as { TrailARN: string }).TrailARN, arn('cli-trail'))
    await aws('cloudtrail start-logging --name cli-trail')
    const selectors = JSON.stringify([{ ReadWriteType: 'WriteOnly' }])
    await aws('cloudtrail put-event-selectors --trail-name cli-trail --event-selectors', [
      selectors,
    ])
    const status = await aws('cloudtrail get-trail-status --name cli-trail')
    assert.equal((status as { IsLogging: boolean }).IsLogging, true)
    const line =
      'cloudtrail lookup-events --max-items 1 --lookup-attributes AttributeKey=EventName,AttributeValue=StartLogging'
    for (;;) {
      audited.realm.server.wake('event history')
      const { Events } = (await aws(line)) as { Events: { Username: string }[] }
      if (Events.length === 0) continue
      assert.equal(Events[0]?.Username, 'root')
      break
    }
    await aws('cloudtrail delete-trail --name cli-trail')
  })
})
