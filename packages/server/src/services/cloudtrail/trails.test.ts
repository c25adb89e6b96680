import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TrailStore } from '../../audit/trails/index.ts'
import { systemRandom, type Clock } from '../../base/index.ts'
import { cloudTrailError } from '../../errors/index.ts'
import type { Caller } from '../../security/credentials/index.ts'
import { openMemoryStore } from '../../storage/memory/index.ts'
import type { Access, RequestContext } from '../operation.ts'
import { LookupRate } from './lookup-rate.ts'
import { cloudTrailService } from './operations.ts'

const account = '111122223333'
const region = 'eu-west-1'

function setUp() {
  let now = 1_700_000_000_000
  const clock: Clock = { now: () => now, monotonic: () => now, after: () => () => undefined }
  const checked: string[] = []
  const service = cloudTrailService({
    trails: new TrailStore(openMemoryStore(), {
      seal: (_owner, _key, head, body) => Buffer.concat([head, body]),
      open: (_owner, _key, value) => value,
    }),
    targets: {
      check(bucket, prefix) {
        checked.push(`${bucket}/${prefix ?? ''}`)
        if (bucket === 'logs') return Promise.resolve()
        const message = `S3 bucket ${bucket} does not exist!`
        return Promise.reject(cloudTrailError('S3BucketDoesNotExistException', message))
      },
    },
    history: { lookup: () => Promise.resolve({ events: [], token: undefined }) },
    lookupRate: new LookupRate(clock),
    deliveries: { status: () => Promise.resolve({ deliveredAt: 1_700_000_001_500 }) },
    publicKeys: (_account, _region, from, to) =>
      Promise.resolve([
        { publicKey: Buffer.from('der'), fingerprint: 'f', validFrom: from, validTo: to },
      ]),
    clock,
    random: systemRandom,
  })
  const accesses: Access[] = []
  const contextOf = (accountId: string): RequestContext => ({
    requestId: 'r',
    caller: { accountId } as Caller,
    region,
    secureTransport: true,
    sourceIp: '127.0.0.1',
  })
  return {
    checked,
    accesses,
    pass: (ms: number) => (now += ms),
    async call(name: string, input: object, accountId = account): Promise<Record<string, unknown>> {
      const operation = service.operations.get(name)
      assert(operation !== undefined)
      const context = contextOf(accountId)
      const prepared = operation.prepare(input, context)
      accesses.splice(0, Infinity, ...(await operation.accesses(prepared, context)))
      return (await operation.run(prepared, context)) as Record<string, unknown>
    },
  }
}

const arn = (name: string, accountId = account): string =>
  `arn:aws:cloudtrail:${region}:${accountId}:trail/${name}`
const create = { Name: 'first', S3BucketName: 'logs' }

test('a trail is created, shown, changed, started, stopped and deleted', async () => {
  const { call, checked, pass } = setUp()
  const made = await call('CreateTrail', { ...create, S3KeyPrefix: 'a/b/' })
  assert.deepEqual(made, {
    Name: 'first',
    S3BucketName: 'logs',
    S3KeyPrefix: 'a/b',
    IncludeGlobalServiceEvents: true,
    IsMultiRegionTrail: false,
    TrailARN: arn('first'),
    LogFileValidationEnabled: false,
    IsOrganizationTrail: false,
    RecursiveLogging: true,
  })
  assert.deepEqual(checked, ['logs/a/b'])
  const shown = {
    ...made,
    HomeRegion: region,
    HasCustomEventSelectors: false,
    HasInsightSelectors: false,
  }
  assert.deepEqual(await call('GetTrail', { Name: arn('first') }), { Trail: shown })
  assert.deepEqual(await call('DescribeTrails', { trailNameList: ['first', 'other'] }), {
    trailList: [shown],
  })
  const off = await call('GetTrailStatus', { Name: 'first' })
  assert.deepEqual([off['IsLogging'], off['TimeLoggingStarted']], [false, ''])
  await call('StartLogging', { Name: 'first' })
  pass(5000)
  await call('StartLogging', { Name: 'first' })
  const on = await call('GetTrailStatus', { Name: 'first' })
  assert.equal(on['StartLoggingTime'], 1_700_000_000, 'the second start changes nothing')
  assert.deepEqual(
    [on['IsLogging'], on['TimeLoggingStarted'], on['LatestDeliveryTime']],
    [true, '2023-11-14T22:13:20Z', 1_700_000_001.5],
  )
  await call('StopLogging', { Name: 'first' })
  const stopped = await call('GetTrailStatus', { Name: 'first' })
  assert.deepEqual([stopped['IsLogging'], stopped['StopLoggingTime']], [false, 1_700_000_005])

  const update = { Name: 'first', S3KeyPrefix: '', EnableLogFileValidation: true }
  const updated = await call('UpdateTrail', update)
  assert.deepEqual([updated['S3KeyPrefix'], updated['LogFileValidationEnabled']], [undefined, true])
  await call('DeleteTrail', { Name: 'first' })
  const gone = `Unknown trail: ${arn('first')} for the user: ${account}`
  await assert.rejects(call('GetTrail', { Name: arn('first') }), {
    code: 'TrailNotFoundException',
    message: gone,
  })
})

