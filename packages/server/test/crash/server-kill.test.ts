import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seedOfRun } from '../properties/dice.ts'
import { crashRun, describe } from './crash-run.ts'

const kills = Number(process.env['STRONGROOM_TEST_KILLS'] ?? 25)

test('no acknowledged write is lost and no index or stream torn by SIGKILL of the server', async (t) => {
  const seed = seedOfRun()
  t.diagnostic(`STRONGROOM_TEST_SEED=${String(seed)} STRONGROOM_TEST_KILLS=${String(kills)}`)
  const report = await crashRun({ kills, seed })
  t.diagnostic(describe(report))
  assert.ok(report.acknowledged > 10 * kills)
  assert.ok(report.records > 10 * kills)
})
