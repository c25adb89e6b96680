import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { CreateUserCommand, IAMClient, TagUserCommand } from '@aws-sdk/client-iam'
import type { Alert } from '../../src/alerts/index.ts'
import { alertsIn } from '../alerts/alert-file.ts'
import { ca, startWebhook } from '../alerts/webhook-server.ts'
import { Dice, seedOfRun } from '../properties/dice.ts'
import { offlineRecords } from './offline-records.ts'
import {
  rootCredentials,
  rootEnvironment,
  startServerProcess,
  type ServerProcess,
} from './server-process.ts'

const kills = 3
const writers = 4

function clientOf(server: ServerProcess): IAMClient {
  return new IAMClient({
    endpoint: server.httpEndpoint,
    region: 'us-east-1',
    credentials: rootCredentials,
    maxAttempts: 1,
  })
}

/** Makes events that a rule matches until the server is gone, and tells of each that was answered. */
async function act(client: IAMClient, UserName: string, answered: () => void): Promise<void> {
  for (let at = 0; ; at++) {
    const Tags = [{ Key: 'n', Value: String(at) }]
    try {
      await client.send(new TagUserCommand({ UserName, Tags }))
      answered()
    } catch (error) {
      const { $metadata } = error as { $metadata?: { httpStatusCode?: number } }
      if ($metadata?.httpStatusCode === undefined) return
    }
  }
}

test('over kill -9 each event that a rule matches arrives at webhook and file, and nothing else does', async (t) => {
  const dice = new Dice(seedOfRun())
  const directory = await mkdtemp(join(tmpdir(), 'strongroom-alerts-'))
  const file = join(directory, 'alerts.jsonl')
  const [rules, authority] = [join(directory, 'rules.yaml'), join(directory, 'ca.pem')]
  await writeFile(
    rules,
    'rules:\n  - name: tagged\n    pattern: {detail: {eventName: [TagUser], errorCode: [{exists: false}]}}\n',
  )
  await writeFile(authority, ca)
  const failures = new Map<string, number>()
  // It loses some answers, so that what it has got comes again, and refuses some alerts twice.
  const hook = await startWebhook(({ headers }) => {
    const id = String(headers['strongroom-alert-id'])
    const failed = failures.get(id) ?? 0
    const refuses = failed === 0 ? dice.below(60) === 0 : failed < 2
    if (refuses) failures.set(id, failed + 1)
    return refuses ? 500 : 200
  })
  const args = ['--alert-file', file, '--alert-rules', rules]
  args.push('--alert-webhook', hook.url.href, '--alert-webhook-ca', authority)
  const env = { ...rootEnvironment, STRONGROOM_ALERT_WEBHOOK_SECRET: 'a secret of many bytes' }
  let server: ServerProcess | undefined
  try {
    for (let kill = 0; kill < kills; kill++) {
      server = await startServerProcess({ directory, args, env })
      const client = clientOf(server)
      if (kill === 0) {
        for (let n = 0; n < writers; n++) {
          await client.send(new CreateUserCommand({ UserName: `u${String(n)}` }))
        }
      }
      let left = 20 + dice.below(60)
      let acting: Promise<void>[] = []
      await new Promise<void>((enough) => {
        const answered = (): void => {
          if (--left === 0) enough()
        }
        acting = Array.from({ length: writers }, (_, n) => act(client, `u${String(n)}`, answered))
      })
      await server.end('SIGKILL')
      await Promise.all(acting)
      client.destroy()
    }
    const events = (await offlineRecords(directory))
      .filter(({ eventName, errorCode }) => eventName === 'TagUser' && errorCode === undefined)
      .map(({ eventID }) => eventID)
      .toSorted()
    assert.ok(events.length >= kills * 20, `${String(events.length)} events`)
    server = await startServerProcess({ directory, args, env })
    const told = (alerts: readonly Alert[]): string[] => [
      ...new Set(alerts.filter(({ rule }) => rule === 'tagged').map((each) => each.eventId ?? '')),
    ]
    const arrived = (): Alert[] =>
      hook.got
        .filter(({ headers }) => !refusedNow(failures, String(headers['strongroom-alert-id'])))
        .map(({ body }) => JSON.parse(body) as Alert)
    while (told(arrived()).length < events.length) await sleep(50)
    while (told(await alertsIn(file)).length < events.length) await sleep(50)
    assert.deepEqual(told(arrived()).toSorted(), events)
    assert.deepEqual(told(await alertsIn(file)).toSorted(), events)
    const copies = hook.got.length - arrived().length
    t.diagnostic(`${String(events.length)} events, ${String(copies)} copies more at the webhook`)
    await server.end('SIGTERM')
  } finally {
    await server?.end('SIGKILL')
    hook.close()
    await rm(directory, { recursive: true, force: true })
  }
})

/** Whether the webhook has only refused it so far. */
function refusedNow(failures: ReadonlyMap<string, number>, id: string): boolean {
  return failures.get(id) === 1
}
