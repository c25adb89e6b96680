#!/usr/bin/env node
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './lib/files.mjs'
import { ensureBuilt, ensureInstalled } from './lib/setup.mjs'

/**
 * Starts the server from a checkout: `npm start -- --port 8000`. Installs and compiles what is
 * missing or out of date, then becomes the server: the entry point is loaded into this process, so
 * that signals and the exit code are the server's own, with nothing in between. The script in
 * package.json says `exec` for the same reason: without it, npm ends the shell and not the server.
 */

ensureInstalled()
if (ensureBuilt('server')) {
  const main = join(root, 'packages/server/dist/bundle/app/main.js')
  process.argv.splice(1, 1, main, 'start')
  await import(pathToFileURL(main).href)
} else {
  console.error('The server was not started: the compiler reported errors, see above.')
  process.exitCode = 1
}
