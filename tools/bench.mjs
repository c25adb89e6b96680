#!/usr/bin/env node
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './lib/files.mjs'
import { ensureBuilt, ensureInstalled } from './lib/setup.mjs'

/** Measures the server, alone and beside its peers: `npm run bench -- --help`. */

ensureInstalled()
if (ensureBuilt('server') && ensureBuilt('bench')) {
  await import(pathToFileURL(join(root, 'packages/bench/dist/src/main.js')).href)
} else {
  console.error('Nothing was measured: the compiler reported errors, see above.')
  process.exitCode = 1
}
