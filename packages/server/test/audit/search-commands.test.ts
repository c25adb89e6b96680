import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { gzipSync } from 'node:zlib'
import { matches, type SeenRecord } from '../../src/app/commands/audit/event-filter.ts'
import { cellsOf, row, widthsFor } from '../../src/app/commands/audit/event-lines.ts'
import { directoryTarget } from '../../src/audit/delivery/index.ts'
import { logFileKey } from '../../src/audit/trail-files/index.ts'
import { systemRandom } from '../../src/base/index.ts'
import { main, run } from '../app/command.ts'

const place = { prefix: undefined, account: '000000000000', region: 'us-east-1' }
const noon = Date.parse('2026-11-25T12:00:00Z')

function event(minute: number, part: Partial<SeenRecord> = {}): SeenRecord {
  return {
    eventID: `e${String(minute)}`,
    eventTime: `${new Date(noon + minute * 60_000).toISOString().slice(0, 19)}Z`,
    eventSource: 'dynamodb.amazonaws.com',
    eventName: 'GetItem',
    sourceIPAddress: '127.0.0.1',
    userIdentity: {
      type: 'IAMUser',
      userName: 'nina',
      arn: 'arn:aws:iam::000000000000:user/nina',
      accessKeyId: 'AKIANINA',
    },
    resources: [{ ARN: 'arn:aws:dynamodb:us-east-1:000000000000:table/Music' }],
    ...part,
  }
}

const denied = event(2, { eventName: 'DeleteTable', errorCode: 'AccessDenied', resources: [] })
const byRole = event(3, {
  eventName: 'DeleteItem',
  userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::000000000000:assumed-role/app/one' },
  resources: [],
  requestParameters: { tableName: 'Books' },
})
const byRoot = event(4, {
  eventName: 'CreateUser',
  eventSource: 'iam.amazonaws.com',
  userIdentity: { type: 'Root' },
  resources: [],
})
const all = [event(1), denied, byRole, byRoot]

async function delivered(t: TestContext): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), 'strongroom-search-'))
  t.after(() => rm(cwd, { recursive: true }))
  const target = directoryTarget('b', join(cwd, 'logs'), systemRandom)
  for (const [at, records] of [all.slice(0, 2), all.slice(2)].entries()) {
    const key = logFileKey(place, noon + (at + 1) * 300_000, String(at).repeat(16))
    await target.put(key, gzipSync(JSON.stringify({ Records: records })), {})
  }
  return cwd
}

test('events are chosen by principal, action, table, denial and time', () => {
  const chosen = (filter: object): string[] =>
    all.filter((one) => matches(one, filter)).map(({ eventID }) => eventID)
  assert.deepEqual(chosen({}), ['e1', 'e2', 'e3', 'e4'])
  assert.deepEqual(chosen({ principal: 'nina' }), ['e1', 'e2'])
  assert.deepEqual(chosen({ principal: 'AKIANINA' }), ['e1', 'e2'])
  assert.deepEqual(chosen({ principal: 'assumed-role/app' }), ['e3'])
  assert.deepEqual(chosen({ principal: 'root' }), ['e4'])
  assert.deepEqual(chosen({ action: 'getitem' }), ['e1'])
  assert.deepEqual(chosen({ action: 'dynamodb:Delete*' }), ['e2', 'e3'])
  assert.deepEqual(chosen({ action: 'iam:*' }), ['e4'])
  assert.deepEqual(chosen({ table: 'Music' }), ['e1'])
  assert.deepEqual(chosen({ table: 'Books' }), ['e3'])
  assert.deepEqual(chosen({ denied: true }), ['e2'])
  assert.deepEqual(chosen({ from: noon + 120_000, to: noon + 180_000 }), ['e2', 'e3'])
})

test('rows fit the terminal, and nothing in them steers it', () => {
  const named = event(1, { userIdentity: { userName: `x\u001b[2J${'y'.repeat(200)}` } })
  for (const columns of [80, 120]) {
    const text = row(cellsOf(named), widthsFor(columns))
    assert.ok(text.length <= columns, text)
    assert.doesNotMatch(text, /\p{Cc}/u)
  }
})

test('audit search prints a table, or whole records, newest first', async (t) => {
  const cwd = await delivered(t)
  const people = await run(cwd, ['audit', 'search', 'logs'])
  assert.equal(people.code, 0, people.stderr)
  const [head, ...rows] = people.stdout.trimEnd().split('\n')
  assert.match(head ?? '', /^TIME +PRINCIPAL +ACTION +TABLE +FROM +RESULT$/)
  assert.equal(rows.length, 4)
  assert.match(rows[0] ?? '', /^2026-11-25T12:04:00Z +root +iam:CreateUser +- +127\.0\.0\.1 +ok$/)
  assert.match(rows[2] ?? '', /nina +dynamodb:DeleteTable +- +127\.0\.0\.1 +DENIED AccessDenied$/)
  const json = await run(cwd, [
    'audit',
    'search',
    'logs',
    '--json',
    '--limit',
    '1',
    '--table',
    'Music',
  ])
  assert.deepEqual(JSON.parse(json.stdout), all[0])
})

test('audit tail shows the latest events', async (t) => {
  const cwd = await delivered(t)
  const tail = await run(cwd, ['audit', 'tail', 'logs', '--no-follow', '--lines', '3', '--json'])
  const ids = tail.stdout
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as SeenRecord).eventID)
  assert.deepEqual(ids, ['e2', 'e3', 'e4'])
  const none = await run(cwd, ['audit', 'tail'])
  assert.equal(none.code, 2)
  assert.match(none.stderr, /Name a directory of delivered files, or a server by --endpoint/)
})

test('a server that cannot be asked is told in one line, with what helps', async (t) => {
  const cwd = await mkdtemp(join(tmpdir(), 'strongroom-search-'))
  t.after(() => rm(cwd, { recursive: true }))
  const keys = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' }
  const { code, stderr } = await run(
    cwd,
    ['audit', 'search', '--endpoint', 'https://127.0.0.1:1'],
    keys,
  )
  assert.equal(code, 2)
  assert.match(
    stderr,
    /^strongroom: LookupEvents .* ECONNREFUSED .*; is a server running there\?\n$/,
  )
})

test('a reader that has had enough ends the output without a word', async (t) => {
  const cwd = await mkdtemp(join(tmpdir(), 'strongroom-search-'))
  t.after(() => rm(cwd, { recursive: true }))
  const file = join(cwd, 'alerts.jsonl')
  await writeFile(file, '{"message":"long"}\n'.repeat(100_000))
  const child = spawn(process.execPath, [
    main,
    'alerts',
    'tail',
    file,
    '-n',
    '100000',
    '--no-follow',
  ])
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  child.stdout.once('data', () => child.stdout.destroy())
  const [code] = (await once(child, 'close')) as [number | null]
  assert.deepEqual([code, errors], [0, ''])
})