test('what CloudTrail refuses, in its words', async () => {
  const { call } = setUp()
  const refused = async (operation: string, input: object, code: string, message: RegExp) => {
    await assert.rejects(call(operation, input), { code, message }, JSON.stringify(input))
  }
  const names: [string, RegExp][] = [
    ['', /^Trail name cannot be blank!$/],
    ['aa', /^Trail name too short\. Minimum allowed length: 3 .* length: 2 characters\.$/],
    ['a'.repeat(129), /^Trail name too long\. Maximum allowed length: 128 .* 129 characters\.$/],
    ['-trail', /must starts with a letter or number\.$/],
    ['trail!', /must ends with a letter or number\.$/],
    ['my#trail', /can only contain uppercase letters/],
    ['my-_trail', /adjacent/],
    ['192.168.5.4', /IP address/],
  ]
  for (const [Name, message] of names) {
    await refused('CreateTrail', { ...create, Name }, 'InvalidTrailNameException', message)
  }
  const settings: [object, string, RegExp][] = [
    [{ S3BucketName: 'none' }, 'S3BucketDoesNotExistException', /^S3 bucket none does not exist!$/],
    [{ S3BucketName: 'A' }, 'InvalidS3BucketNameException', /between 3 and 63/],
    [{ S3BucketName: '../etc' }, 'InvalidS3BucketNameException', /invalid/],
    [{ S3KeyPrefix: 'a/../b' }, 'InvalidS3PrefixException', /invalid/],
    [{ S3KeyPrefix: '/a' }, 'InvalidS3PrefixException', /invalid/],
    [{ S3KeyPrefix: 'a'.repeat(201) }, 'InvalidS3PrefixException', /too long/],
    [{ SnsTopicName: 'topic' }, 'UnsupportedOperationException', /SnsTopicName/],
    [{ KmsKeyId: 'key' }, 'UnsupportedOperationException', /KmsKeyId/],
    [{ CloudWatchLogsRoleArn: 'r' }, 'UnsupportedOperationException', /CloudWatchLogsRoleArn/],
    [{ IsOrganizationTrail: true }, 'UnsupportedOperationException', /Organization trails/],
    [
      { IsMultiRegionTrail: true, IncludeGlobalServiceEvents: false },
      'InvalidParameterCombinationException',
      /^Multi-Region trail must include global service events\.$/,
    ],
    [{ TagsList: [{ Key: 'aws:a' }] }, 'InvalidTagParameterException', /reserved/],
    [{ TagsList: [{ Key: 'a' }, { Key: 'a' }] }, 'InvalidTagParameterException', /Duplicate/],
  ]
  for (const [part, code, message] of settings) {
    await refused('CreateTrail', { ...create, ...part }, code, message)
  }
  const elsewhere = arn('first').replace(region, 'us-east-1')
  await refused('GetTrail', { Name: elsewhere }, 'CloudTrailARNInvalidException', /Region in ARN/)
  await refused('GetTrail', { Name: 'arn:aws:x' }, 'CloudTrailARNInvalidException', /not valid/)
  const other = arn('first', '999999999999')
  await refused('GetTrail', { Name: other }, 'TrailNotFoundException', /^Unknown trail: arn/)
  await refused('ListTags', { ResourceIdList: [other] }, 'CloudTrailARNInvalidException', /Account/)
  await refused('ListTrails', { NextToken: 'x' }, 'InvalidTokenException', /token/)

  for (const number of ['1', '2', '3', '4', '5']) {
    await call('CreateTrail', { ...create, Name: `trail${number}` })
  }
  await refused(
    'CreateTrail',
    { ...create, Name: 'trail5' },
    'TrailAlreadyExistsException',
    /^Trail trail5 already exists for customer: 111122223333$/,
  )
  await refused(
    'CreateTrail',
    create,
    'MaximumNumberOfTrailsExceededException',
    /^User: 111122223333 already has 5 trails in eu-west-1\.$/,
  )
})

