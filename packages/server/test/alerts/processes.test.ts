import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { CreateUserCommand, IAMClient, TagUserCommand } from '@aws-sdk/client-iam'
import { atEnd } from '../at-end.ts'
import type { Alert } from '../../src/alerts/index.ts'
import { startProcess, type Running } from '../app/command.ts'
import { startPostgres } from '../postgres/server.ts'
import { alertsIn } from './alert-file.ts'
import { ca, startWebhook } from './webhook-server.ts'

const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'a-secret-that-the-tests-share',
}
const rootEnv = {
  STRONGROOM_ROOT_ACCESS_KEY_ID: credentials.accessKeyId,
  STRONGROOM_ROOT_SECRET_ACCESS_KEY: credentials.secretAccessKey,
}
const rule =
  'rules:\n  - name: tagged\n    pattern: {detail: {eventName: [TagUser], errorCode: [{exists: false}]}}\n'

async function place(t: TestContext): Promise<{ cwd: string; args: string[]; file: string }> {
  const cwd = await mkdtemp(join(tmpdir(), 'strongroom-alerts-'))
  atEnd(t, () => rm(cwd, { recursive: true }))
  const file = join(cwd, 'alerts.jsonl')
  await writeFile(join(cwd, 'rules.yaml'), rule)
  return { cwd, file, args: ['--alert-rules', 'rules.yaml', '--alert-file', file] }
}

async function clientOf(t: TestContext, cwd: string, { endpoint }: Running): Promise<IAMClient> {
  const httpsAgent = { ca: await readFile(join(cwd, 'strongroom/keys/ca.pem')) }
  const client = new IAMClient({
    endpoint,
    region: 'us-east-1',
    credentials,
    requestHandler: { httpsAgent },
  })
  atEnd(t, () => {
    client.destroy()
  })
  return client
}

function tag(client: IAMClient, value: string): Promise<unknown> {
  return client.send(new TagUserCommand({ UserName: 'u', Tags: [{ Key: 'k', Value: value }] }))
}

/** The values of the tags that alerts tell of, once there are so many: one may be told before another that was made first. */
async function toldOf(alerts: () => Promise<readonly Alert[]>, count: number): Promise<string[]> {
  for (;;) {
    const values = (await alerts()).flatMap(({ rule: name, event }) => {
      const tags = event?.requestParameters?.['tags'] as { value: string }[] | undefined
      return name === 'tagged' ? [tags?.[0]?.value ?? ''] : []
    })
    const told = new Set(values)
    if (told.size >= count) return [...told].toSorted()
    await sleep(50)
  }
}

test('with several processes a webhook gets signed alerts of what any of them served, also when the one that sends dies', async (t) => {
  const { cwd, args } = await place(t)
  const hook = await startWebhook(() => 200)
  atEnd(t, () => {
    hook.close()
  })
  await writeFile(join(cwd, 'hook-ca.pem'), ca)
  const running = await startProcess(
    cwd,
    [
      ...args,
      '--workers',
      '2',
      '--alert-webhook',
      hook.url.href,
      '--alert-webhook-ca',
      'hook-ca.pem',
    ],
    { ...rootEnv, STRONGROOM_ALERT_WEBHOOK_SECRET: 'a secret of many bytes' },
  )
  atEnd(t, async () => {
    running.child.kill('SIGKILL')
    await running.finished
  })
  const got = () => Promise.resolve(hook.got.map(({ body }) => JSON.parse(body) as Alert))
  // Each has a connection of its own, which goes to the next worker.
  const clients = [await clientOf(t, cwd, running), await clientOf(t, cwd, running)] as const
  await clients[0].send(new CreateUserCommand({ UserName: 'u' }))
  await tag(clients[1], 'a')
  await tag(clients[0], 'b')
  assert.deepEqual(await toldOf(got, 2), ['a', 'b'])
  assert.match(String(hook.got[0]?.headers['strongroom-signature']), /^t=\d+,v1=[0-9a-f]{64}$/)
  const pid = String(running.child.pid)
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'latin1')
  // The first worker does the background work.
  process.kill(Number(children.trim().split(' ')[0]), 'SIGKILL')
  const after = await clientOf(t, cwd, running)
  for (;;) {
    const done = await tag(after, 'c').then(
      () => true,
      () => false,
    )
    if (done) break
    await sleep(50)
  }
  assert.deepEqual(await toldOf(got, 3), ['a', 'b', 'c'])
})

test('on PostgreSQL alerts arrive, and go on after kill -9 where they were', async (t) => {
  const postgres = await startPostgres()
  atEnd(t, () => postgres.stop())
  const { cwd, args, file } = await place(t)
  const env = { ...rootEnv, STRONGROOM_STORE: await postgres.database('alerts') }
  const alerts = () => alertsIn(file)
  const start = async () => {
    const running = await startProcess(cwd, args, env)
    atEnd(t, async () => {
      running.child.kill('SIGKILL')
      await running.finished
    })
    return { running, client: await clientOf(t, cwd, running) }
  }
  const first = await start()
  await first.client.send(new CreateUserCommand({ UserName: 'u' }))
  await tag(first.client, 'a')
  assert.deepEqual(await toldOf(alerts, 1), ['a'])
  await tag(first.client, 'b')
  first.running.child.kill('SIGKILL')
  await first.running.finished
  const second = await start()
  await tag(second.client, 'c')
  assert.deepEqual(await toldOf(alerts, 3), ['a', 'b', 'c'])
})
