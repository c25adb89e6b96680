import assert from 'node:assert/strict'
import { test } from 'node:test'
import { atEnd } from '../at-end.ts'
import { Dice, seedOfRun } from '../properties/dice.ts'
import { breakages } from './broken-connections.ts'
import { Bystander } from './bystander.ts'
import { serverUnderAttack } from './server-under-attack.ts'
import { WireClient } from './wire-client.ts'

/** Each connection has a seed of its own: STRONGROOM_TEST_CONNECTION=<seed> breaks that one alone. */
const connections = Number(process.env['STRONGROOM_TEST_CONNECTIONS'] ?? 2000)
const clients = 8

test('broken connections end with a refusal or a close, and nobody else notices', async (t) => {
  const seed = seedOfRun()
  t.diagnostic(`STRONGROOM_TEST_SEED=${String(seed)}`)
  const server = await serverUnderAttack()
  const calm = new WireClient(server.https)
  atEnd(t, () => server.close())
  atEnd(t, () => {
    calm.close()
  })
  const bystander = new Bystander(calm)
  await bystander.open()
  await bystander.round()

  const counts = new Map<string, number>()
  const attack = async (own: number): Promise<void> => {
    const dice = new Dice(own)
    const breakage = dice.pick(breakages)
    counts.set(breakage.name, (counts.get(breakage.name) ?? 0) + 1)
    await breakage(server, dice).catch((cause: unknown) => {
      throw new Error(`${breakage.name}, STRONGROOM_TEST_CONNECTION=${String(own)}`, { cause })
    })
  }
  const single = process.env['STRONGROOM_TEST_CONNECTION']
  if (single !== undefined) {
    await attack(Number(single))
    return
  }
  const seeds = new Dice(seed)
  let left = connections
  const worker = async (_: unknown, number: number): Promise<void> => {
    for (let own = 0; left > 0; own++) {
      left -= 1
      await attack(seeds.seed())
      if (number === 0 && own % 10 === 0) await bystander.round()
    }
  }
  await Promise.all(Array.from({ length: clients }, worker))
  await bystander.round()
  assert.deepEqual(server.failures, [])
  t.diagnostic([...counts].map(([name, times]) => `${name} ${String(times)}`).join(', '))
})
