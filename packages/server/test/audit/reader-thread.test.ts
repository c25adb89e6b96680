import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import {
  CloudTrailClient,
  CreateTrailCommand,
  StartLoggingCommand,
} from '@aws-sdk/client-cloudtrail'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { atEnd } from '../at-end.ts'
import { dataDirectory, rootCredentials, startServerProcess } from '../crash/server-process.ts'

for (const workers of ['1', '2']) {
  test(`a thread beside ${workers} process(es) delivers trails, raises alerts, and ends with the server`, async (t) => {
    const directory = await mkdtemp(join(tmpdir(), 'strongroom-readers-'))
    atEnd(t, () => rm(directory, { recursive: true, force: true, maxRetries: 20 }))
    const alertFile = join(directory, 'alerts.jsonl')
    const args = ['--workers', workers, '--audit-delivery-seconds', '1', '--alert-file', alertFile]
    const server = await startServerProcess({ directory, args })
    atEnd(t, () => server.end('SIGKILL'))
    const options = {
      endpoint: server.httpEndpoint,
      region: 'us-east-1',
      credentials: rootCredentials,
    }
    const trails = new CloudTrailClient(options)
    const Name = 'everything'
    await trails.send(new CreateTrailCommand({ Name, S3BucketName: 'strongroom-audit' }))
    await trails.send(new StartLoggingCommand({ Name }))
    await new DynamoDBClient(options).send(
      new CreateTableCommand({
        TableName: 'Music',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      }),
    )

    const delivered = join(dataDirectory(directory), 'audit')
    await eventually('the table in a log file', async () => {
      const files = await readdir(delivered, { recursive: true }).catch(() => [])
      const logs = files.filter((file) => file.includes('/CloudTrail/') && file.endsWith('.gz'))
      const texts = await Promise.all(logs.map((file) => readFile(join(delivered, file))))
      return texts.some((text) => gunzipSync(text).includes('"eventName":"CreateTable"'))
    })
    await eventually('the alert in the file', async () =>
      (await readFile(alertFile, 'utf8').catch(() => '')).includes('table-created'),
    )
    assert.equal(await server.end('SIGTERM'), 0)
  })
}

async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 6000; tries++) {
    if (await holds()) return
    await pause(50)
  }
  assert.fail(`${what} was waited for in vain`)
}