test('trails of another account are out of reach', async () => {
  const { call } = setUp()
  const foreign = '999999999999'
  await call('CreateTrail', create)
  assert.deepEqual(await call('ListTrails', {}, foreign), { Trails: [] })
  assert.deepEqual(await call('DescribeTrails', { trailNameList: [arn('first')] }, foreign), {
    trailList: [],
  })
  for (const operation of ['GetTrail', 'StopLogging', 'DeleteTrail', 'UpdateTrail']) {
    for (const Name of ['first', arn('first')]) {
      await assert.rejects(call(operation, { Name }, foreign), { code: 'TrailNotFoundException' })
    }
  }
  await call('CreateTrail', create, foreign)
  for (const operation of ['GetTrail', 'StopLogging', 'DeleteTrail', 'UpdateTrail']) {
    const named = call(operation, { Name: arn('first') }, foreign)
    await assert.rejects(named, { code: 'TrailNotFoundException' }, 'not its own of that name')
  }
  assert(await call('GetTrail', { Name: 'first' }))
  assert(await call('GetTrail', { Name: 'first' }, foreign))
})

test('selectors are kept as they were put, and tags by their keys', async () => {
  const { call, accesses } = setUp()
  await call('CreateTrail', { ...create, TagsList: [{ Key: 'a', Value: '1' }] })
  assert.deepEqual(
    accesses.map(({ action, resource }) => [action, resource]),
    [
      ['cloudtrail:CreateTrail', arn('first')],
      ['cloudtrail:AddTags', arn('first')],
    ],
  )
  assert.deepEqual(accesses[0]?.conditions, { 'aws:RequestTag/a': ['1'], 'aws:TagKeys': ['a'] })
  const AdvancedEventSelectors = [
    { Name: 'm', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
  ]
  const put = await call('PutEventSelectors', { TrailName: 'first', AdvancedEventSelectors })
  assert.deepEqual(put, { TrailARN: arn('first'), AdvancedEventSelectors })
  assert.deepEqual(await call('GetEventSelectors', { TrailName: 'first' }), put)
  const { Trail } = await call('GetTrail', { Name: 'first' })
  assert.equal((Trail as Record<string, unknown>)['HasCustomEventSelectors'], true)

  const ResourceId = arn('first')
  await call('AddTags', { ResourceId, TagsList: [{ Key: 'a', Value: '2' }, { Key: 'b' }] })
  await call('RemoveTags', { ResourceId, TagsList: [{ Key: 'b' }, { Key: 'c' }] })
  assert.deepEqual(await call('ListTags', { ResourceIdList: [ResourceId] }), {
    ResourceTagList: [{ ResourceId, TagsList: [{ Key: 'a', Value: '2' }] }],
  })
  const many = Array.from({ length: 50 }, (_, index) => ({ Key: String(index) }))
  await assert.rejects(call('AddTags', { ResourceId, TagsList: many }), {
    code: 'TagsLimitExceededException',
  })
})

test('public keys of now are listed where no time is given', async () => {
  const { call } = setUp()
  const keys = async (input: object) => (await call('ListPublicKeys', input))['PublicKeyList']
  const now = 1_700_000_000
  const key = { Value: 'ZGVy', Fingerprint: 'f' }
  const from = (start: number, end: number) => [
    { ...key, ValidityStartTime: start, ValidityEndTime: end },
  ]
  assert.deepEqual(await keys({}), from(now, now))
  assert.deepEqual(await keys({ StartTime: 5 }), from(5, now))
  assert.deepEqual(await keys({ EndTime: 7 }), from(7, 7))
  assert.deepEqual(await keys({ StartTime: 5, EndTime: 7 }), from(5, 7))
  await assert.rejects(keys({ StartTime: 8, EndTime: 7 }), { code: 'InvalidTimeRangeException' })
})

test('an account may look up two pages a second', async () => {
  const { call, pass } = setUp()
  const throttled = { code: 'ThrottlingException', message: 'Rate exceeded' }
  await call('LookupEvents', {})
  await call('LookupEvents', {})
  await assert.rejects(call('LookupEvents', {}), throttled)
  await call('LookupEvents', {}, '999999999999')
  pass(500)
  await call('LookupEvents', {})
  await assert.rejects(call('LookupEvents', {}), throttled)
  const attribute = { AttributeKey: 'EventName', AttributeValue: 'x' }
  await assert.rejects(call('LookupEvents', { LookupAttributes: [attribute, attribute] }), {
    code: 'InvalidLookupAttributesException',
  })
  await assert.rejects(call('LookupEvents', { StartTime: 2, EndTime: 1 }), {
    code: 'InvalidTimeRangeException',
  })
  await assert.rejects(call('LookupEvents', { EventCategory: 'insight' }), {
    code: 'UnsupportedOperationException',
  })
})
