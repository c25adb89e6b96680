import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CloudTrailRecord } from '../../audit/index.ts'
import { limits } from '../../base/index.ts'
import { alertEvent } from '../events/index.ts'
import { MapMemory } from '../events/memory.test-support.ts'
import { builtInRules } from './built-in.ts'
import { readRules } from './custom-rules.ts'
import { record } from './record.test-support.ts'

const known = {
  awsManaged: () => undefined,
  defaultKeyPolicy: () => '',
  defaultEndpointPolicy: '',
}
const rules = builtInRules(known)
const failed = { errorCode: 'ValidationException', errorMessage: 'no' }

async function raised(
  records: readonly CloudTrailRecord[],
  memory = new MapMemory(),
): Promise<string[]> {
  const found: string[] = []
  for (const each of records) {
    const event = alertEvent(each)
    for (const { name, pattern, judge } of rules) {
      if (!pattern.matches({ ...event })) continue
      for (const _ of await judge(event, memory)) found.push(name)
    }
  }
  return found
}

describe('built-in rules', () => {
  const spec = (on: boolean) => ({
    tableName: 'T',
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: on },
  })
  const cases: readonly [string, CloudTrailRecord, CloudTrailRecord][] = [
    [
      'table-deleted',
      record('dynamodb', 'DeleteTable', { tableName: 'T' }),
      record('dynamodb', 'DeleteTable', { tableName: 'T' }, failed),
    ],
    [
      'table-created',
      record('dynamodb', 'CreateTable', { tableName: 'T' }),
      record('dynamodb', 'DescribeTable', { tableName: 'T' }),
    ],
    [
      'backup-deleted',
      record('dynamodb', 'DeleteBackup', { backupArn: 'B' }),
      record('dynamodb', 'CreateBackup', { tableName: 'T' }),
    ],
    [
      'recovery-turned-off',
      record('dynamodb', 'UpdateContinuousBackups', spec(false)),
      record('dynamodb', 'UpdateContinuousBackups', spec(true)),
    ],
    [
      'protection-turned-off',
      record('dynamodb', 'UpdateTable', { tableName: 'T', deletionProtectionEnabled: false }),
      record('dynamodb', 'UpdateTable', { tableName: 'T', deletionProtectionEnabled: true }),
    ],
    [
      'logging-stopped',
      record('cloudtrail', 'StopLogging', { name: 'T' }),
      record('cloudtrail', 'StartLogging', { name: 'T' }),
    ],
    [
      'logging-stopped',
      record('cloudtrail', 'DeleteTrail', { name: 'T' }),
      record('cloudtrail', 'DeleteTrail', { name: 'T' }, failed),
    ],
    [
      'logging-narrowed',
      record('cloudtrail', 'UpdateTrail', { name: 'T', enableLogFileValidation: false }),
      record('cloudtrail', 'UpdateTrail', { name: 'T', enableLogFileValidation: true }),
    ],
    [
      'key-disabled',
      record('kms', 'DisableKey', { keyId: 'K' }),
      record('kms', 'EnableKey', { keyId: 'K' }),
    ],
    [
      'key-disabled',
      record('kms', 'ScheduleKeyDeletion', { keyId: 'K' }),
      record('kms', 'ScheduleKeyDeletion', { keyId: 'K' }, failed),
    ],
  ]
  for (const [rule, yes, no] of cases) {
    it(`${rule}: ${yes.eventName}`, async () => {
      assert.deepEqual(await raised([yes]), [rule])
      assert.deepEqual(await raised([no]), [])
    })
  }

  it('logging-narrowed: selectors that select less than those before', async () => {
    const put = (selectors: object[]) =>
      record('cloudtrail', 'PutEventSelectors', { trailName: 'T', eventSelectors: selectors })
    const created = record('cloudtrail', 'CreateTrail', { name: 'T' })
    const data = { dataResources: [{ type: 'AWS::DynamoDB::Table', values: ['arn:aws:dynamodb'] }] }
    const narrow = ['logging-narrowed']
    assert.deepEqual(await raised([created, put([data])]), [])
    assert.deepEqual(await raised([created, put([data]), put([{}])]), narrow)
    assert.deepEqual(await raised([created, put([{ readWriteType: 'WriteOnly' }])]), narrow)
    assert.deepEqual(await raised([created, put([{ includeManagementEvents: false }])]), narrow)
    assert.deepEqual(await raised([put([{}])]), narrow)
  })

  const root = (eventTime: string, sourceIPAddress = '10.0.0.1') =>
    record('dynamodb', 'ListTables', null, {
      userIdentity: { type: 'Root', accountId: 'A', arn: 'arn:root', accessKeyId: 'AKIA' },
      eventTime,
      sourceIPAddress,
    })

  it('root-used: once in its window for each address', async () => {
    const [at, soon, late] = ['10:00:00', '10:14:59', '10:15:00'].map(
      (time) => `2026-11-25T${time}Z`,
    ) as [string, string, string]
    assert.deepEqual(await raised([root(at), root(soon)]), ['root-used'])
    assert.equal((await raised([root(at), root(late)])).length, 2)
    assert.equal((await raised([root(at), root(at, '10.0.0.2')])).length, 2)
    assert.deepEqual(await raised([record('dynamodb', 'ListTables')]), [])
  })

  it('repeated-refusals: by principal and by address, within a window', async () => {
    const denied = (more: Partial<CloudTrailRecord> = {}) =>
      record('dynamodb', 'GetItem', null, { errorCode: 'AccessDenied', ...more })
    const many = Array.from({ length: limits.alertRefusals }, () => denied())
    assert.deepEqual(await raised(many.slice(1)), [])
    assert.equal((await raised(many)).length, 2)
    const late = denied({ eventTime: '2026-11-25T10:05:00Z' })
    assert.deepEqual(await raised([...many.slice(1), late]), [])
    const unknown = many.map((_, at) =>
      denied({
        errorCode: 'UnrecognizedClientException',
        userIdentity: { type: 'Unknown' },
        sourceIPAddress: at % 2 === 0 ? '10.0.0.8' : '10.0.0.9',
      }),
    )
    assert.deepEqual(await raised(unknown), [])
    assert.equal((await raised([...unknown, ...unknown])).length, 2)
    const conflicts = many.map((each) => ({ ...each, errorCode: 'ValidationException' }))
    assert.deepEqual(await raised(conflicts), [])
  })

  const refusal = (at: number, userIdentity: object, sourceIPAddress: string) =>
    record('dynamodb', 'GetItem', null, {
      errorCode: 'AccessDenied',
      eventTime: new Date(Date.UTC(2026, 10, 25, 10) + 1000 * at).toISOString(),
      userIdentity: { type: 'IAMUser', ...userIdentity },
      sourceIPAddress,
    })
  const told = async (events: readonly CloudTrailRecord[]): Promise<string[]> => {
    const memory = new MapMemory()
    const found: string[] = []
    const rule = rules.find(({ name }) => name === 'repeated-refusals')
    for (const each of events) {
      const findings = (await rule?.judge(alertEvent(each), memory)) ?? []
      found.push(...findings.map(({ details }) => String(details?.['subject'])))
    }
    return found
  }
  const times = (count: number, make: (at: number) => CloudTrailRecord) =>
    Array.from({ length: count }, (_, at) => make(at))
  const most = limits.alertRefusals

  it('repeated-refusals: of one principal from many addresses, and of one key that nobody proves to have', async () => {
    const spread = times(most, (at) => refusal(at, { arn: 'P' }, `10.0.0.${String(at)}`))
    assert.deepEqual(await told(spread), ['principal P'])
    const unknown = { type: 'Unknown', accessKeyId: 'AKIAVICTIM' }
    const guessed = times(most, (at) => refusal(at, unknown, `10.0.0.${String(at)}`))
    assert.deepEqual(await told(guessed), ['access key AKIAVICTIM'])
  })

  it('repeated-refusals: of sessions of one role, and of addresses of one network', async () => {
    const sessionContext = { sessionIssuer: { arn: 'R' } }
    const sessions = times(most, (at) =>
      refusal(at, { arn: `S${String(at)}`, sessionContext }, `10.0.0.${String(at)}`),
    )
    assert.deepEqual(await told(sessions), ['principal R'])
    const network = times(most, (at) =>
      refusal(at, { arn: `P${String(at)}` }, `2001:db8:0:7:${String(at)}::1`),
    )
    assert.deepEqual(await told(network), ['address 2001:db8:0:7::/64'])
  })

  it('repeated-refusals: on both sides of where a window would begin anew', async () => {
    const window = limits.alertRefusalWindowMs / 1000
    const late = times(most - 1, (at) => refusal(window - 20 + at, { arn: 'P' }, 'A'))
    const first = refusal(0, { arn: 'P' }, 'A')
    const next = refusal(window + 5, { arn: 'P' }, 'A')
    assert.deepEqual(await told([first, ...late.slice(1), next]), [])
    assert.equal((await told([first, ...late, next])).length, 2)
  })

  it('repeated-refusals: among others that are many', async () => {
    const noise = times(2 * limits.alertWindows, (at) =>
      refusal(10, { arn: `N${String(at)}` }, `10.${String(at >> 8)}.${String(at & 255)}.1`),
    )
    const attack = times(most, (at) => refusal(at < most / 2 ? 0 : 20, { arn: 'P' }, '192.0.2.1'))
    const events = [...attack.slice(0, most / 2), ...noise, ...attack.slice(most / 2)]
    assert.deepEqual(await told(events), ['address 192.0.2.1', 'principal P'])
  })

  it('repeated-refusals: a flood of which records were left out', async () => {
    const flood = record('dynamodb', 'GetItem', null, {
      errorCode: 'AccessDenied',
      additionalEventData: { suppressedEvents: 90 },
    })
    assert.deepEqual(await raised([flood, flood]), ['repeated-refusals'])
  })

  it('count a bounded number of addresses', async () => {
    const memory = new MapMemory()
    const flood = Array.from({ length: limits.alertWindows + 50 }, (_, at) =>
      record('dynamodb', 'GetItem', null, {
        errorCode: 'AccessDenied',
        userIdentity: { type: 'Unknown' },
        sourceIPAddress: `10.1.${String(at >> 8)}.${String(at & 255)}`,
      }),
    )
    await raised(flood, memory)
    const kept = await memory.get<object>({ name: 'refused addresses' }, '')
    assert.equal(Object.keys(kept ?? {}).length, limits.alertWindows)
  })
})

