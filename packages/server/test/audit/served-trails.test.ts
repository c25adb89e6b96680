import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import {
  CloudTrailClient,
  CreateTrailCommand,
  GetTrailStatusCommand,
  ListPublicKeysCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
} from '@aws-sdk/client-cloudtrail'
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { atEnd } from '../at-end.ts'
import { loadConfig, type SettingKey } from '../../src/app/config/index.ts'
import { makeEphemeralFoundation } from '../../src/app/foundation.ts'
import { startServer } from '../../src/app/server.ts'
import { directoryTarget, s3Target, type Target } from '../../src/audit/delivery/index.ts'
import { readKey, unpacked } from '../../src/audit/trail-files/index.ts'
import { silentLogger, systemClock, systemRandom, type Clock } from '../../src/base/index.ts'
import { absent, run as runProgram } from '../clients/programs.ts'
import { run } from '../app/command.ts'
import { bucketCredentials, startBucketServer } from './bucket-server.ts'

const hourMs = 3_600_000

/** The system's clock, moved. */
class MovedClock implements Clock {
  offset = 0
  now(): number {
    return systemClock.now() + this.offset
  }
  monotonic(): number {
    return systemClock.monotonic()
  }
  after(ms: number, action: () => void): () => void {
    return systemClock.after(ms, action)
  }
}

interface Served {
  readonly clock: MovedClock
  readonly endpoint: string
  readonly trails: CloudTrailClient
  readonly dynamodb: DynamoDBClient
}

/** A server whose root has the credentials that the bucket server knows. */
async function serve(
  t: TestContext,
  flags: Partial<Record<SettingKey, string>>,
  offset = 0,
): Promise<Served> {
  const { config, secrets } = await loadConfig({
    flags: { inMemory: 'true', port: '0', httpPort: '0', auditDeliverySeconds: '1', ...flags },
    env: {
      STRONGROOM_AUDIT_S3_ACCESS_KEY_ID: bucketCredentials.accessKeyId,
      STRONGROOM_AUDIT_S3_SECRET_ACCESS_KEY: 'S3RVER',
    },
  })
  const clock = new MovedClock()
  clock.offset = offset
  const surroundings = { clock, random: systemRandom, logger: silentLogger }
  const known = { ...secrets, rootCredential: bucketCredentials }
  const foundation = await makeEphemeralFoundation(config, known, surroundings)
  const server = await startServer(config, foundation, surroundings)
  const endpoint = server.httpEndpoint ?? ''
  const options = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
  }
  const trails = new CloudTrailClient(options)
  const dynamodb = new DynamoDBClient(options)
  // The clients would set their clocks by the time that Node writes into answers.
  for (const { config: settings } of [trails, dynamodb]) {
    Object.defineProperty(settings, 'systemClockOffset', {
      get: () => clock.offset,
      set: () => undefined,
    })
  }
  atEnd(t, async () => {
    trails.destroy()
    dynamodb.destroy()
    await server.close()
  })
  return { clock, endpoint, trails, dynamodb }
}

async function start({ trails }: Served, S3BucketName: string): Promise<string> {
  const { TrailARN } = await trails.send(
    new CreateTrailCommand({ Name: 'main', S3BucketName, EnableLogFileValidation: true }),
  )
  await trails.send(
    new PutEventSelectorsCommand({
      TrailName: 'main',
      EventSelectors: [
        {
          ReadWriteType: 'All',
          IncludeManagementEvents: true,
          DataResources: [{ Type: 'AWS::DynamoDB::Table', Values: ['arn:aws:dynamodb'] }],
        },
      ],
    }),
  )
  await trails.send(new StartLoggingCommand({ Name: 'main' }))
  return TrailARN ?? ''
}

async function work({ dynamodb }: Served): Promise<void> {
  await dynamodb.send(
    new CreateTableCommand({
      TableName: 'Music',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  )
  const Item = { pk: { S: 'key' }, text: { S: 'a-value-that-no-record-shows' } }
  await dynamodb.send(new PutItemCommand({ TableName: 'Music', Item }))
}

async function keysOf(target: Target, kind: string): Promise<string[]> {
  const found: string[] = []
  for await (const key of target.list()) if (readKey(key)?.kind === kind) found.push(key)
  return found
}

async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = systemClock.monotonic() + 300_000
  while (!(await holds())) {
    assert.ok(systemClock.monotonic() < end, what)
    await sleep(100)
  }
}

async function delivered(target: Target): Promise<string> {
  let text = ''
  for (const key of await keysOf(target, 'log')) {
    text += unpacked((await target.get(key))?.body ?? Buffer.alloc(0), 1e9)?.toString('utf8') ?? ''
  }
  return text
}

test('what is done is delivered to a directory, without values', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'strongroom-served-'))
  atEnd(t, () => rm(directory, { recursive: true, force: true, maxRetries: 20 }))
  const served = await serve(t, { auditTargets: `logs=file:${directory}` })
  await assert.rejects(
    served.trails.send(new CreateTrailCommand({ Name: 'other', S3BucketName: 'no-such-target' })),
    { name: 'S3BucketDoesNotExistException' },
  )
  await start(served, 'logs')
  await work(served)
  const target = directoryTarget('logs', directory, systemRandom)
  await eventually('the item is in a file', async () =>
    (await delivered(target)).includes('"eventName":"PutItem"'),
  )
  const text = await delivered(target)
  for (const name of ['StartLogging', 'CreateTable']) assert.ok(text.includes(`"${name}"`), name)
  assert.ok(!text.includes('a-value-that-no-record-shows'))
  await eventually('the status tells', async () => {
    const status = await served.trails.send(new GetTrailStatusCommand({ Name: 'main' }))
    return status.LatestDeliveryTime !== undefined && status.LatestDeliveryError === undefined
  })
})

