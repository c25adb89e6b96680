/**
 * Mutated requests for as long as one likes, from the compiled files:
 *
 *     node --expose-gc packages/server/dist/test/robustness/long-mutated-run.js \
 *       --requests 1000000 [--seed <number of the run>] [--only <number of a request>]
 */
import { parseArgs } from 'node:util'
import { seedOfRun } from '../properties/dice.ts'
import { mutatedRun } from './mutated-run.ts'

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '1000000' },
    seed: { type: 'string' },
    only: { type: 'string' },
  },
})
const seed = values.seed === undefined ? seedOfRun() : Number(values.seed)
console.log(`seed ${String(seed)}`)
const { lines } = await mutatedRun({
  requests: Number(values.requests),
  seed,
  ...(values.only === undefined ? {} : { only: Number(values.only) }),
})
for (const line of lines) console.log(line)
const { user, system } = process.cpuUsage()
console.log(`${((user + system) / 1e6).toFixed(1)} s of CPU`)