describe('rules of a file', () => {
  const pattern = { detail: { eventName: ['Scan'] } }

  it('are added, and built-in ones turned off', () => {
    const read = readRules({ disable: ['table-created'], rules: [{ name: 'own', pattern }] }, rules)
    assert.ok(read.some(({ name }) => name === 'own'))
    assert.ok(!read.some(({ name }) => name === 'table-created'))
    assert.equal(read.length, rules.length)
  })

  const faults: readonly [unknown, RegExp][] = [
    [[], /must be a map/],
    [{ rule: [] }, /there is no member "rule"/],
    [{ disable: ['x'] }, /disable: there is no rule "x"; there are table-deleted/],
    [{ rules: [{ name: 'A', pattern }] }, /rules\[0\].name/],
    [{ rules: [{ name: 'a', severity: 'bad', pattern }] }, /rules\[0\].severity/],
    [{ rules: [{ name: 'table-deleted', pattern }] }, /two rules of the name table-deleted/],
    [{ rules: [{ name: 'a', pattern: { a: [] } }] }, /rules\[0\].pattern: a: must not be/],
    [{ rules: [{ name: 'a' }] }, /rules\[0\].pattern: a pattern must be an object/],
  ]
  for (const [file, message] of faults) {
    it(`are refused: ${message.source}`, () => {
      assert.throws(() => readRules(file, rules), { name: 'RuleFault', message })
    })
  }
})
