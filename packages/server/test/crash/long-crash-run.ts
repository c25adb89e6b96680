/**
 * The crash test for as long as one likes, from the compiled files:
 *
 *     node packages/server/dist/test/crash/long-crash-run.js --kills 200 [--seed <number>] [-- <flags of start>]
 */
import { parseArgs } from 'node:util'
import { crashRun, describe } from './crash-run.ts'

const { values, positionals } = parseArgs({
  options: { kills: { type: 'string', default: '200' }, seed: { type: 'string' } },
  allowPositionals: true,
})
const seed = Number(values.seed ?? Date.now() % 0x1_0000_0000)
console.log(`seed ${String(seed)}`)
const report = await crashRun({
  kills: Number(values.kills),
  seed,
  args: positionals,
  onKill: (kill) => {
    if (kill % 10 === 0) console.log(`${String(kill)} kills`)
  },
})
console.log(describe(report))