const skip = await absent('aws', ['--version'])

test(
  "the AWS command line's own validate-logs accepts a trail, and finds it altered",
  { skip, timeout: 600_000 },
  async (t) => {
    const { endpoint: buckets } = await startBucketServer(t, 'logs')
    const served = await serve(t, { auditTargets: `logs=s3:${buckets};us-east-1` }, -3 * hourMs)
    const arn = await start(served, 'logs')
    await work(served)
    const place = { bucket: 'logs', endpoint: buckets, region: 'us-east-1' }
    const target = s3Target(place, bucketCredentials)
    await eventually('the item is in a file', async () =>
      (await delivered(target)).includes('"eventName":"PutItem"'),
    )
    for (const [at, digests] of [
      [-1.9, 1],
      [-0.9, 2],
      [0.01, 3],
    ] as const) {
      served.clock.offset = at * hourMs
      await eventually(
        `digest ${String(digests)} is there`,
        async () => (await keysOf(target, 'digest')).length >= digests,
      )
    }
    const home = await mkdtemp(join(tmpdir(), 'strongroom-aws-'))
    atEnd(t, () => rm(home, { recursive: true, force: true }))
    const validate = (): ReturnType<typeof runProgram> =>
      runProgram(
        'aws',
        [
          ...['cloudtrail', 'validate-logs', '--trail-arn', arn, '--verbose', '--start-time'],
          new Date(systemClock.now() - 4 * hourMs).toISOString(),
        ],
        {
          PATH: process.env['PATH'] ?? '',
          HOME: process.env['HOME'] ?? home,
          AWS_CONFIG_FILE: join(home, 'config'),
          AWS_EC2_METADATA_DISABLED: 'true',
          AWS_DEFAULT_REGION: 'us-east-1',
          ...{ AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' },
          ...{ AWS_ENDPOINT_URL_CLOUDTRAIL: served.endpoint, AWS_ENDPOINT_URL_S3: buckets },
        },
      )
    const good = await validate()
    assert.match(good.stdout, /3\/3 digest files valid/, good.stderr)
    assert.match(good.stdout, /(\d+)\/\1 log files valid/)
    assert.equal(good.code, 0)

    const [key = ''] = await keysOf(target, 'log')
    await target.put(key, gzipSync('{"Records":[]}'), {})
    const bad = await validate()
    assert.match(bad.stdout, /1\/\d+ log files INVALID/)
    assert.equal(bad.code, 1)
  },
)

test('audit search and tail show the management events of a server', async (t) => {
  const cwd = await mkdtemp(join(tmpdir(), 'strongroom-served-'))
  atEnd(t, () => rm(cwd, { recursive: true, force: true, maxRetries: 20 }))
  const served = await serve(t, { auditTargets: `logs=file:${join(cwd, 'logs')}` })
  await work(served)
  const on = ['--endpoint', served.endpoint, '--table', 'Music']
  const env = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' }
  await eventually('the table is in the history', async () => {
    const { stdout } = await run(cwd, ['audit', 'search', ...on, '--action', 'CreateTable'], env)
    return /root +dynamodb:CreateTable +Music +127\.0\.0\.1 +ok/.test(stdout)
  })
  const tail = await run(cwd, ['audit', 'tail', ...on, '--no-follow', '--json'], env)
  assert.ok(tail.stdout.includes('"eventName":"CreateTable"'), tail.stderr)
  const refused = await run(cwd, ['audit', 'tail', ...on], { ...env, AWS_ACCESS_KEY_ID: 'OTHER' })
  assert.match(refused.stderr, /LookupEvents of http:.* failed: /)
})

test('the keys of digests are listed', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'strongroom-served-'))
  atEnd(t, () => rm(directory, { recursive: true, force: true, maxRetries: 20 }))
  const served = await serve(t, { auditTargets: `logs=file:${directory}` }, -2 * hourMs)
  await start(served, 'logs')
  const target = directoryTarget('logs', directory, systemRandom)
  await eventually('a file is there', async () => (await keysOf(target, 'log')).length > 0)
  served.clock.offset = 0
  await eventually('a digest is there', async () => (await keysOf(target, 'digest')).length > 0)
  const { PublicKeyList } = await served.trails.send(new ListPublicKeysCommand({}))
  assert.equal(PublicKeyList?.length, 1)
  assert.match(PublicKeyList[0]?.Fingerprint ?? '', /^[0-9a-f]{32}$/)
})
