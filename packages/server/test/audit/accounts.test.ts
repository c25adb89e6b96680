import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import * as C from '@aws-sdk/client-cloudtrail'
import { atEnd } from '../at-end.ts'
import { run, startProcess } from '../app/command.ts'

const other = '222233334444'

test('accounts see neither trails nor events of each other', { timeout: 600_000 }, async (t) => {
  const cwd = await mkdtemp(join(tmpdir(), 'strongroom-trail-accounts-'))
  atEnd(t, () => rm(cwd, { recursive: true }))
  const created = await run(cwd, ['account', 'create', other, '--name', 'second'])
  assert.equal(created.code, 0, created.stderr)
  const running = await startProcess(cwd)
  atEnd(t, async () => {
    running.child.kill('SIGKILL')
    await running.finished
  })
  const ca = await readFile(join(cwd, 'strongroom/keys/ca.pem'))
  const clientOf = (text: string): C.CloudTrailClient => {
    const value = (name: string): string =>
      new RegExp(`${name}\\s+(?:= )?(\\S+)`).exec(text)?.[1] ?? ''
    const client = new C.CloudTrailClient({
      endpoint: running.endpoint,
      region: 'us-east-1',
      credentials: {
        accessKeyId: value('aws_access_key_id'),
        secretAccessKey: value('aws_secret_access_key'),
      },
      maxAttempts: 1,
      requestHandler: { httpsAgent: { ca } },
    })
    atEnd(t, () => {
      client.destroy()
    })
    return client
  }
  const file = await readFile(join(cwd, 'strongroom/keys/root.credentials'), 'utf8')
  const first = clientOf(file)
  const second = clientOf(created.stdout)

  const make = new C.CreateTrailCommand({ Name: 'shared-name', S3BucketName: 'strongroom-audit' })
  const { TrailARN } = await first.send(make)
  const { Trails } = await second.send(new C.ListTrailsCommand({}))
  assert.deepEqual(Trails, [])
  for (const Name of [TrailARN, 'shared-name']) {
    await assert.rejects(second.send(new C.StopLoggingCommand({ Name })), C.TrailNotFoundException)
    await assert.rejects(second.send(new C.DeleteTrailCommand({ Name })), C.TrailNotFoundException)
  }
  await second.send(make)
  await assert.rejects(
    second.send(new C.DeleteTrailCommand({ Name: TrailARN })),
    C.TrailNotFoundException,
    'not its own of that name',
  )
  assert((await first.send(new C.GetTrailCommand({ Name: TrailARN }))).Trail !== undefined)

  const accountsOf = async (client: C.CloudTrailClient): Promise<string[]> => {
    for (;;) {
      const { Events = [] } = await client.send(new C.LookupEventsCommand({}))
      if (Events.some(({ EventName }) => EventName === 'CreateTrail')) {
        return Events.map(({ CloudTrailEvent = '{}' }) =>
          String((JSON.parse(CloudTrailEvent) as Record<string, unknown>)['recipientAccountId']),
        )
      }
      await sleep(600)
    }
  }
  assert.deepEqual([...new Set(await accountsOf(second))], [other])
  assert(!(await accountsOf(first)).includes(other))
})
