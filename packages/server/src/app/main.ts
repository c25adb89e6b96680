#!/usr/bin/env node
import { runCommandLine } from './command-line.ts'

// Whatever file the server makes, the store's own included, is its user's alone.
process.umask(0o077)
// No await: the bundle of this file is a script, which has none at its top.
void runCommandLine(process.argv).then((code) => {
  process.exitCode = code
})
