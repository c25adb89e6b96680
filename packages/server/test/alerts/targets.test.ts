import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { createServer as createTls } from 'node:tls'
import {
  fileTarget,
  signatureHeader,
  syslogTarget,
  webhookTarget,
  type Alert,
} from '../../src/alerts/index.ts'
import { Secret, systemClock } from '../../src/base/index.ts'
import { ca, served, startWebhook, type Got } from './webhook-server.ts'

const alert = (id: string): Alert => ({
  id,
  rule: 'table-deleted',
  severity: 'high',
  description: 'a table was deleted',
  message: 'Ann deleted "Müller]"',
  raisedAt: '2026-11-25T10:00:00.123Z',
  eventId: 'E',
  principal: 'a"b]c\\d',
})
const secret = new Secret('a secret of many bytes')

/** A webhook that answers with these codes, then 200. */
async function webhook(t: TestContext, ...codes: number[]) {
  const server = await startWebhook(() => codes.shift() ?? 200)
  t.after(() => {
    server.close()
  })
  return server
}

test('a webhook gets each alert with a signature that proves body and time', async (t) => {
  const { url, got } = await webhook(t)
  const target = webhookTarget({ url, secret, ca, clock: systemClock })
  assert.deepEqual((await target.send([alert('1'), alert('2')])).arrived, [true, true])
  assert.deepEqual(
    got.map(({ body }) => JSON.parse(body) as Alert),
    [alert('1'), alert('2')],
  )
  const { headers, body } = got[0] as Got
  assert.equal(headers['strongroom-alert-id'], '1')
  const [, seconds = '', mac = ''] =
    /^t=(\d+),v1=(\w+)$/.exec(String(headers[signatureHeader])) ?? []
  assert.ok(Math.abs(Number(seconds) - Date.now() / 1000) < 300)
  const wanted = createHmac('sha256', 'a secret of many bytes').update(`${seconds}.${body}`)
  assert.equal(mac, wanted.digest('hex'))
})

test('a webhook that fails or redirects has not got the alert; it is not tried further if it takes none', async (t) => {
  const { url, got } = await webhook(t, 200, 503, 200, 302, 500)
  const target = webhookTarget({ url, secret, ca, clock: systemClock })
  const sent = await target.send(['1', '2', '3', '4', '5', '6'].map(alert))
  assert.deepEqual(sent.arrived, [true, false, true, false, false])
  assert.match(sent.failure?.message ?? '', /answered 500/)
  assert.deepEqual((await target.send([alert('2')])).arrived, [true])
  assert.equal(got.length, 6)
})

test('a webhook that refuses alerts for what they say is there, and gets those behind them', async (t) => {
  const { url } = await webhook(t, 400, 422, 413, 200, 400)
  const target = webhookTarget({ url, secret, ca, clock: systemClock })
  const sent = await target.send(['1', '2', '3', '4', '5', '6'].map(alert))
  assert.deepEqual(sent.arrived, [false, false, false, true, false, true])
})

test('a webhook whose certificate is not trusted gets nothing', async (t) => {
  const { url, got } = await webhook(t)
  const sent = await webhookTarget({ url, secret, clock: systemClock }).send([alert('1')])
  assert.deepEqual(sent.arrived, [false])
  assert.deepEqual(got, [])
})

test('syslog gets RFC 5424 with octet counts', async (t) => {
  let text = Buffer.alloc(0)
  const server = createTls(served, (socket) => {
    socket.on('data', (chunk) => (text = Buffer.concat([text, chunk])))
    socket.on('error', () => undefined)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const place = { host: '127.0.0.1', port, hostname: 'node 1', clock: systemClock }
  const target = syslogTarget({ ...place, ca })
  assert.deepEqual((await target.send([alert('1'), alert('2')])).arrived, [true, true])
  await assert.rejects(syslogTarget(place).send([alert('3')]))
  const messages: string[] = []
  while (text.length > 0) {
    const space = text.indexOf(' ')
    const length = Number(text.toString('utf8', 0, space))
    messages.push(text.toString('utf8', space + 1, space + 1 + length))
    text = text.subarray(space + 1 + length)
  }
  assert.equal(messages.length, 2)
  const head =
    '<115>1 2026-11-25T10:00:00.123Z node1 strongroom - table-deleted [alert@32473 id="1" rule="table-deleted" eventId="E" principal="a\\"b\\]c\\\\d"] \ufeff'
  assert.ok(messages[0]?.startsWith(head), messages[0])
  assert.deepEqual(JSON.parse(messages[0]?.slice(head.length) ?? ''), alert('1'))
})

test('a file gets a line for each alert, is private, and mends a torn line', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'strongroom-alerts-'))
  t.after(() => rm(directory, { recursive: true }))
  const path = join(directory, 'alerts.jsonl')
  await writeFile(path, '{"torn', { mode: 0o644 })
  const target = fileTarget(path)
  assert.deepEqual((await target.send([alert('1')])).arrived, [true])
  await target.send([alert('2')])
  const lines = (await readFile(path, 'utf8')).split('\n')
  assert.deepEqual([lines[0], lines.length], ['{"torn', 4])
  assert.deepEqual(JSON.parse(lines[2] ?? ''), alert('2'))
  assert.equal((await stat(path)).mode & 0o777, 0o600)
})
