import assert from 'node:assert/strict'
import { test } from 'node:test'
import { historyRun } from './event-history-run.ts'

test('pages of every kind are answered over some thousand events on the disk', async () => {
  const run = await historyRun(5000, 5)
  const found = Object.fromEntries(run.pages.map((page) => [page.asked, page.found]))
  assert.deepEqual(found, {
    everything: 50,
    EventId: 1,
    EventName: 50,
    ReadOnly: 50,
    Username: 5,
    ResourceType: 50,
    ResourceName: 50,
    EventSource: 50,
    AccessKeyId: 5,
    'what nobody did': 0,
  })
})
