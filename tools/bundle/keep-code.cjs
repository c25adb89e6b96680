'use strict'
/*
 * Runs a bundled entry, and when it is told to, writes what was compiled of it beside it and ends:
 * `node keep-code.cjs <entry without .js> <arguments of the entry>`. Without arguments it does not run the
 * entry, and writes what is compiled before anything runs; with `--load` alone, what is compiled when it has run.
 */
const { chmodSync, writeFileSync } = require('node:fs')
const vm = require('node:vm')

const [, , base, ...args] = process.argv
/** @type {vm.Script | undefined} */
let script
vm.Script = class extends vm.Script {
  /** @param {ConstructorParameters<typeof vm.Script>} of */
  constructor(...of) {
    super(...of)
    script ??= this
  }

  runInThisContext() {
    return args.length > 0 ? super.runInThisContext() : () => undefined
  }
}

function keep() {
  const place = `${base}.${process.version}-${process.platform}-${process.arch}.cache`
  if (script === undefined) throw new Error(`${base} is no bundled entry`)
  writeFileSync(place, script.createCachedData())
  // The server lets nobody read what it makes, but this is part of the program.
  chmodSync(place, 0o644)
  process.exit(0)
}

process.argv = [process.execPath, `${base}.js`, ...args]
process.once('message', keep)
require(`${base}.js`)
if (args.length === 0 || args[0] === '--load') keep()
