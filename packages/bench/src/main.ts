import { assess } from './modes/assess.ts'
import { background, expiries } from './modes/background.ts'
import { compare } from './modes/compare.ts'
import { identity } from './modes/identity.ts'
import { idle } from './modes/idle.ts'
import { memory } from './modes/memory.ts'
import { queryCost } from './modes/query-cost.ts'
import { sealing } from './modes/sealing.ts'
import { help, readOptions } from './options.ts'

const modes = {
  compare,
  'query-cost': queryCost,
  memory,
  idle,
  sealing,
  identity,
  assess,
  background,
  expiries,
}

const options = readOptions(process.argv.slice(2))
if (options === undefined) console.log(help)
else await modes[options.mode](options)
